"""Child processes: their own session and log, and an end together with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mentortrain.launch.arguments import ROOT
from mentortrain.launch.bell import Bell, deadline
from mentortrain.launch.trouble import Trouble

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: Linux sends the child `number` when the thread that started it ends, even by kill -9.

    None elsewhere: there the next start finds and ends what a killed launcher left (see `leftovers.py`).
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)  # loaded before the fork: loading takes locks
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return prepare


def start(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    output: IO[bytes],
    stdout: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """A process in a session of its own: Ctrl-C in the terminal reaches only us, and we end it in order."""
    return subprocess.Popen(
        [str(part) for part in argv],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output if stdout is None else stdout,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )


def finish(process: subprocess.Popen[bytes], bell: Bell, *, grace: float) -> None:
    """End a process and what it started: SIGTERM, `grace` seconds, then SIGKILL for its whole session."""
    limit = deadline(grace)
    if process.poll() is None:
        process.terminate()
    while process.poll() is None and time.monotonic() < limit and bell.asked < 2:
        bell.sleep(0.1)
    for pid in (process.pid, *_others_in_session(process.pid)):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    process.wait()


def _others_in_session(leader: int) -> list[int]:
    """Groups that a child made in its session (RQ's work horse is one). Known on Linux; elsewhere empty."""
    groups = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # proc(5): after the name come state, parent, process group, session
            group, session = map(int, stat.read_text().rpartition(")")[2].split()[2:4])
            if session == leader:
                groups.add(group)
    return sorted(groups - {leader})


def run_to_end(
    argv: Sequence[str | Path], *, env: Mapping[str, str], log: Path, bell: Bell, keep_output: bool = False
) -> tuple[int, str]:
    """Run to the end, everything written to `log`; with `keep_output` stdout is returned instead.

    Raises Stopped (and ends the process) when somebody asks us to end.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    answer = log.with_suffix(".out")
    with log.open("wb") as output, answer.open("w+b") as kept:
        process = start(argv, env=env, output=output, stdout=kept if keep_output else None)
        try:
            while process.poll() is None:
                bell.wait(1)
        finally:
            finish(process, bell, grace=2)
        kept.seek(0)
        text = kept.read().decode("utf-8", "replace")
    answer.unlink(missing_ok=True)
    return process.returncode, text


@dataclass
class Child:
    """One of the site's processes, started again when it ends before its time."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)
    began: float = 0.0  # monotonic seconds: when it last started
    not_before: float = 0.0  # monotonic seconds: when it may start again

    def launch(self) -> None:
        """Start it; its output goes to the end of its log. Trouble when that cannot be."""
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as output:
                self.process = start(self.argv, env=self.env, output=output)
            self.began = time.monotonic()
        except OSError as error:
            raise Trouble(f"could not start {self.name}: {error.strerror or error}.") from error

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None


def put_long_log_aside(log: Path) -> None:
    """web.log becomes web.log.1 (the one before goes) when it has grown past LOG_LIMIT."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))


def how_it_ended(returncode: int) -> str:
    """In words: "killed by SIGKILL", "ended with code 3"."""
    if returncode >= 0:
        return f"ended with code {returncode}"
    with suppress(ValueError):
        return f"killed by {signal.Signals(-returncode).name}"
    return f"killed by signal {-returncode}"
