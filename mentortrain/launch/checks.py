"""`python3 app.py test`, `bench` and `check`, with the tests' requirements in the same `.venv`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from mentortrain.launch import packages
from mentortrain.launch.arguments import ROOT
from mentortrain.launch.bell import Bell
from mentortrain.launch.trouble import Trouble, say

CHECKS = {
    "format": ("-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    "lint": ("-m", "ruff", "check", "--quiet", "--output-format", "concise", "."),
    "types": ("-m", "mypy"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    "courses": ("-m", "flask", "--app", "app", "courses", "check"),
}


def run_tests(pytest: Sequence[str], argv: Sequence[str], bell: Bell) -> int:
    """Become pytest: its exit code is ours."""
    packages.ensure(packages.DEV, bell)
    packages.enter(argv)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *pytest])  # noqa: S606


def run_bench(words: Sequence[str], argv: Sequence[str], bell: Bell) -> int:
    """Become the bench: its exit code is ours."""
    packages.ensure(packages.DEV, bell)
    packages.enter(argv)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *words])  # noqa: S606


def run_checks(argv: Sequence[str], bell: Bell) -> int:
    """Run every check, show what failing ones say, and name them at the end. Trouble when one failed."""
    packages.ensure(packages.DEV, bell)
    packages.enter(argv)
    failed = []
    with tempfile.TemporaryDirectory() as instance:  # a check leaves nothing and disturbs no running site
        env = {**os.environ, "INSTANCE_PATH": instance, "MENTORTRAIN_ENV": "development"}
        for name, words in CHECKS.items():
            bell.wait(0)
            began = time.monotonic()
            done = subprocess.run(
                [sys.executable, *words],
                cwd=ROOT,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            say(f"{name:8} {'failed' if done.returncode else 'good':6} {time.monotonic() - began:5.1f} s")
            if done.returncode:
                failed.append(name)
                say(done.stdout.rstrip() or f"it ended with code {done.returncode}")
    if failed:
        raise Trouble(f"check failed: {', '.join(failed)}")
    return 0
