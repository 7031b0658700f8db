"""The same site under other settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask

from mentortrain.config import PRODUCTION, Settings
from mentortrain.db import db
from mentortrain.factory import create_app


@contextmanager
def production(settings: Settings) -> Iterator[Flask]:
    """A second app on the same database and store, as it would be on a live site."""
    app = create_app(replace(settings, environment=PRODUCTION, base_url="https://training.example.org"))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        app.extensions["mentortrain.redis"].close()
