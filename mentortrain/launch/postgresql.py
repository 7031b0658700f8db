"""A PostgreSQL of our own that is thrown away: for tests and for the bench. The site itself is given one."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mentortrain.launch.children import die_with_parent
from mentortrain.launch.trouble import Trouble

HINT = "PostgreSQL is not installed here (Debian: apt install postgresql)"
PATIENCE = 30.0  # seconds until it answers


@dataclass
class Cluster:
    """A running server without any database of ours yet."""

    home: Path
    port: int
    user: str | None
    command: Sequence[str | Path]
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the postmaster: its children are the sessions."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Returns once it answers; Trouble if it does not."""
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command, cwd="/", user=self.user, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT),
            )  # fmt: skip
        _wait(self._process, self.port, self.home / "log")

    def stop(self) -> None:
        """At once, whoever is connected; what was committed is there when it starts again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)

    def create_database(self, name: str) -> str:
        """A new, empty database; its URL."""
        import psycopg  # not at import time: the launcher runs before anything is installed

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def version(self) -> str:
        """'PostgreSQL 15.18'."""
        import psycopg

        with psycopg.connect(self.url("postgres")) as connection:
            shown = str(connection.info.parameter_status("server_version"))
        return f"PostgreSQL {shown.split()[0]}"

    def url(self, name: str) -> str:
        """Of one database."""
        return f"postgresql://test@127.0.0.1:{self.port}/{name}"


@contextlib.contextmanager
def throwaway_cluster(*, durable: bool) -> Iterator[Cluster]:
    """A server that ends with the block, or with us. `durable` waits for the disk at each commit, as in production.

    Trouble when PostgreSQL is not installed or does not start.
    """
    binaries = find_binaries()
    if binaries is None:
        raise Trouble(HINT)
    home = Path(tempfile.mkdtemp(prefix="mt-pg-"))
    user = "postgres" if os.geteuid() == 0 else None  # initdb refuses to run as root
    if user:
        shutil.chown(home, user)
    data, port = home / "data", free_port()
    settings = [] if durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
    cluster = Cluster(
        home, port, user,
        [binaries / "postgres", "-D", data, "-p", str(port), "-k", home, "-c", "listen_addresses=127.0.0.1", *settings],
    )  # fmt: skip
    try:
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "-N"],
            cwd="/", user=user, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if made.returncode:
            raise Trouble(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")
        cluster.start()
        yield cluster
    finally:
        cluster.stop()  # nothing in it is wanted any more
        shutil.rmtree(home, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://test@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    said = log.read_text(errors="replace").strip().splitlines()
    raise Trouble(f"PostgreSQL did not start: {said[-1] if said else 'it said nothing'}")
