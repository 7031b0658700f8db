"""How the site is doing, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.mail import queries as outbox
from mentortrain.mail.models import FAILED
from mentortrain.schedule import queries as schedule
from mentortrain.schedule.models import TaskRun


@dataclass(frozen=True)
class TaskState:
    """A task of the table and what came of its last run."""

    name: str
    every: timedelta
    run: TaskRun | None

    @property
    def next_at(self) -> datetime | None:
        """When it is due again; None: as soon as a ticker runs."""
        return self.run.began_at + self.every if self.run else None

    @property
    def failed(self) -> bool:
        """Whether its last run ended with an error."""
        return self.run is not None and self.run.error is not None


@dataclass(frozen=True)
class MailState:
    """The outbox in figures."""

    counts: dict[str, int]
    oldest_due: datetime | None

    @property
    def failed(self) -> int:
        """Messages that are not tried any more."""
        return self.counts[FAILED]


def tasks(table: Mapping[str, timedelta]) -> list[TaskState]:
    """What came of each task of a table {name: how often}, in its order."""
    runs = schedule.runs()
    return [TaskState(name, every, runs.get(name)) for name, every in table.items()]


def mails(at: datetime) -> MailState:
    """What was sent, waits and failed by `at`."""
    return MailState(outbox.counts(), outbox.oldest_due(at))
