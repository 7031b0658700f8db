"""What a launcher that was killed outright left running: Linux ends it; elsewhere the next start does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def record(path: Path, pids: Iterable[int]) -> None:
    """Note the running children, each with when it began: a process id alone may be somebody else's later."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({pid: began(pid) for pid in pids}))
    draft.replace(path)


def end(path: Path, *, grace: float = 16.0) -> int:
    """End the noted processes that still run, and forget the note. Returns how many there were.

    Call it only while holding the lock of the instance: then no launcher looks after them.
    """
    try:
        noted = {int(pid): start for pid, start in json.loads(path.read_text()).items()}
    except (OSError, ValueError, AttributeError):
        return 0
    alive = [pid for pid, start in noted.items() if start and began(pid) == start]
    for pid in alive:
        _send(pid, signal.SIGTERM)
    limit = time.monotonic() + grace
    while any(began(pid) == noted[pid] for pid in alive) and time.monotonic() < limit:
        time.sleep(0.1)
    for pid in alive:
        if began(pid) == noted[pid]:
            _send(pid, signal.SIGKILL)
    path.unlink(missing_ok=True)
    return len(alive)


def began(pid: int) -> str:
    """When the process began, in whatever words the system has for it; empty when it is gone or a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # proc(5): the name in parentheses may hold spaces; state is field 3, starttime field 22
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    with suppress(OSError):
        shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
        return shown.stdout.strip()
    return ""


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
