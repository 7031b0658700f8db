"""Processes of a trial's site, born from one that has loaded the code already: a boot takes 0.2 s instead of two.

All else is as with `exec`: a process id, a session and a log of their own, the environment of that site and nothing
of this one, `flask` or `gunicorn` begun from its first line, and a kill -9 that ends it for good. What python does
before the first line of the site (PYTHONPATH, sitecustomize) is not: a trial of that starts them in the usual way.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from mentortrain.config import ROOT
from mentortrain.launch.children import PR_SET_PDEATHSIG, Child

_mothers = multiprocessing.get_context("forkserver")
_mothers.set_forkserver_preload(
    ["mentortrain.factory", "flask.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", __name__]
)


@dataclass
class Born:
    """What is asked of a `subprocess.Popen` here."""

    of: BaseProcess

    @property
    def pid(self) -> int:
        assert self.of.pid is not None
        return self.of.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        """The exit code, or minus the signal; None while it lives."""
        return self.of.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.of.join(timeout)
        code = self.of.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.of.name, timeout or 0)
        return code

    def terminate(self) -> None:
        self.of.terminate()


class Forked(Child):
    """A child of the site; `python -m ...` is forked, all else is started as the launcher does."""

    def launch(self) -> None:
        if self.argv[:2] != (sys.executable, "-m") or "PYTHONPATH" in self.env:
            super().launch()
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.process = born(self.argv[2:], self.env, self.log)  # type: ignore[assignment]
        self.began = time.monotonic()


def born(argv: Sequence[str | Path], env: Mapping[str, str], log: Path, folder: Path = ROOT) -> Born:
    """`python -m ARGV` in `folder` with this environment, its output at the end of `log`."""
    process = _mothers.Process(
        target=_live, args=([str(one) for one in argv], dict(env), str(log), str(folder))
    )
    process.start()
    child = Born(process)
    with suppress(ProcessLookupError):  # it has ended already
        while child.poll() is None and os.getpgid(child.pid) != child.pid:
            time.sleep(0.002)  # until it has a session of its own, so that all of it can be killed
    return child


def _live(argv: list[str], env: dict[str, str], log: str, folder: str) -> None:
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, write_through=True)  # type: ignore[union-attr]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    module, *words = argv
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
