"""The queue: RQ on a Redis-compatible store. Jobs are names and ids; what is due lives in the database.

A lost store loses no work: the outbox sweeper and the ticker put back what is due.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from types import FrameType
from typing import Any, cast

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as Hangs
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseTimeoutException

from mentortrain import clock, trace

log = logging.getLogger(__name__)

# An idle worker that is killed is noticed after this many seconds (RQ's default is 420).
WORKER_TTL, MAINTENANCE_INTERVAL = 45, 30
LONGEST = timedelta(seconds=180)  # that a job may take, unless it says otherwise
URGENT, USUAL, BULK = "urgent", "default", "bulk"
LANES = (URGENT, USUAL, BULK)
"""A worker takes from the first lane that has a job. Urgent: somebody looks at the screen and waits for it.
Bulk: it takes long, and stops half way when `others_wait` says so.
"""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between two looks for a store that is away

AT_ONCE: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1, supported_errors=(Unreachable,)),  # a store that was started anew
}
"""How to connect for somebody who waits for a page: an answer within a second, or the store counts as away."""

LEFT_ALONE = 5.0
"""Seconds for which a store that hangs is not asked again: not everybody waits a second for nothing."""

OutOfTime = BaseTimeoutException
"""Raised inside a job that has taken longer than it may."""


def connect(app: Flask, redis_url: str) -> None:
    """Keep two connection pools with the app; nothing is opened until it is needed.

    Nobody who waits for a page waits long for a store that hangs. A worker waits for its next job.
    """
    app.extensions["mentortrain.redis"] = Redis.from_url(redis_url, health_check_interval=30, **AT_ONCE)
    app.extensions["mentortrain.redis.hangs"] = 0.0
    app.extensions["mentortrain.redis.patient"] = Redis.from_url(
        redis_url, socket_connect_timeout=2, socket_timeout=60, health_check_interval=30
    )


def store() -> Redis:
    """The store of the running app, for short questions: it answers within a second or counts as away."""
    connection: Redis = current_app.extensions["mentortrain.redis"]
    return connection


def enqueue(
    job: Callable[..., Any], *args: Any, longest: timedelta = LONGEST, lane: str = USUAL, first: bool = False
) -> bool:
    """Ask the worker to run `job` with JSON-able arguments; False when the store does not answer.

    `lane` is one of LANES; `first` puts it before the others of its lane.

    A job that takes longer than `longest` is interrupted by OutOfTime, wherever it is.
    The caller goes on either way: a sweep finds what was left.
    """
    if clock.monotonic() < current_app.extensions["mentortrain.redis.hangs"]:
        return False
    try:
        Queue(lane, connection=store(), serializer=JSONSerializer).enqueue(
            job,
            *args,
            job_timeout=int(longest.total_seconds()),
            result_ttl=60,
            failure_ttl=86400,
            at_front=first,
            meta={"trace": trace.current().trace or trace.new()},
        )
    except (RedisError, OSError) as error:
        if isinstance(error, Hangs):  # one that is gone says so at once, and may be back in a moment
            current_app.extensions["mentortrain.redis.hangs"] = clock.monotonic() + LEFT_ALONE
        log.warning("the store does not answer, %s waits for the sweep: %s", job.__name__, error)
        return False
    return True


def others_wait(lane: str) -> bool:
    """Whether a job waits in a lane before this one. A store that does not answer asks for nothing."""
    before = LANES[: LANES.index(lane)]
    try:
        return any(Queue(name, connection=store(), serializer=JSONSerializer).count for name in before)
    except (RedisError, OSError):
        return False


class LastUses:
    """When things were last used, noted in the store during a GET, which writes nothing to the database.

    A process that notes often sends what it has once in `TOGETHER` seconds: asking the store costs as much as all
    else that a poll of a calendar takes. A process that is killed loses that much of them.
    The ticker takes what was noted and writes it down.
    """

    TOGETHER = 5.0

    def __init__(self, name: str) -> None:
        self.noted, self.taken = f"mentortrain:{name}", f"mentortrain:{name}:taken"
        self._waiting: dict[str, str] = {}
        self._lock = threading.Lock()
        self._later: threading.Timer | None = None
        self._store: Redis | None = None
        atexit.register(self.send)

    def note(self, thing_id: int, at: datetime) -> None:
        """Note a use: at once if none was sent lately, else with others in some seconds.

        With the store down nobody waits for it and nothing is noted.
        """
        self._store = store()
        with self._lock:
            self._waiting[str(thing_id)] = str(at.timestamp())
            if self._later is not None:
                return
            self._later = threading.Timer(self.TOGETHER, self._send_rest)
            self._later.daemon = True
            self._later.start()
        self.send()

    def send(self) -> None:
        """Send what waits, now."""
        with self._lock:
            uses, self._waiting = self._waiting, {}
        if not uses or self._store is None:
            return
        try:
            self._store.hset(self.noted, mapping=cast("dict[Any, Any]", uses))
        except (RedisError, OSError) as error:
            log.info("%d uses in %s are not noted: %s", len(uses), self.noted, error)

    def _send_rest(self) -> None:
        self._later = None
        self.send()

    def forget(self) -> None:
        """Send nothing of what waits: the store was emptied on purpose."""
        with self._lock:
            if self._later is not None:
                self._later.cancel()
            self._later, self._waiting = None, {}

    def write_down(self, write: Callable[[dict[int, datetime]], None]) -> int:
        """Give what was noted since the last time to `write`, which commits; how many. Safe to run twice."""
        self.send()
        try:
            uses = self._take()
            write(uses)
            store().delete(self.taken)  # only now: what was taken and not written down is found again
        except (RedisError, OSError) as error:
            log.warning("the store does not answer: %s", error)
            return 0
        return len(uses)

    def _take(self) -> dict[int, datetime]:
        """What was noted, set aside so that uses noted meanwhile are left for the next time."""
        connection = store()
        if not connection.exists(self.taken) and connection.exists(self.noted):
            connection.rename(self.noted, self.taken)
        found: dict[Any, Any] = connection.hgetall(self.taken)
        return {int(key): datetime.fromtimestamp(float(moment), UTC) for key, moment in found.items()}


class AppWorker(SimpleWorker):
    """A worker whose jobs run inside the app, one fresh session each.

    It does not fork for each job: three times as fast, and a killed worker loses nothing that the outbox
    does not bring back.
    """

    app: Flask
    asked_to_end = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        AppWorker.asked_to_end = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """The second request changes nothing: a mail that is half handed over would go twice."""

    def perform_job(self, job: Job, queue: Queue, *args: Any) -> bool:
        with self.app.app_context(), trace.doing(name_of(job), job.meta.get("trace", "")) as work:
            done: bool = super().perform_job(job, queue, *args)
            spent = {"ms": round((perf_counter() - work.began) * 1000, 1), "statements": work.statements}
            log.info(
                "job %s", "done" if done else "failed", extra={"job": job.id, "lane": queue.name, **spent}
            )
        return done


def name_of(job: Job) -> str:
    """What a job does, in short: mail.deliver; a task of the ticker goes by its own name."""
    name = str(job.func_name).removeprefix("mentortrain.").replace(".jobs.", ".")
    return str(job.args[0]) if name == "schedule.ticker.run_task" and job.args else name


def stopping() -> bool:
    """Whether the worker of this process was asked to end: a long job stops where it can go on later."""
    return AppWorker.asked_to_end


def work(app: Flask, *, burst: bool = False) -> None:
    """Run jobs until told to stop (SIGTERM); with `burst`, until the queue is empty.

    A store that is away at the start is waited for. If it goes later, RQ waits or this returns or raises.
    """
    AppWorker.app, AppWorker.asked_to_end = app, False
    connection: Redis = app.extensions["mentortrain.redis.patient"]
    if not burst:
        _wait_for(app.extensions["mentortrain.redis"])
    worker = AppWorker(
        [Queue(name, connection=connection, serializer=JSONSerializer) for name in LANES],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
    )
    try:
        worker.work(
            burst=burst, logging_level=logging.getLevelName(logging.getLogger("rq").level or logging.WARNING)
        )
    finally:
        AppWorker.asked_to_end = False  # nobody works here any more: what is delivered next is not to stop


def _wait_for(connection: Redis) -> None:
    wait = FIRST_WAIT
    while True:
        try:
            connection.ping()
        except (RedisError, OSError) as error:
            log.warning("the store does not answer, the worker looks again in %.0f s: %s", wait, error)
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        else:
            return
