"""What each web process would make by itself at its first pages is made once, before they are forked.

A process is replaced after some fifty thousand answers. Its first Home took 0.2 s of a processor, six times what it
takes now (docs/performance.md).
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from mentortrain.db import db
from mentortrain.prepared import make_ready


def install(app: Flask) -> None:
    """For whoever forks: launch/gunicorn_conf.py."""
    app.extensions["mentortrain.before_forks"] = partial(load, app), partial(compile_statements, app)


def load(app: Flask) -> None:
    """All models and templates; nothing is asked of the database."""
    configure_mappers()
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)


def compile_statements(app: Flask) -> None:
    """All prepared statements, as the database of this site wants them. It is asked who it is, and left: no process
    inherits a connection. Where it is away each process does this by itself."""
    with app.app_context(), suppress(SQLAlchemyError):
        with db.engine.connect():
            make_ready(db.engine.dialect)
        db.engine.dispose()
