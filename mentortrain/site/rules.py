"""What needs the administrator, judged from figures alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

MAIL_MAY_WAIT = timedelta(minutes=5)
"""A mail goes within seconds; the sweep finds what was left behind within two minutes."""


class Trouble(Enum):
    """One thing that needs somebody."""

    PART = "part"  # a part of the site does not answer
    NO_WORKER = "no worker"
    MAIL_WAITS = "mail waits"
    TASKS_FAILED = "tasks failed"
    JOBS_FAILED = "jobs failed"
    MAILS_FAILED = "mails failed"


@dataclass(frozen=True)
class Figures:
    """How the site is doing. None: the store did not answer."""

    parts_down: Collection[str]
    workers: int | None
    oldest_due: timedelta | None  # how long the longest-waiting mail is due; None: none waits
    failed_tasks: int
    failed_jobs: int | None
    failed_mails: int


def troubles(figures: Figures) -> list[Trouble]:
    """The gravest first; empty: all is well."""
    waits = figures.oldest_due is not None and figures.oldest_due > MAIL_MAY_WAIT
    there = {
        Trouble.PART: bool(figures.parts_down),
        Trouble.NO_WORKER: figures.workers == 0,
        Trouble.MAIL_WAITS: waits,
        Trouble.TASKS_FAILED: figures.failed_tasks > 0,
        Trouble.JOBS_FAILED: bool(figures.failed_jobs),
        Trouble.MAILS_FAILED: figures.failed_mails > 0,
    }
    return [trouble for trouble, is_there in there.items() if is_there]
