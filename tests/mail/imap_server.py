"""A small IMAP server on a real socket: one folder, one user, and what it was asked."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USER, PASSWORD = "events@example.org", 'a "quoted" \\ word'


class Folder:
    """Messages by UID, the UIDs of those that were seen, and whether the server is in a mood to let anybody in."""

    def __init__(self) -> None:
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.lets_in = True
        self.forgets_flags = False
        self.port = 0

    def put(self, message: bytes) -> int:
        """A message arrives; its UID."""
        uid = max(self.messages, default=10) + 3
        self.messages[uid] = message
        return uid

    @property
    def url(self) -> str:
        """As in INBOUND_IMAP_URL."""
        return f"imap://events%40example.org:a%20%22quoted%22%20%5C%20word@127.0.0.1:{self.port}/INBOX"


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("* OK here")
        for raw in self.rfile:
            tag, _, line = raw.decode().strip().partition(" ")
            self.server.folder.asked.append(line)
            status = self._answer(line)
            self._say(f"{tag} {status}")
            if line.upper() == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _answer(self, line: str) -> str:
        folder = self.server.folder
        command = line.upper()
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
            if not folder.lets_in or words != [USER, PASSWORD]:
                return "NO [AUTHENTICATIONFAILED] no such user or password"
        elif command.startswith("SELECT"):
            if command != 'SELECT "INBOX"':
                return "NO no such folder"
            self._say(f"* {len(folder.messages)} EXISTS")
        elif command == "UID SEARCH UNSEEN":
            unseen = sorted(set(folder.messages) - folder.seen)
            self._say(" ".join(["* SEARCH", *map(str, unseen)]))
        elif command.startswith("UID FETCH"):
            message = folder.messages.get(int(line.split()[2]))
            if message is not None:
                self.wfile.write(
                    b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n" % (line.split()[2].encode(), len(message))
                )
                self.wfile.write(message + b")\r\n")
        elif command.startswith("UID STORE") and not folder.forgets_flags:
            folder.seen.add(int(line.split()[2]))
        elif command == "LOGOUT":
            self._say("* BYE")
        return "OK done"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    folder: Folder


@contextmanager
def imap_server() -> Iterator[Folder]:
    """It runs while the block does."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.folder = Folder()
        server.folder.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.folder
        server.shutdown()
