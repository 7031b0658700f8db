"""The blueprint, the words for the rules that can break here, and whether a sign-in is recent."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.people.rules import is_recent
from mentortrain.web import me, say

bp = Blueprint("privacy", __name__)

say(
    {
        "erasure.last_administrator": _l(
            "You are the only administrator. First make somebody else one, on the server: "
            "flask --app app people make-administrator ADDRESS"
        ),
        "erasure.oneself": _l("This is you. Ask for your own erasure under “Your data”."),
        "retention.days": _l("Enter %(least)d to %(most)d days."),
    }
)


def signed_in_recently() -> bool:
    """Whether the person showed lately that it is them: a borrowed phone must not fetch everything, or erase it."""
    return is_recent(me().browser_session.proven_at, at=clock.now())
