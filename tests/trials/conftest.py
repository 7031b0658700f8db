"""What a trial measured is shown at the end of the run, and its chance can be repeated."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

Report = Callable[[str], None]

_measured: list[str] = []
SEED = int(os.environ.get("TRIAL_SEED") or random.randrange(10**6))


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """report("p99 0.2 s"): a line for who runs the trials, with the name of this one before it."""

    def note(line: str) -> None:
        name = request.node.name.removeprefix("test_").replace("_", " ")
        _measured.append(f"{name}: {line}")

    return note


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Random choices of this trial; TRIAL_SEED makes them the same again."""
    print(f"TRIAL_SEED={SEED}")  # noqa: T201  (pytest shows it with the failure)
    return random.Random(f"{SEED} {request.node.name}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of all trials of this run."""
    if _measured:
        terminalreporter.section(f"measured, with TRIAL_SEED={SEED}")
        for line in _measured:
            terminalreporter.write_line(line)
