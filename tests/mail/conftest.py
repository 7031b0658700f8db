"""What deliveries stand on: a real SMTP server, moments, and messages that are always right to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock, config
from mentortrain.db import session
from mentortrain.mail import actions, kinds
from mentortrain.mail.kinds import Kind, Letter, register
from tests.mail.post_office import Office, open_office
from tests.mail.stage import AMINA


@pytest.fixture
def office(app: Flask, settings: config.Settings) -> Iterator[Office]:
    """An SMTP server that this site sends through."""
    office = Office()
    with open_office(office) as port:
        app.extensions["mentortrain.settings"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
        yield office
        app.extensions["mentortrain.settings"] = settings


@pytest.fixture
def today() -> Iterator[datetime]:
    """The real moment, held: a commit asks the worker only for what is really due."""
    with clock.held_at(clock.real_now()):
        yield clock.now()


@pytest.fixture
def last_week() -> Iterator[datetime]:
    """A moment that is really over, held: what follows it by hours or days is no simulated future."""
    with clock.held_at(clock.real_now() - timedelta(days=7)):
        yield clock.now()


@pytest.fixture
def always(app) -> Iterator[Any]:
    """always(key, ...): post messages that are always right to send."""
    kind = Kind("tests.always", "sign_in", lambda params, at: Letter({"url": "/"}, "UTC", "en"))
    register(kind)

    def post_them(*keys: str) -> None:
        with app.app_context():
            for key in keys or ("always",):
                actions.post(
                    kind=kind.name, key=key, to=AMINA, name="A", person_id=None, params={}, at=clock.now()
                )
            session.commit()

    yield post_them
    kinds._kinds.pop(kind.name)
