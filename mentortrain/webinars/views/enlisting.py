"""Staff register people: choose or paste them, look them over, confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.people.names import asked
from mentortrain.people.rules import email_key
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.access import theirs_to_edit
from mentortrain.webinars.forms import PeopleForm, addresses_in
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.blueprint import bp, dare

MOST_SHOWN = 50
"""People to tick on one page; a search finds the others."""


@dataclass(frozen=True)
class Row:
    """Somebody on a list that is looked over, and what becomes of them."""

    person: Person
    outcome: str
    withdrew: bool


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>/people")
@can("webinar.edit")
@plain("names and addresses of who could be registered")
def choose_people(program_id: int, webinar_id: int) -> Any:
    scope = scope_of(me(), program_id)
    return _choosing(_open(scope, webinar_id), scope, PeopleForm(formdata=None))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/people")
@can("webinar.edit")
@records_nothing("looks over who would be registered; nobody is yet")
def look_people_over(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), PeopleForm()
    webinar = _open(scope, webinar_id)
    if not form.validate_on_submit():
        return _choosing(webinar, scope, form), 422
    parts = actions.those_it_is_for(webinar, scope)
    ids, strangers, unread = _meant(parts, form.addresses.data or "")
    if not ids and not strangers and not unread:
        form.addresses.errors = [_("Tick somebody, or paste an address.")]
        return _choosing(webinar, scope, form), 422
    if len(ids) > rules.MOST_AT_ONCE:
        form.addresses.errors = [in_words(RuleBroken("session.too_many", most=rules.MOST_AT_ONCE))]
        return _choosing(webinar, scope, form), 422
    here = {email_key(part.person.email) for part in programs.participants(scope)}
    return render_template(
        "webinars/people_over.html",
        program=programs.program(program_id),
        webinar=webinar,
        rows=_rows(webinar, parts, ids),
        not_theirs=[one for one in strangers if email_key(one) in here],
        strangers=[one for one in strangers if email_key(one) not in here],
        unread=unread,
        places=queries.places_of(webinar),
        form=PeopleForm(formdata=None),
        rules=rules,
    )


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/people/registration")
@can("webinar.edit")
@records("registration.made")
def register_people(program_id: int, webinar_id: int) -> Any:
    scope, form = scope_of(me(), program_id), PeopleForm()
    webinar = _open(scope, webinar_id)
    counts = dare(
        lambda: actions.register_people(
            webinar, _ticked(), scope=scope, above=bool(form.above.data), by=me(), at=clock.now()
        )
    )
    if counts is None:
        return redirect(url_for(".choose_people", program_id=program_id, webinar_id=webinar_id))
    flash(_done_words(counts[rules.IN], counts[rules.WAITS]), "done")
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


def _open(scope: Scope, webinar_id: int) -> Webinar:
    webinar = theirs_to_edit(scope, webinar_id)
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    if webinar.is_draft:
        raise RuleBroken("webinar.draft")
    if webinar.entry.ends_at <= clock.now():
        raise RuleBroken("webinar.past")
    return webinar


def _choosing(webinar: Webinar, scope: Scope, form: PeopleForm) -> str:
    q = request.args.get("q", "")[:100]
    parts = actions.those_it_is_for(webinar, scope)
    known = queries.registrations(webinar.id, list(parts))
    free = [
        part
        for part in parts.values()
        if part.person_id not in known or known[part.person_id].state != rules.REGISTERED
    ]
    found = [part for part in free if _is_found(part.person, q)]
    return render_template(
        "webinars/people.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        people=[part.person for part in found[:MOST_SHOWN]],
        states={person_id: one.state for person_id, one in known.items()},
        found=len(found),
        in_all=len(parts),
        ticked=set(_ticked()),
        q=q,
        form=form,
        places=queries.places_of(webinar),
    )


def _is_found(person: Person, q: str) -> bool:
    return all(said in person.search_key or heard in person.search_key for said, heard in asked(q))


def _ticked() -> list[int]:
    return [
        int(one)
        for one in request.form.getlist("person")
        if one.isascii() and one.isdigit() and len(one) < 12
    ]


def _meant(parts: dict[int, Participation], text: str) -> tuple[list[int], list[str], list[str]]:
    """(ids of who is meant and can be registered, in order; other addresses; lines without any)."""
    addresses, unread = addresses_in(text)
    by_address = {email_key(part.person.email): person_id for person_id, part in parts.items()}
    pasted = [by_address[email_key(one)] for one in addresses if email_key(one) in by_address]
    ticked = [one for one in _ticked() if one in parts]
    strangers = [one for one in addresses if email_key(one) not in by_address]
    return list(dict.fromkeys([*ticked, *pasted])), strangers, unread


def _rows(webinar: Webinar, parts: dict[int, Participation], ids: list[int]) -> list[Row]:
    known = queries.registrations(webinar.id, ids)
    states = [known[one].state if one in known else None for one in ids]
    found = rules.outcomes(
        states,
        free=queries.places_of(webinar).free,
        above=False,
        has_begun=webinar.entry.starts_at <= clock.now(),
    )
    return [
        Row(parts[one].person, outcome, state == rules.WITHDRAWN)
        for one, state, outcome in zip(ids, states, found, strict=True)
    ]


def _done_words(registered: int, waiting: int) -> str:
    said = ngettext(
        "%(num)d person is registered and told by mail.",
        "%(num)d people are registered and told by mail.",
        registered,
    )
    if waiting:
        said += " " + ngettext(
            "%(num)d person waits for a place.", "%(num)d people wait for a place.", waiting
        )
    return str(said)
