"""The blueprint, the words for the rules that can break here, and what every way to sign in ends with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import actions, events, login, queries
from mentortrain.people.keys import ADDRESS, key_for
from mentortrain.people.models import AWAITS_CODE, AWAITS_SET_UP, BrowserSession, Person
from mentortrain.people.rules import BY_KNOWN_BROWSER, digest, email_key
from mentortrain.web import say
from mentortrain.web.links import is_own_path
from mentortrain.web.security import network

bp = Blueprint("people", __name__)

say(
    {
        "link.ended": _l("This link has ended. Ask for a new one."),
        "two_step.wrong": _l(
            "This is not the code that your app shows now. Wait for the next one and try again."
        ),
        "recovery.wrong": _l(
            "None of your recovery codes that are left is this one. Each works once: check every letter, "
            "or use another."
        ),
        "two_step.wait": _l("Too many wrong codes. Wait an hour, or use a recovery code."),
        "two_step.there": _l("Two-step sign-in is on already."),
        "two_step.none": _l("This person has no two-step sign-in."),
        "two_step.required": _l("This site asks two steps of its staff."),
        "address.same": _l("This is your address already."),
        "address.ended": _l("This link has ended. Ask for a new one under Sign-in and security."),
        "address.taken": _l("Another account has this address. Sign in with it to use that one."),
        "proposal.same": _l("This is the address that they have."),
        "proposal.erased": _l("Nobody is behind this any more."),
        "proposal.ended": _l("It has been answered or taken back already, or is too long ago."),
        "proposal.administrator": _l("This is an administrator: they say yes themselves."),
        "proposal.here": _l(
            "They were on the site since: they say yes themselves, under Sign-in and security."
        ),
        "proposal.early": _l("Wait for an answer first: %(days)d days from the proposal on."),
        "code.ended": _l("This code has ended. Ask for a new mail."),
        "code.wrong": _l("This is not the code of the newest mail. Tries left: %(left)d."),
    }
)


def enter(person: Person, *, how: str, next_path: str) -> Any:
    """The first step is done: sign this browser in, in place of whom it was signed in as, or ask for the second."""
    at, path, is_first = clock.now(), next_path if is_own_path(next_path) else "/", never_came(person)
    path = _leads_to(person, path)
    awaits, second = _second_step(person)
    begun = actions.begin_session(
        person, how=how, visitor=login.who_asks(), at=at, awaits=awaits, second=second
    )
    if awaits != AWAITS_CODE:
        tell_of_browser(person, begun, is_first=is_first)
    if current_user.is_authenticated:
        actions.end_session(current_user.id, current_user.browser_session.id)
    session.commit()
    if awaits == AWAITS_CODE:
        login.ask_second_step(begun, path)
        return redirect(url_for("people.second_step"))
    login.let_in(person, begun)
    return login.note_seen(redirect(path), person)


def _leads_to(person: Person, path: str) -> str:
    """The page that the link names. Home is none: there something else may come first. Ask before the session."""
    route = events.route_after(person.id) if path == "/" else None
    return url_for(route) if route else path


def never_came(person: Person) -> bool:
    """Whether somebody has never signed in. Ask before their session begins."""
    return person.last_sign_in_at is None


def tell_of_browser(person: Person, begun: BrowserSession, *, is_first: bool) -> None:
    """Mail whoever signed in with a browser that they never used, where more than their mailbox is at stake.

    Who has neither password nor second step signs in by mail alone: who reads that would read this.
    """
    if is_first or login.has_seen(person):
        return
    if events.is_staff(person.id) or queries.password_of(person.id) or queries.two_step_of(person.id):
        actions.post_new_browser(person, begun, at=clock.now())


def _second_step(person: Person) -> tuple[str, str]:
    """(what the session awaits, what the second step was)."""
    if queries.two_step_of(person.id):
        return ("", BY_KNOWN_BROWSER) if login.is_known(person) else (AWAITS_CODE, "")
    needed = queries.staff_need_two_step() and events.is_staff(person.id)
    return (AWAITS_SET_UP if needed else ""), ""


def address() -> str:
    """The address in the form of this request, as limits count it: hashed, for it may be anybody's."""
    return digest(key_for(ADDRESS), email_key(request.form.get("email", "")))


def address_and_network() -> str:
    """Whom limits on an address count. Not the address alone: anybody could keep somebody else out."""
    return f"{address()} {network()}"
