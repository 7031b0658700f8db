"""The mail with a sign-in link and a code, and the one that tells of a change to an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from mentortrain.mail.actions import really
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import actions, queries
from mentortrain.people.keys import AGREE_ADDRESS, CONFIRM_ADDRESS, UNDO_ADDRESS
from mentortrain.people.rules import WAIVER_WAITS, is_open_proposal
from mentortrain.web.links import absolute

_TOO_LATE = timedelta(hours=6)


def _sign_in(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """Somebody asked for it a moment ago; a mail server that was down for hours makes it pointless."""
    request = queries.request_with_id(params["request_id"])
    if request is None or really(at) - request.created_at > _TOO_LATE:
        return Dropped("asked for too long ago")
    person = queries.with_id(request.person_id) if request.person_id else None
    if person is None:
        return Dropped("nobody has this address")
    token = actions.make_link(person, at=at, next_path=request.next_path, request_id=request.id)
    code = actions.code_of(request, at=really(at))
    return Letter(
        context={
            "first_name": person.first_name,
            "url": absolute("people.link", token=token),
            "code": f"{code[:3]} {code[3:]}" if code else "",
        },
        zone=person.time_zone,
        language=person.language,
    )


def _notice(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """It goes however late: what was done stays done."""
    person = queries.with_id(params["person_id"])
    if person is None or person.erased_at:
        return Dropped("the person is gone")
    with force_locale(person.language):
        what = str(WORDS[params["what"]])
    return Letter(
        context={
            "first_name": person.first_name,
            "what": what,
            "at": datetime.fromisoformat(params["at"]),
            "url": absolute("people.security"),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _new_browser(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """However late: who signed in stays signed in."""
    person = queries.with_id(params["person_id"])
    if person is None or person.erased_at:
        return Dropped("the person is gone")
    return Letter(
        context={
            "first_name": person.first_name,
            "at": datetime.fromisoformat(params["at"]),
            "browser": params["browser"],
            "system": params["system"],
            "network": params["network"],
            "url": absolute("people.security"),
        },
        zone=person.time_zone,
        language=person.language,
    )


def _confirm_address(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    change = queries.address_change_with_id(params["change_id"])
    person = queries.with_id(change.person_id) if change else None
    if change is None or person is None or person.erased_at or change.confirmed_at or change.undone_at:
        return Dropped("no longer asked for")
    taken = queries.with_email(change.new_email) is not None
    token = actions.token_of(change, CONFIRM_ADDRESS)
    url = absolute("people.sign_in") if taken else absolute("people.address_link", token=token)
    return Letter(
        context={"first_name": person.first_name, "taken": taken, "url": url},
        zone=person.time_zone,
        language=person.language,
    )


def _address_changed(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    change = queries.address_change_with_id(params["change_id"])
    person = queries.with_id(change.person_id) if change else None
    if change is None or person is None or person.erased_at or change.undone_at:
        return Dropped("undone")
    url = absolute("people.undo_link", token=actions.token_of(change, UNDO_ADDRESS))
    return Letter(
        context={"first_name": person.first_name, "new_email": change.new_email, "url": url},
        zone=person.time_zone,
        language=person.language,
    )


def _proposed(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """Asks for a yes or a no; once an administrator let it on, with the day until when a no stops it."""
    change = queries.address_change_with_id(params["change_id"])
    person = queries.with_id(change.person_id) if change else None
    if change is None or person is None or person.erased_at or not is_open_proposal(change, at=at):
        return Dropped("no longer asked for")
    by = queries.names_of([change.proposed_by_id] if change.proposed_by_id else [])
    return Letter(
        context={
            "first_name": person.first_name,
            "staff": by.get(change.proposed_by_id or 0, ""),
            "new_email": change.new_email,
            "reason": change.reason,
            "due_at": change.waived_at + WAIVER_WAITS if change.waived_at else None,
            "url": absolute("people.proposal_link", token=actions.token_of(change, AGREE_ADDRESS)),
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name=actions.PROPOSED, template="address_proposed", compose=_proposed))
register(Kind(name=actions.WAIVED, template="address_proposed", compose=_proposed))
register(Kind(name=actions.CONFIRM, template="confirm_address", compose=_confirm_address, urgent=True))
register(Kind(name=actions.CHANGED, template="address_changed", compose=_address_changed, urgent=True))

WORDS = {
    "password set": _l("Your account has a password now"),
    "password changed": _l("Your password was changed"),
    "password removed": _l("Your password was removed"),
    "two-step on": _l("Two-step sign-in is on"),
    "two-step off": _l("Two-step sign-in is off"),
    "two-step reset": _l("An administrator reset your two-step sign-in"),
    "administrator": _l("You are an administrator of this site now"),
    "no administrator": _l("You are no administrator of this site any more"),
    "recovery codes renewed": _l("New recovery codes were made for your account"),
    "recovery code used": _l("A recovery code signed in to your account"),
}
"""What a notice tells."""

register(Kind(name=actions.NOTICE, template="security_notice", compose=_notice))
register(Kind(name=actions.NEW_BROWSER, template="new_browser", compose=_new_browser, urgent=True))
register(Kind(name=actions.SIGN_IN, template="sign_in", compose=_sign_in, urgent=True))
