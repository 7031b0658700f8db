"""The same site under other settings, and behind a real port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.serving import make_server

from mentortrain import clock
from mentortrain.config import PRODUCTION, Settings
from mentortrain.db import db
from mentortrain.factory import create_app


class Compiled(BytecodeCache):
    """What templates have become, for all sites of this process: to compile them takes seconds for each."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(
                self._kept[bucket.key]
            )  # and leaves it where the template is another by now

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def production(settings: Settings) -> Iterator[Flask]:
    """A second app on the same database and store, as it would be on a live site."""
    app = create_app(replace(settings, environment=PRODUCTION, base_url="https://training.example.org"))
    app.jinja_env.bytecode_cache = COMPILED
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        app.extensions["mentortrain.redis"].close()


@contextmanager
def served(app: Flask, *, at: datetime | Callable[[], datetime] | None = None) -> Iterator[str]:
    """The address of the app behind a real port, for a browser; with `at` its clock stands still there, or is what
    `at` says at each request."""

    def hold(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        moment = at() if callable(at) else at
        with clock.held_at(moment or clock.real_now()):
            return app(environ, start_response)

    server = make_server("127.0.0.1", 0, hold if at else app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
