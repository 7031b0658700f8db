"""A disk that can be filled and freed under a running site."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SIZE = "24m"
_PIECE = b"x" * 65536


@dataclass(frozen=True)
class Disk:
    """Where a site lives. `kind` says how it is made full."""

    kind: str
    folder: Path
    fill: Callable[[int], None]
    """No byte more from now on, for the processes below this one at the least."""
    free: Callable[[int], None]


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A small file system of its own where this may mount one; else processes may write no more."""
    folder.mkdir(mode=0o700)
    if _mounted(folder):
        try:
            yield Disk("a small file system", folder, lambda pid: _fill(folder), lambda pid: _free(folder))
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        yield Disk(
            "processes that may write no more", folder, lambda pid: _limit(pid, 0), lambda pid: _limit(pid)
        )


def _mounted(folder: Path) -> bool:
    if os.geteuid() != 0 or os.environ.get("TRIAL_NO_MOUNT"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True).returncode == 0
    return False


def _fill(folder: Path) -> None:
    with suppress(OSError), (folder / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(_PIECE)
    with suppress(OSError), (folder / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(b"x")


def _free(folder: Path) -> None:
    (folder / "filler").unlink()


def _limit(pid: int, most: int = resource.RLIM_INFINITY) -> None:
    """The size of file that web and worker may write. The store would be ended by it: it is left alone."""
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error, OSError):
            if "python" in process.name() or "gunicorn" in process.name():
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
