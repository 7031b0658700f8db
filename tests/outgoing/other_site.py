"""Another site, whose manners a test chooses: an HTTP server on this machine."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler


class Manners(BaseHTTPRequestHandler):
    """Answers by path."""

    seen: list[tuple[str, dict[str, str]]]

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        kind, _, rest = self.path.removeprefix("/").partition("/")
        with contextlib.suppress(OSError):
            getattr(self, f"_{kind}", self._page)(rest)

    def _page(self, rest: str) -> None:
        self._send(200, b"<h1>Hello</h1>", "text/HTML; charset=utf-8")

    def _to(self, rest: str) -> None:
        """A redirect to whatever the path says."""
        self.send_response(302)
        self.send_header("Location", rest.replace("~", "/"))
        self.end_headers()

    def _loop(self, rest: str) -> None:
        self.send_response(307)
        self.send_header("Location", f"/loop/{int(rest or 0) + 1}")
        self.end_headers()

    def _status(self, rest: str) -> None:
        self._send(int(rest), b"", "text/plain")

    def _large(self, rest: str) -> None:
        self._send(200, bytes(100_000), "text/plain")

    def _endless(self, rest: str) -> None:
        """No length is said, and it never stops by itself."""
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(65_536))

    def _drip(self, rest: str) -> None:
        """A byte now and then: no single wait is long."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(400):
            self.wfile.write(b"X")
            time.sleep(0.05)

    def _silent(self, rest: str) -> None:
        time.sleep(20)

    def _nonsense(self, rest: str) -> None:
        self.wfile.write(b"\x00\xff not http at all\r\n\r\n")

    def _send(self, status: int, body: bytes, type_: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


@contextlib.contextmanager
def other_site() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """(host:port, what it was asked)."""
    with _Server(("127.0.0.1", 0), Manners) as server:
        server.seen = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", server.seen  # type: ignore[attr-defined]
        server.shutdown()
