"""Each route declares who may: a capability, or that it is open. A route that declares nothing is refused.

The edge knows no roles: `programs/access.py` maps roles to capabilities and answers through `decide`, which the
factory wires.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import current_user

from mentortrain.errors import NotAllowed, NotThere
from mentortrain.web import kept

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class Verdict(Enum):
    """What the rules say of a person, a capability and, where the URL names one, a program."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not allowed"
    NOT_THERE = "not there"


# (person, capability, id of the program in the URL or None)
Decide = Callable[[Any, str, int | None], Verdict]


def can(capability: str, otherwise: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Declare the capability a route asks for; with `program_id` in the URL it is asked for that program.

    `otherwise` is called with what the URL holds where somebody who is signed in may not: it answers with the way to
    a page that they may see, or raises NotThere for who has no part in that program, NotAllowed for who has.
    """

    def declare(view: View) -> View:
        view.capability = capability  # type: ignore[attr-defined]
        view.otherwise = otherwise  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(why: str) -> Callable[[View], View]:
    """Declare that a route is for anybody, and why. The list of them is tested."""

    def declare(view: View) -> View:
        view.open_because = why  # type: ignore[attr-defined]
        return view

    return declare


def me() -> Any:
    """The person who is signed in (`people.models.Person`). Only for routes that declare a capability."""
    # What Flask-Login has loaded already: a page asks twenty times, and through `current_user` each takes longer.
    return g.get("_login_user") or current_user._get_current_object()


def reader() -> Any:
    """The person who is signed in, or None: for every page."""
    found = me()
    return found if found.is_authenticated else None


def guard(app: Flask, decide: Decide) -> None:
    """Run the rules before every view."""
    app.extensions["mentortrain.decide"] = decide
    app.before_request(check)


def declared(view: Callable[..., Any]) -> tuple[str | None, str | None]:
    """(capability, reason to be open) of a view; both None where nothing is declared."""
    return getattr(view, "capability", None), getattr(view, "open_because", None)


def check() -> Response | Any:
    """Run the rules for this request: None where it may go on, the way to the door for who is not signed in."""
    if request.endpoint is None or request.endpoint == "static":
        return None  # 404 and files that everybody may have
    view = current_app.view_functions[request.endpoint]
    capability, open_because = declared(view)
    if open_because:
        return None
    if capability is None:
        raise NotAllowed
    person = reader()
    if person is None:
        return _to_the_door()
    first = person.must_first
    if first and capability != "self.edit":
        return redirect(url_for(first))
    decide: Decide = current_app.extensions["mentortrain.decide"]
    verdict = decide(person, capability, (request.view_args or {}).get("program_id"))
    if verdict is Verdict.ALLOWED:
        return None
    otherwise = getattr(view, "otherwise", None)
    if otherwise is not None:
        return otherwise(**(request.view_args or {}))
    raise NotThere if verdict is Verdict.NOT_THERE else NotAllowed


def _to_the_door() -> Any:
    """Sign in, then back here; what was typed is kept, and a script is told."""
    if request.method != "GET":
        told = kept.after_the_end()
        if told is not None:
            return told
    wanted = request.full_path.rstrip("?") if request.method == "GET" else kept.own_page()
    return redirect(url_for("people.sign_in", next=wanted))
