"""Real servers for tests: a store, and a PostgreSQL cluster that is thrown away."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis


@contextlib.contextmanager
def embedded_store(folder: Path) -> Iterator[str]:
    """A Valkey or Redis server on a socket; its URL."""
    from mentortrain.launch.store import find_binary

    # Socket paths may have about 100 characters; pytest's folders are long.
    short = Path(tempfile.mkdtemp(prefix="mt-"))
    socket_path = short / "s.sock"
    command = [
        str(find_binary().path),
        "--port",
        "0",
        "--unixsocket",
        str(socket_path),
        "--dir",
        str(folder),
        "--save",
        "",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until(
            lambda: bool(socket_path.exists() and redis.Redis(unix_socket_path=str(socket_path)).ping())
        )
        yield f"unix://{socket_path}"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(short, ignore_errors=True)


@contextlib.contextmanager
def throwaway_postgresql(folder: Path) -> Iterator[str]:
    """An empty database in a cluster of its own; skips where PostgreSQL is not installed."""
    given = os.environ.get("TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    binaries = postgresql_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="mt-pg-"))
    user = {"user": "postgres"} if os.geteuid() == 0 else {}  # initdb refuses to run as root
    if user:
        shutil.chown(home, "postgres")
    data, port = home / "data", free_port()
    common = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", **user}
    subprocess.run([binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "-N"], **common)  # type: ignore[call-overload]
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    subprocess.run(
        [binaries / "pg_ctl", "-D", data, "-o", options, "-l", home / "log", "-w", "start"], **common
    )  # type: ignore[call-overload]
    try:
        with psycopg.connect(f"postgresql://test@127.0.0.1:{port}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE mentortrain")
        yield f"postgresql://test@127.0.0.1:{port}/mentortrain"
    finally:
        subprocess.run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **common)  # type: ignore[call-overload]
        shutil.rmtree(home, ignore_errors=True)


def postgresql_binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until(check: object, seconds: float = 20) -> None:
    """Wait until `check()` is true; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            if check():  # type: ignore[operator]
                return
        time.sleep(0.05)
    raise AssertionError("waited too long")
