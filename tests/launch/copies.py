"""Copies of mentortrain in a folder of their own, started as people start them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = getattr(sys, "_base_executable", None) or sys.executable
STAND_IN = Path(__file__).with_name("stand_in.py")


@dataclass
class Project:
    """A copy of mentortrain; `env` is what its owner has set."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    started: list[Site] = field(default_factory=list)

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    def run(self, *words: str, timeout: float = 60, **env: str) -> subprocess.CompletedProcess[str]:
        """`python3 app.py <words>`, to its end."""
        return subprocess.run(
            [BASE_PYTHON, "app.py", *words],
            cwd=self.folder,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def python(self, code: str) -> str:
        """What this Python code prints in the copy."""
        done = subprocess.run(
            [BASE_PYTHON, "-c", code],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def start(self, *words: str, patience: float = 60, port: int = 0, **env: str) -> Site:
        """`python3 app.py <words>`, until it says that it runs."""
        port = port or free_port()
        output = (self.folder / "output").open("w+b")
        process = subprocess.Popen(
            [BASE_PYTHON, "app.py", "--port", str(port), *words],
            cwd=self.folder,
            env={**self.env, **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        output.close()
        site = Site(self, process, port)
        self.started.append(site)
        site.until_it_says("mentortrain is running", patience)
        return site


@dataclass
class Site:
    """A running start of it."""

    project: Project
    process: subprocess.Popen[bytes]
    port: int

    def said(self) -> str:
        return (self.project.folder / "output").read_text()

    def until_it_says(self, text: str, patience: float = 20) -> None:
        wait_for(lambda: text in self.said() or self.process.poll() is not None, patience, self.said)
        assert text in self.said(), self.said()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            body: bytes = answer.read()
        return body

    def child(self, words: str) -> int:
        """The process id of the launcher's own child with these words in its command line."""

        def found() -> list[int]:
            return [pid for pid, parent, line in processes() if parent == self.process.pid and words in line]

        wait_for(lambda: len(found()) == 1, 5, lambda: str(self.everything()))
        return found()[0]

    def everything(self) -> list[str]:
        """The command line of each process that belongs to this copy."""
        return [line for _, _, line in processes() if str(self.project.folder) in line]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and return its exit code; it must be over within 15 seconds."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(15)


def processes() -> list[tuple[int, int, str]]:
    """(process id, parent's id, command line) of all that run; zombies are over."""
    shown = subprocess.run(
        ["ps", "-axww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [re.split(r"\s+", line.strip(), maxsplit=3) for line in shown.stdout.splitlines()]
    return [
        (int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")
    ]


def wait_for(condition: Callable[[], object], seconds: float, tell: Callable[[], str] = str) -> None:
    """Until `condition` holds; fails with what `tell` says after `seconds`."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not within {seconds} s: {tell()}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def plain_environment(home: Path) -> dict[str, str]:
    """A fresh home and nothing of the tests' own virtual environment or settings."""
    ours = ("MENTORTRAIN_", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM", "BASE_URL", "SECRET_KEY")
    others = ("INSTANCE_PATH", "VIRTUAL_ENV", "PYTEST_", "COURSES_PATH", "HOME", "PYTHONPATH")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours + others)}
    home.mkdir()
    venv = str(Path(sys.executable).parent)
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if part != venv)
    return {**env, "HOME": str(home)}


def lend_packages(project: Project) -> None:
    """A complete `.venv` without downloading: it looks for packages where these tests have theirs."""
    venv = project.folder / ".venv"
    subprocess.run([BASE_PYTHON, "-m", "venv", "--without-pip", str(venv)], check=True)
    inside = venv / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    (inside / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    project.python("from mentortrain.launch import packages; packages.stamp(packages.DEV)")


def pretend(project: Project, code: str) -> dict[str, str]:
    """Environment in which Python runs `code` before anything else."""
    folder = project.folder.parent / "pretended"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


def end_all(project: Project) -> None:
    for site in project.started:
        if site.process.poll() is None:
            site.process.terminate()
            try:
                site.process.wait(15)
            except subprocess.TimeoutExpired:
                site.process.kill()
                site.process.wait()
