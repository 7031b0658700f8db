"""Real servers for tests: a store, and a PostgreSQL cluster that is thrown away."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy.engine import make_url

from mentortrain.launch.postgresql import HINT, find_binaries, free_port, throwaway_cluster

__all__ = ["embedded_store", "free_port", "throwaway_postgresql", "wait_until"]


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
        yield _emptied(given)
        return
    if find_binaries() is None:
        pytest.skip(HINT)
    with throwaway_cluster(durable=False) as cluster:
        yield cluster.create_database("mentortrain")


def _emptied(given: str) -> str:
    """The database of this URL with nothing in it. Each of several workers has another beside it, with its name."""
    url, worker = make_url(given), os.environ.get("PYTEST_XDIST_WORKER")
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        if worker is None:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            return given
        own = f"{url.database}_{worker}"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(own)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
    return url.set(database=own).render_as_string(hide_password=False)


def wait_until(check: object, seconds: float = 20) -> None:
    """Wait until `check()` is true; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            if check():  # type: ignore[operator]
                return
        time.sleep(0.05)
    raise AssertionError("waited too long")
