"""The queue: RQ on a Redis-compatible store. Jobs are names and ids; what is due lives in the database.

A lost store loses no work: the outbox sweeper and the ticker put back what is due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

# An idle worker that is killed is noticed after this many seconds (RQ's default is 420).
WORKER_TTL, MAINTENANCE_INTERVAL = 45, 30


def connect(app: Flask, redis_url: str) -> None:
    """Keep one connection pool with the app; nothing is opened until it is needed."""
    app.extensions["mentortrain.redis"] = Redis.from_url(
        redis_url, socket_connect_timeout=2, socket_timeout=60, health_check_interval=30
    )


def store() -> Redis:
    """The store's connection of the running app."""
    connection: Redis = current_app.extensions["mentortrain.redis"]
    return connection


def enqueue(job: Callable[..., Any], *args: Any) -> bool:
    """Ask the worker to run `job` with JSON-able arguments; False when the store does not answer.

    The caller goes on either way: a sweep finds what was left.
    """
    try:
        Queue(connection=store(), serializer=JSONSerializer).enqueue(
            job, *args, result_ttl=60, failure_ttl=86400
        )
    except (RedisError, OSError) as error:
        log.warning("the store does not answer, %s waits for the sweep: %s", job.__name__, error)
        return False
    return True


class AppWorker(SimpleWorker):
    """A worker whose jobs run inside the app, one fresh session each.

    It does not fork for each job: three times as fast, and a killed worker loses nothing that the outbox
    does not bring back.
    """

    app: Flask

    def perform_job(self, job: Job, queue: Queue, *args: Any) -> bool:
        with self.app.app_context():
            done: bool = super().perform_job(job, queue, *args)
        return done


def work(app: Flask, *, burst: bool = False) -> None:
    """Run jobs until told to stop (SIGTERM); with `burst`, until the queue is empty."""
    AppWorker.app = app
    connection: Redis = app.extensions["mentortrain.redis"]
    queue = Queue(connection=connection, serializer=JSONSerializer)
    worker = AppWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
    )
    worker.work(burst=burst, logging_level="WARNING")
