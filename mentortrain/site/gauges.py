"""What the database and the store know, in Prometheus' form: asked when somebody scrapes."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from mentortrain import backlog, clock, metrics
from mentortrain.db import session
from mentortrain.mail import queries as outbox
from mentortrain.schedule import queries as schedule
from mentortrain.schedule.table import INTERVALS
from mentortrain.site import queries


def exposition() -> bytes:
    """All there is: what web processes counted together, and what is known now."""
    now = CollectorRegistry(auto_describe=False)
    now.register(_Now())
    return generate_latest(metrics.counted()) + generate_latest(now)


class _Now(Collector):
    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("mentortrain_up", "Whether a part answers.", labels=["part"])
        for part, ask in (("database", _of_database), ("store", _of_store)):
            try:
                found = list(ask())
            except (SQLAlchemyError, *backlog.Away):
                session.rollback()
                up.add_metric([part], 0)
            else:
                up.add_metric([part], 1)
                yield from found
        yield up

    def describe(self) -> list[Metric]:
        return []


def _of_database() -> Iterator[Metric]:
    now, real_now = clock.now(), clock.real_now()
    mails = GaugeMetricFamily("mentortrain_mails", "Messages in the outbox.", labels=["state"])
    for state, count in outbox.counts().items():
        mails.add_metric([state], count)
    yield mails
    oldest = outbox.oldest_due(now)
    yield GaugeMetricFamily(
        "mentortrain_mail_oldest_due_seconds",
        "How long the longest-waiting message is due; 0: none waits.",
        value=max((now - oldest).total_seconds(), 0) if oldest else 0,
    )
    age = schedule.ticker_age(real_now)
    if age is not None:
        yield GaugeMetricFamily(
            "mentortrain_ticker_age_seconds",
            "Time since the leading ticker's last sign of life.",
            value=age.total_seconds(),
        )
    failed = GaugeMetricFamily(
        "mentortrain_task_failed", "Whether a scheduled task failed when it last ran.", labels=["task"]
    )
    for task in queries.tasks(INTERVALS):
        failed.add_metric([task.name], task.failed)
    yield failed


def _of_store() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("mentortrain_jobs_waiting", "Jobs that wait for a worker.", labels=["lane"])
    for lane, count in backlog.waiting().items():
        waiting.add_metric([lane], count)
    yield waiting
    yield GaugeMetricFamily(
        "mentortrain_jobs_failed", "Jobs that failed within a day.", value=backlog.count_failed()
    )
    yield GaugeMetricFamily(
        "mentortrain_workers", "Workers that are signed on.", value=len(backlog.workers())
    )
