"""A site of real processes, each of which can be killed and started again, as `python3 app.py` does it."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentortrain.launch.children import Child
from mentortrain.launch.store import Store
from tests.servers import free_port, wait_until
from tests.trials.nursery import Forked

FLASK = (sys.executable, "-m", "flask", "--app", "app")
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:mentortrain.launch.gunicorn_conf")


class Site:
    """Store, web, workers and tickers on one database, with an instance folder of their own."""

    def __init__(
        self, folder: Path, database_url: str, smtp_url: str | None, *, tickers: int = 1, workers: int = 2
    ) -> None:
        self.instance = folder / "instance"
        self.instance.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")} | {
            "INSTANCE_PATH": str(self.instance),
            "DATABASE_URL": database_url,
            "BASE_URL": self.url,
            "MAIL_FROM": "mentortrain <hello@training.example.org>",
            "SMTP_URL": smtp_url or "",
            "PYTHONUNBUFFERED": "1",
        }
        self.store = Store(self.instance, self._log("store"), self.env)
        self.env["REDIS_URL"] = self.store.url
        self.workers = [f"worker {number}" for number in range(1, workers + 1)]
        self.tickers = [f"ticker {number}" for number in range(1, tickers + 1)]
        self.children = {
            "store": self.store.child,
            "web": self._child("web", *GUNICORN, "--bind", f"127.0.0.1:{self.port}", "app:app"),
            **{name: self._child(name, *FLASK, "worker") for name in self.workers},
            **{name: self._child(name, *FLASK, "ticker") for name in self.tickers},
        }
        self.kills: list[str] = []

    def _log(self, name: str) -> Path:
        return self.instance / "log" / f"{name}.log"

    def _child(self, name: str, *argv: str) -> Child:
        return Forked(name, argv, self.env, self._log(name))

    @property
    def outbox(self) -> list[Path]:
        """The mails that were written as files."""
        return list((self.instance / "outbox").glob("*.eml"))

    def start(self, *names: str) -> None:
        """Start these, the store first; it answers before anybody else starts."""
        for name in names:
            self.children[name].launch()
            if name == "store":
                wait_until(self.store.answers)

    def wait_for_web(self) -> None:
        """Until it answers."""
        wait_until(lambda: Browser(self.url).get("/healthz"), 60)

    def tend(self) -> None:
        """Start again what has ended, as the launcher does within a second."""
        self.start(*(name for name, child in self.children.items() if not child.is_up))

    def kill(self, *names: str) -> None:
        """kill -9 for each, with all that it started; those that are down already are left."""
        for name in names:
            process = self.children[name].process
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                self.kills.append(name)

    @property
    def worker_kills(self) -> int:
        return sum(name in self.workers for name in self.kills)

    @property
    def workers_are_down(self) -> bool:
        return not any(self.children[name].is_up for name in self.workers)

    def end(self) -> None:
        """Nothing stays behind."""
        for child in reversed(self.children.values()):
            if child.process is not None and child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.store.clean_up()

    def logs(self) -> str:
        """The end of each log: what to read when a trial fails."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-15:])
            for path in sorted((self.instance / "log").glob("*.log"))
        )


@contextmanager
def running(folder: Path, database_url: str, smtp_url: str | None = None, **how_many: int) -> Iterator[Site]:
    """A site whose store runs; start the rest when it is time. All of it ends with the block."""
    site = Site(folder, database_url, smtp_url, **how_many)
    try:
        site.start("store")
        yield site
    except BaseException:
        print(site.logs())  # noqa: T201  (pytest shows it with the failure)
        raise
    finally:
        site.end()


class Browser:
    """Somebody with cookies, over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> str:
        """The text of a page, redirects followed."""
        with self._opener.open(urllib.parse.urljoin(self._url, path), timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, *, shown_at: str, **values: str) -> str:
        """Send a form with the token of the page it is shown at."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(shown_at))
        assert token
        data = urllib.parse.urlencode({"csrf_token": token[1], **values}).encode()
        with self._opener.open(urllib.parse.urljoin(self._url, path), data, timeout=60) as answer:
            return str(answer.read().decode())
