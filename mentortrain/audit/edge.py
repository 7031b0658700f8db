"""At the edge: routes say what they write into the record, and looks at what is confidential are written down.

A look is a GET, whose transaction the database keeps from writing. So its line gets a short transaction of its
own, after the answer is made and before it is sent. Cannot the line be written, the answer is not sent either:
see docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask_limiter.util import get_remote_address
from flask_login import current_user

from mentortrain.audit import acting
from mentortrain.audit.rules import PERSON, VISITOR, Actor, network_of

View = TypeVar("View", bound=Callable[..., Any])


def records(*actions: str) -> Callable[[View], View]:
    """Declare the kinds of lines that a route's action writes. The actions write them; this tells, and tests."""

    def declare(view: View) -> View:
        view.records = actions  # type: ignore[attr-defined]
        return view

    return declare


def records_nothing(why: str) -> Callable[[View], View]:
    """Declare that a route of staff changes nothing that anybody could ask about later, and why."""

    def declare(view: View) -> View:
        view.records_nothing_because = why  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Callable[..., Any]) -> tuple[tuple[str, ...], str | None]:
    """(kinds of lines, reason for none) of a view."""
    return getattr(view, "records", ()), getattr(view, "records_nothing_because", None)


def install(app: Flask) -> None:
    """Know who acts in each request."""
    app.before_request(_remember)
    app.teardown_request(_forget)


def _remember() -> None:
    acting.found_by(_visitor)


def _forget(error: BaseException | None) -> None:
    acting.found_by(None)


def _visitor() -> Actor:
    network = network_of(get_remote_address())
    if not getattr(current_user, "is_authenticated", False):
        return Actor(VISITOR, network=network)
    return Actor(PERSON, person_id=current_user.id, network=network)
