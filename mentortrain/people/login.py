"""Flask-Login, wired: whose session this is, how long it lasts, and what is kept of the browser."""

from __future__ import annotations

from flask import Flask, request, session
from flask_login import LoginManager, login_user

from mentortrain import clock
from mentortrain.people import events, queries
from mentortrain.people.jobs import USES
from mentortrain.people.models import BrowserSession, Person
from mentortrain.people.rules import SEEN_EVERY, STAFF_SESSION_LASTS, Visitor, has_ended, visitor


def install(app: Flask) -> None:
    """Load the person of each request from the session."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their network and browser often; the token is the proof
    manager.user_loader(_load)


def let_in(person: Person, begun: BrowserSession) -> None:
    """Give this browser its new session, once that is committed; what the cookie held before is gone."""
    session.clear()
    session.permanent = True
    person.browser_session = begun
    login_user(person)


def let_out() -> None:
    """Take the session from this browser."""
    session.clear()


def who_asks() -> Visitor:
    """What is kept of the browser of this request."""
    return visitor(request.user_agent.string, request.remote_addr)


def _load(token: str) -> Person | None:
    found, at = queries.session_with(token), clock.now()
    if found is None or has_ended(found.created_at, staff=False, at=at):
        return None
    # Asked only where it matters, and each time: who became staff meanwhile has a staff's session.
    if at - found.created_at >= STAFF_SESSION_LASTS and has_ended(
        found.created_at, staff=events.is_staff(found.person_id), at=at
    ):
        return None
    if at - found.last_seen_at >= SEEN_EVERY:
        USES.note(found.id, at)
    person = found.person
    person.browser_session = found
    return person
