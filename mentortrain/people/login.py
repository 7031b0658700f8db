"""Flask-Login, wired: whose session this is, how long it lasts, and what is kept of the browser."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, login_user
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from mentortrain import clock
from mentortrain.db import reading_only
from mentortrain.people import events, queries
from mentortrain.people.jobs import USES
from mentortrain.people.models import AWAITS_CODE, BrowserSession, Person
from mentortrain.people.rules import (
    BROWSER_KNOWN_FOR,
    SECOND_STEP_WITHIN,
    SEEN_EVERY,
    STAFF_SESSION_LASTS,
    Visitor,
    has_ended,
    visitor,
)
from mentortrain.web import kept

_WAITING = "second step"
KNOWN = "mentortrain_known"
"""The cookie of a browser that is not asked for the second step."""
SEEN = "mentortrain_seen"
"""The cookie in which stands, signed, who has signed in with a browser before."""
SEEN_FOR = timedelta(days=400)  # browsers keep none longer
MOST_SEEN = 8
MOST_COOKIES = 1_000
"""Of some hundred bytes each, which a process keeps: those of the last to open a page."""


class Cookies(SecureCookieSessionInterface):
    """A cookie is as good as its signature: how long a session lasts stands in the database.

    Flask would ask for the cookie's age as well, and sign everybody out for an hour when the clock is set back by
    one: it takes none that was signed in what is now the future.
    """

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: every request reads its cookie with it, and the key does not change while a process runs."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:  # calendar apps and machines: nothing to check
            return self.session_class()
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            return self.session_class(deepcopy(_signed_by(signer, value)))
        except BadSignature:
            return self.session_class()


@lru_cache(MOST_COOKIES)
def _signed_by(signer: URLSafeTimedSerializer, value: str) -> dict[str, Any]:
    """What a cookie holds; it must not be changed. Its signature holds as long as the key: it is checked once."""
    held: dict[str, Any] = signer.loads(value)
    return held


class Sessions(LoginManager):
    """Phones change their network and browser often; the token in the session is the proof."""

    def _session_protection_failed(self) -> bool:
        """Never: the parent makes out network and browser first, and then asks whether anybody wants to know."""
        return False


def install(app: Flask) -> None:
    """Load the person of each request from the session."""
    app.session_interface = Cookies()
    manager = Sessions(app)
    manager.session_protection = None
    manager.user_loader(_load)


def let_in(person: Person, begun: BrowserSession) -> None:
    """Give this browser its new session, once that is committed; what the cookie held before is gone."""
    session.clear()
    session.permanent = True
    kept.mark_forms(person.id)
    person.browser_session = begun
    login_user(person)


def ask_second_step(begun: BrowserSession, next_path: str) -> None:
    """Let this browser go on to the second step, and nowhere else: nobody is signed in yet."""
    session.clear()
    session[_WAITING] = {"token": begun.token, "next": next_path}


def waiting() -> tuple[BrowserSession, str] | None:
    """(session that awaits its second step, where it leads) of this browser."""
    kept = session.get(_WAITING)
    if kept is None:
        return None
    found = queries.session_with(kept["token"])
    if found is None or found.awaits != AWAITS_CODE or clock.now() - found.created_at > SECOND_STEP_WITHIN:
        return None
    return found, kept["next"]


def let_out() -> None:
    """Take the session from this browser."""
    session.clear()


def who_asks() -> Visitor:
    """What is kept of the browser of this request."""
    return visitor(request.user_agent.string, request.remote_addr)


def _load(token: str) -> Person | None:
    find = queries.session_to_read if reading_only.get() else queries.session_with
    found, at = find(token), clock.now()
    if found is None or found.awaits == AWAITS_CODE or has_ended(found.created_at, staff=False, at=at):
        return None
    # Asked only where it matters, and each time: who became staff meanwhile has a staff's session.
    if at - found.created_at >= STAFF_SESSION_LASTS and has_ended(
        found.created_at, staff=events.is_staff(found.person_id), at=at
    ):
        return None
    if at - found.last_seen_at >= SEEN_EVERY:
        USES.note(found.id, at)
    person = found.person
    if person.erased_at is not None:  # a sign-in of the moment in which the account went
        return None
    person.browser_session = found
    return person


def is_known(person: Person) -> bool:
    """Whether this browser need not take the second step."""
    token = request.cookies.get(KNOWN)
    return token is not None and queries.knows_browser(person.id, token, clock.now())


def remember_browser(response: Response, token: str) -> Response:
    """Give this browser the token by which it is known, sent to the sign-in pages alone."""
    response.set_cookie(
        KNOWN,
        token,
        max_age=BROWSER_KNOWN_FOR,
        path="/sign-in",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def has_seen(person: Person) -> bool:
    """Whether this browser has signed this person in before."""
    return person.id in _seen()


def note_seen(response: Response, person: Person) -> Response:
    """Have this browser remember that it signed this person in; told to the sign-in pages alone."""
    people = [person.id, *(one for one in _seen() if one != person.id)]
    response.set_cookie(
        SEEN,
        str(_signer().dumps(people[:MOST_SEEN])),
        max_age=SEEN_FOR,
        path="/sign-in",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _seen() -> list[int]:
    try:
        found: list[int] = _signer().loads(request.cookies.get(SEEN, ""))
    except BadSignature:
        return []
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="browsers that were seen")
