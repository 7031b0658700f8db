"""What a trial measured is shown at the end of the run, and its chance can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.workers import MEASURED, SEED

Report = Callable[[str], None]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """report("p99 0.2 s"): a line for who runs the trials, with the name of this one before it."""

    def note(line: str) -> None:
        name = request.node.name.removeprefix("test_").replace("_", " ")
        request.node.user_properties.append((MEASURED, f"{name}: {line}"))

    return note


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Random choices of this trial; TRIAL_SEED makes them the same again."""
    print(f"TRIAL_SEED={SEED}")  # noqa: T201  (pytest shows it with the failure)
    return random.Random(f"{SEED} {request.node.name}")
