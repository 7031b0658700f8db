"""The blueprint, the words for the rules that can break here, and what every way to sign in ends with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people import actions, login
from mentortrain.people.keys import ADDRESS, key_for
from mentortrain.people.models import Person
from mentortrain.people.rules import digest, email_key
from mentortrain.web import say
from mentortrain.web.links import is_own_path
from mentortrain.web.security import network

bp = Blueprint("people", __name__)

say(
    {
        "link.ended": _l("This link has ended. Ask for a new one."),
        "code.ended": _l("This code has ended. Ask for a new mail."),
        "code.wrong": _l("This is not the code of the newest mail. Tries left: %(left)d."),
    }
)


def enter(person: Person, *, how: str, next_path: str) -> Any:
    """Sign this browser in, in place of whom it was signed in as, and lead on."""
    begun = actions.begin_session(person, how=how, visitor=login.who_asks(), at=clock.now())
    if current_user.is_authenticated:
        actions.end_session(current_user.id, current_user.browser_session.id)
    session.commit()
    login.let_in(person, begun)
    return redirect(next_path if is_own_path(next_path) else "/")


def address() -> str:
    """The address in the form of this request, as limits count it: hashed, for it may be anybody's."""
    return digest(key_for(ADDRESS), email_key(request.form.get("email", "")))


def address_and_network() -> str:
    """Whom limits on an address count. Not the address alone: anybody could keep somebody else out."""
    return f"{address()} {network()}"
