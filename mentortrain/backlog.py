"""What waits, runs and failed in the queue: for the status page and the metrics.

All of it asks the store, and raises what the store's driver raises where it does not answer (`Away`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from mentortrain.logs import redacted
from mentortrain.queue import LANES, name_of, store

Away = (RedisError, OSError)
AT_ONCE = 500
"""Failed jobs that are tried again with one press: the next press takes the next ones."""


@dataclass(frozen=True)
class Worker:
    """One that is signed on. The store forgets it some seconds after its last sign of life."""

    name: str  # the machine and the process
    is_busy: bool
    beat_at: datetime


@dataclass(frozen=True)
class FailedJob:
    """One that ended with an error; kept for a day."""

    id: str
    name: str
    lane: str
    at: datetime | None
    error: str
    """The last line of the traceback."""
    trace: str


def waiting() -> dict[str, int]:
    """Jobs that wait, by lane, in the order in which workers take from them."""
    return {lane: Queue(lane, connection=store(), serializer=JSONSerializer).count for lane in LANES}


def workers() -> list[Worker]:
    """Those that are there, by name."""
    found = SimpleWorker.all(connection=store(), serializer=JSONSerializer)
    seen = [
        Worker(f"{one.hostname}:{one.pid}", one.get_state() == "busy", _aware(one.last_heartbeat))
        for one in found
        if one.last_heartbeat is not None
    ]
    return sorted(seen, key=lambda worker: worker.name)


def count_failed() -> int:
    """How many jobs failed and were not tried again."""
    return sum(len(_failed_in(lane).get_job_ids()) for lane in LANES)


def failed(limit: int) -> list[FailedJob]:
    """The latest of them, newest first."""
    found = []
    for lane in LANES:
        ids = _failed_in(lane).get_job_ids(0, limit - 1, desc=True)
        jobs = Job.fetch_many(ids, connection=store(), serializer=JSONSerializer)
        found += [_described(job, lane) for job in jobs if job is not None]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda job: job.at or never, reverse=True)[:limit]


def retry(job_id: str) -> bool:
    """Put a failed job back into its lane; False if it is no failed job (any more)."""
    for lane in LANES:
        with suppress(InvalidJobOperation, NoSuchJobError, ValueError):  # ValueError: no id looks like this
            _failed_in(lane).requeue(job_id)
            return True
    return False


def retry_all() -> int:
    """Put back all that failed, the oldest first and AT_ONCE at the most; how many."""
    ids = [job_id for lane in LANES for job_id in _failed_in(lane).get_job_ids()]
    return sum(retry(job_id) for job_id in ids[:AT_ONCE])


def _failed_in(lane: str) -> FailedJobRegistry:
    return FailedJobRegistry(lane, connection=store(), serializer=JSONSerializer)


def _described(job: Job, lane: str) -> FailedJob:
    result = job.latest_result()
    lines = ((result.exc_string if result else "") or "").strip().splitlines() or [""]
    at = _aware(job.ended_at) if job.ended_at else None
    return FailedJob(
        job.id, name_of(job), lane, at, redacted(lines[-1])[:300], str(job.meta.get("trace") or "")
    )


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
