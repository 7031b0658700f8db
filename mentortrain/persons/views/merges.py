"""Two accounts of one person: staff find the other one, read what making one of them would do, and ask."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock, merging
from mentortrain.audit.edge import concerning, confidential, plain, records
from mentortrain.db import session
from mentortrain.errors import NotAllowed, NotThere, RuleBroken
from mentortrain.people.models import Person
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.persons import actions, queries
from mentortrain.persons.forms import FindAccountForm
from mentortrain.persons.views.blueprint import bp
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter

MOST_FOUND = 20
"""Names shown; who is not among them types more of the address."""


@bp.get("/<int:participation_id>/merge")
@can("people.merge")
@plain("names and addresses of whom the words fit: of the program's people, to an administrator of everybody")
def find_account(program_id: int, participation_id: int) -> Any:
    part, form = _part(program_id, participation_id), FindAccountForm(request.args)
    asked = "q" in request.args
    good = asked and form.validate()
    found = (
        queries.accounts_fitting(
            form.q.data or "", _around(program_id), but=part.person_id, limit=MOST_FOUND + 1
        )
        if good
        else []
    )
    page = render_template(
        "persons/find_account.html",
        program=programs.program(program_id),
        part=part,
        merges=queries.merges_of(program_id, part.person_id),
        at=clock.now(),
        form=form,
        asked=good,
        found=found[:MOST_FOUND],
        more=len(found) > MOST_FOUND,
    )
    return page, 422 if asked and not good else 200


@bp.route("/<int:participation_id>/merge/<int:other_id>", methods=["GET", "POST"])
@can("people.merge")
@records("merge.asked")
@confidential("merge.previewed", "participation")
@limiter.limit("20 per hour", methods=["POST"])
def merge_accounts(program_id: int, participation_id: int, other_id: int) -> Any:
    """What moves, what is joined, what ends and what stops it; and the button that asks both mailboxes."""
    part = _part(program_id, participation_id)
    kept, gone = _sides(part, other_id)
    if request.method == "GET":
        return _preview(part, other_id, kept, gone)
    try:
        actions.ask_to_merge(kept, gone, program_id=program_id, by=me().id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        return _preview(part, other_id, kept, gone, problem=in_words(error)), 422
    session.commit()
    flash(_("We wrote to both addresses. Nothing changes before both have said yes."), "done")
    return redirect(url_for("persons.find_account", program_id=program_id, participation_id=part.id))


@bp.post("/<int:participation_id>/merge/<int:other_id>/at-once")
@can("people.merge")
@records("merge.done")
@limiter.limit("20 per hour")
@asks_for_proof
def merge_at_once(program_id: int, participation_id: int, other_id: int) -> Any:
    """For administrators alone, where nobody was ever behind the account that goes."""
    part = _part(program_id, participation_id)
    kept, gone = _sides(part, other_id)
    if not me().is_admin:
        raise NotAllowed
    try:
        actions.merge_at_once(kept, gone, program_id=program_id, by=me().id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        return _preview(part, other_id, kept, gone, problem=in_words(error)), 422
    session.commit()
    flash(_("The two accounts of %(name)s are one. Both addresses are told.", name=kept.name), "done")
    return redirect(url_for("programs.people", program_id=program_id, q=kept.email))


@bp.post("/<int:participation_id>/merges/<int:merge_id>/cancellation")
@can("people.merge")
@records("merge.taken_back")
def take_merge_back(program_id: int, participation_id: int, merge_id: int) -> Any:
    part = _part(program_id, participation_id)
    merge = queries.merge_in(program_id, merge_id)
    if part.person_id not in (merge.kept_id, merge.gone_id):
        raise NotThere
    if actions.take_back(merge, by=me().id, at=clock.now()):
        flash(_("It is taken back: the links in both mails have ended."), "done")
    session.commit()
    return redirect(url_for("persons.find_account", program_id=program_id, participation_id=part.id))


def _part(program_id: int, participation_id: int) -> Participation:
    part = programs.participation(scope_of(me(), program_id), participation_id)
    if part.person.erased_at:
        raise NotThere
    return part


def _around(program_id: int) -> int | None:
    """Staff name the people of their program; administrators anybody."""
    return None if me().is_admin else program_id


def _sides(part: Participation, other_id: int) -> tuple[Person, Person]:
    """(whose account stays, whose goes): as chosen, else the one that was used last stays."""
    other = queries.account(other_id, _around(part.program_id))
    if other.id == part.person_id:
        raise NotThere
    chosen = request.values.get("keep", "")
    by_use = sorted(
        (part.person, other), key=lambda one: (one.last_sign_in_at is None, -_when(one), one.created_at)
    )
    kept = next((one for one in by_use if str(one.id) == chosen), by_use[0])
    return kept, other if kept is part.person else part.person


def _when(person: Person) -> float:
    return person.last_sign_in_at.timestamp() if person.last_sign_in_at else 0


def _preview(part: Participation, other_id: int, kept: Person, gone: Person, problem: str = "") -> str:
    concerning(kept.id, gone.id)
    pair = queries.pair_of(kept, gone, at=clock.now())
    within = _around(part.program_id)
    lines = [
        (one, one.count(pair, within) if one.count else None) for one in merging.every() if str(one.says)
    ]
    code = merging.stopped_by(pair, by=me().id)
    return render_template(
        "persons/merge.html",
        program=programs.program(part.program_id),
        part=part,
        other_id=other_id,
        kept=kept,
        gone=gone,
        counted=[(one, found) for one, found in lines if found and (found.moved or found.both)],
        others=[one for one, found in lines if found is None],
        problem=problem or (in_words(RuleBroken(code)) if code else ""),
        everywhere=within is None,
        at_once=within is None and not merging.was_used(gone.id),
    )
