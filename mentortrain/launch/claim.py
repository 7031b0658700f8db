"""What must be ours before anything is done: the instance folder, its lock, and the port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
from pathlib import Path

from mentortrain.launch.trouble import Trouble

LOCK = "run.lock"


def writable(folder: Path, what: str, remedy: str) -> None:
    """Make `folder` if need be and try to write in it; Trouble says what it is for and what to do."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is about people
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Trouble(f"cannot write to {folder}, {what} ({error.strerror}). {remedy}") from error


def lock(instance: Path) -> int:
    """Hold the instance; returns the open file that holds it until the process ends or closes it.

    Trouble when another launcher holds it, with that one's process and address.
    """
    held = os.open(instance / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            return held  # a file system without locks: better an unlocked site than none
        pid, url = [*os.read(held, 1000).decode().split("\n"), "", ""][:2]
        os.close(held)
        who = f" (process {pid}, {url})" if url else ""
        raise Trouble(
            f"mentortrain is already running here{who}. Stop it, or start another with --instance and --port."
        ) from error
    return held


def sign(held: int, url: str) -> None:
    """Write into the lock who holds it, for `lock` to tell the next one."""
    os.ftruncate(held, 0)
    os.pwrite(held, f"{os.getpid()}\n{url}\n".encode(), 0)


def port_free(host: str, port: int) -> None:
    """Trouble when nobody could listen on `host`:`port`; it names a port nearby that is free."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise Trouble(f"there is no address {host!r}; try: --host 127.0.0.1") from error
    problem = _problem(family, kind, proto, address)
    if problem is None:
        return
    if problem == errno.EADDRNOTAVAIL:
        raise Trouble(f"this machine does not have the address {host}; try: --host 127.0.0.1")
    if problem in (errno.EACCES, errno.EPERM):
        raise Trouble(f"port {port} is for the system's administrator; try: python3 app.py --port 5000")
    if problem != errno.EADDRINUSE:
        raise Trouble(f"cannot listen on {host} port {port} ({os.strerror(problem)}); try another --port.")
    for other in range(port + 1, min(port + 50, 65536)):
        if _problem(family, kind, proto, (address[0], other, *address[2:])) is None:
            raise Trouble(f"port {port} is taken; try: python3 app.py --port {other}")
    raise Trouble(f"port {port} is taken; choose another with --port.")


def _problem(family: int, kind: int, proto: int, address: tuple[object, ...]) -> int | None:
    """The errno that listening there would meet."""
    with socket.socket(family, kind, proto) as probe:
        # As gunicorn does: without it a port is refused for a minute after the last site there ended.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return error.errno or errno.EINVAL
    # macOS lets us bind 127.0.0.1 beside somebody on all addresses (AirPlay on 5000), who then gets visitors.
    with socket.socket(family, kind, proto) as visitor:
        visitor.settimeout(0.5)
        anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
        there = (anywhere.get(str(address[0]), address[0]), *address[1:])
        return errno.EADDRINUSE if visitor.connect_ex(there) == 0 else None
