"""A whole site as people start it: `app.py run` with its store, web, worker and ticker, mails as files."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from mentortrain.config import ROOT
from mentortrain.launch import packages
from mentortrain.launch.children import die_with_parent
from mentortrain.people.rules import token_hash
from tests.servers import free_port, wait_until

_LINK = re.compile(r"^  (\w+) .*?(http://\S+)$", re.MULTILINE)
_OWN = ("PATH", "HOME", "LANG", "TMPDIR")  # what a site may know of this machine; nobody's own settings


class Site:
    """One running site. Its database may be looked into, to find what a page would show."""

    def __init__(self, instance: Path, *options: str, **env: str) -> None:
        self.instance = instance
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options, self._env = options, env
        self._said = instance.with_name(f"{instance.name}.said")

    def start(self) -> None:
        """Start it and wait until it says that it runs; AssertionError with its words if it does not."""
        if not packages.ready(packages.RUN):
            pytest.skip("requirements changed since .venv was made; run: python3 app.py test")
        command = [sys.executable, "app.py", "run", "--port", str(self.port)]
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [*command, "--instance", str(self.instance), *self._options],
                cwd=ROOT,
                env={**{name: os.environ[name] for name in _OWN if name in os.environ}, **self._env},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(),
            )
        wait_until(lambda: "Stop with Ctrl-C" in self.said or self._process.poll() is not None, 60)
        assert self._process.poll() is None, self.said

    @property
    def pid(self) -> int:
        """The launcher's."""
        return self._process.pid

    @property
    def said(self) -> str:
        """What it wrote for the person who started it."""
        return self._said.read_text()

    @property
    def links(self) -> dict[str, str]:
        """The sign-in links it showed: role -> address."""
        return {role.lower(): url for role, url in _LINK.findall(self.said)}

    def stop(self) -> None:
        """End it in order."""
        self._process.terminate()
        assert self._process.wait(30) == 0, self.said

    def flask(self, *words: str) -> str:
        """What a command says: `flask("routes")`."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        env = {"PATH": os.environ["PATH"], "INSTANCE_PATH": str(self.instance), "BASE_URL": self.url}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout

    def letters(self, to: str) -> list[EmailMessage]:
        """Every message to this address so far, oldest first."""
        files = sorted(self.instance.glob("outbox/*.eml"), key=lambda path: path.stat().st_mtime_ns)
        parser = BytesParser(EmailMessage, policy=policy.default)
        found = [parser.parsebytes(path.read_bytes()) for path in files]
        return [message for message in found if message["To"].addresses[0].addr_spec == to]

    def letter(self, to: str, subject: str) -> EmailMessage:
        """The message to this address whose subject begins so; waits for the worker to write it."""
        found: list[EmailMessage] = []

        def look() -> bool:
            found[:] = [one for one in self.letters(to) if str(one["Subject"]).startswith(subject)]
            return bool(found)

        wait_until(look)
        assert len(found) == 1, [str(one["Subject"]) for one in found]
        return found[0]

    def link_for(self, email: str | None) -> str:
        """A sign-in link as `flask people link` makes it, in a hundredth of its time; None: of nobody yet."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        self.change(
            "INSERT INTO sign_in_link (person_id, token_hash, next_path, created_at, expires_at)"
            " VALUES ((SELECT id FROM person WHERE email = ?), ?, '/', ?, ?)",
            email,
            token_hash(token),
            *(f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (now, now + timedelta(hours=1))),
        )
        return f"{self.url}/sign-in/{token}"

    def column(self, query: str, *values: Any) -> list[Any]:
        """The first column of a query."""
        with closing(self._database()) as database:
            return [row[0] for row in database.execute(query, values)]

    def change(self, statement: str, *values: Any) -> None:
        """Change the database: for what only time could do."""
        with closing(self._database()) as database, database:
            assert database.execute(statement, values).rowcount == 1

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.instance / "mentortrain.db", timeout=15)
