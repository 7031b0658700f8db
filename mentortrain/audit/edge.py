"""At the edge: routes say what they write into the record, and looks at what is confidential are written down.

A look is a GET, whose transaction the database keeps from writing. So its line gets a short transaction of its
own, after the answer is made and before it is sent. Cannot the line be written, the answer is not sent either:
see docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, g, make_response
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from mentortrain import clock
from mentortrain.audit import acting, actions, queries
from mentortrain.audit.rules import PERSON, VISITOR, Actor, look_key, network_of
from mentortrain.db import reading_only, session
from mentortrain.web import errors

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


def plain(what: str) -> Callable[[View], View]:
    """Declare that a page of staff shows nothing confidential of anybody, and what it shows.

    Plain are the fields that a `privacy.py` declares so. What is not is shown under `@confidential`; a test
    looks for it on every page.
    """

    def declare(view: View) -> View:
        view.plain_because = what  # type: ignore[attr-defined]
        return view

    return declare


def confidential(action: str, thing: str, *, each_time: bool = False) -> Callable[[View], View]:
    """Declare that a route shows somebody's confidential data, and the kind of line that a look at it leaves.

    `thing` is the sort of what is looked at; its id stands in the address as `<thing>_id`. The view says whom
    it shows with `concerning`. One line an hour for each who looks and each thing; with `each_time` a line for
    every answer, as an export needs. Nothing that is refused, or not there, is a look.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def looked_at(**values: Any) -> Any:
            answer = make_response(view(**values))
            if answer.status_code < 300:
                about = (thing, values[f"{thing}_id"]) if f"{thing}_id" in values else None
                if not each_time and (about is None or "audit_concerns" not in g):
                    raise RuntimeError(f"{view.__name__} is confidential and says not whom it shows")
                _note_look(action, about, values.get("program_id"), each_time=each_time)
            return answer

        looked_at.confidential = action  # type: ignore[attr-defined]
        return looked_at  # type: ignore[return-value]

    return declare


def concerning(*person_ids: int) -> None:
    """Say whose confidential data the page shows."""
    g.audit_concerns = person_ids


def shown_by(view: Callable[..., Any]) -> tuple[str | None, str | None]:
    """(the kind of line that a look at this view's page leaves, what it shows that needs none)."""
    return getattr(view, "confidential", None), getattr(view, "plain_because", None)


def _note_look(
    action: str, about: tuple[str, int] | None, program_id: int | None, *, each_time: bool
) -> None:
    """Write the line in a transaction of its own: that of a GET cannot write. LookNotRecorded if it fails."""
    at, people = clock.now(), g.get("audit_concerns", ())
    if not each_time and about and queries.has_key(look_key(acting.current(), action, about, at)):
        return
    try:
        session.commit()  # the page is made: its reading ends here
        reading_only.set(False)
        if each_time or about is None:
            actions.record(action, about=about, program_id=program_id, people=people, at=at)
        else:
            actions.note_look(action, about=about, program_id=program_id, people=people, at=at)
        session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        raise LookNotRecorded from error
    finally:
        reading_only.set(True)


class LookNotRecorded(Exception):  # noqa: N818
    """What is confidential is not shown while nobody can write down who looks."""


def _not_shown(error: LookNotRecorded) -> Any:
    current_app.logger.error("a look could not be recorded, so it was refused", exc_info=error)
    return errors.error_page(
        503,
        _("This cannot be shown just now"),
        _(
            "Who looks at it is recorded, and the record cannot be written at the moment. Try again in a minute."
        ),
    )


def declared(view: Callable[..., Any]) -> tuple[tuple[str, ...], str | None]:
    """(kinds of lines, reason for none) of a view."""
    return getattr(view, "records", ()), getattr(view, "records_nothing_because", None)


def install(app: Flask) -> None:
    """Know who acts in each request."""
    app.before_request(_remember)
    app.register_error_handler(LookNotRecorded, _not_shown)
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
