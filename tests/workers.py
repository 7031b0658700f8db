"""With several workers (`-n 2`): who runs what, in which order, and what all of them measured. See conftest.py.

The mark `xdist_group` of pytest-xdist 3.8 is not heard by pytest 9.2: nothing fails, nothing is kept together
(https://github.com/pytest-dev/pytest-xdist/issues/1386). So what belongs together is read from names.
"""

from __future__ import annotations

import gc
import os
import random
import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling, Scheduling

LONG = ("tests/browser", "tests/trials/test_bench.py", "tests/launch/test_first_start.py")
"""Handed out first: whoever begins with a short one could wait for these at the end."""
DATABASES = ("", "sqlite", "postgresql")
"""All of one before the other: a worker prepares each when it comes to it, and forgets the one before."""

MEASURED = "measured"
SEED = int(os.environ.setdefault("TRIAL_SEED", str(random.randrange(10**6))))
"""Of all chance in the trials. Workers are started with the environment of who starts them."""


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]
    """A module on one database is done by one worker, so that its fixtures are made once."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        first = min(self.workqueue, key=lambda group: (turn_of(group), -len(self.workqueue[group])))
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """Ours, unless somebody asks for another one with `--dist`."""
    return ByRoom(config, log) if config.getvalue("dist") == "load" else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What is there once all tests are found stays until the end: the collector never goes through it, nor at the end
    of the process, which took two seconds of each; and through what is new less often than it would."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def group_of(nodeid: str) -> str:
    """'sqlite tests/home/test_home.py': what one worker does in one go."""
    module, _, name = nodeid.partition("::")
    if module.startswith("tests/browser/"):
        return "tests/browser"  # one site with the demonstration, one without, one Chromium for them all
    database = re.search(r"[\[-](sqlite|postgresql)[\]-]", name)
    return f"{database[1]} {module}" if database else module


def turn_of(group: str) -> int:
    """Groups with the smallest number are handed out first."""
    if group in LONG:
        return LONG.index(group)
    database = group.partition(" ")[0] if " " in group else ""
    return len(LONG) + DATABASES.index(database)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of all trials of this run, whichever worker they were on."""
    lines = [
        str(line)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, line in report.user_properties
        if name == MEASURED
    ]
    if lines:
        terminalreporter.section(f"measured, with TRIAL_SEED={SEED}")
        for line in lines:
            terminalreporter.write_line(line)
