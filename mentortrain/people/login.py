"""Flask-Login, wired: who a session belongs to, and how long it lasts."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, session
from flask_login import LoginManager, login_user

from mentortrain import clock
from mentortrain.people import events, queries
from mentortrain.people.models import Person
from mentortrain.people.rules import PARTICIPANT_SESSION_LASTS, STAFF_SESSION_LASTS


def install(app: Flask) -> None:
    """Load the person of each request from the session."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their network and browser often; the token is the proof
    manager.user_loader(_load)


def sign_in(person: Person, at: datetime) -> None:
    """Begin a session in this browser; the old one, if any, ends with its content."""
    session.clear()
    session.permanent = True
    session["since"] = at.isoformat()
    login_user(person)


def sign_out() -> None:
    """End the session in this browser."""
    session.clear()


def _load(token: str) -> Person | None:
    since = session.get("since")
    age = clock.now() - datetime.fromisoformat(since) if since else PARTICIPANT_SESSION_LASTS
    person = queries.with_session_token(token) if age < PARTICIPANT_SESSION_LASTS else None
    if person and age >= STAFF_SESSION_LASTS and age >= min(ask(person.id) for ask in events.session_lasts):
        return None  # asked each time: who became staff meanwhile has a staff's session
    return person
