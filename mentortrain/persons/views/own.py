"""What a person's own parts in programs are, and how they end one by themselves.

The addresses name no program: who has left one has no role in it any more, and may still take it back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail import queries as mails
from mentortrain.persons.forms import LeavingForm
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.words import ended
from mentortrain.programs import actions as programs
from mentortrain.programs import queries
from mentortrain.programs.actions.leaving import REJOIN_WITHIN
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import WITHDRAWN
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars.queries import expected_at


@can("self.edit")
def own_parts() -> Any:
    """The programs somebody takes part in, and those that they left within the last day."""
    at = clock.now()
    parts = queries.own_parts(me().id, since=at - REJOIN_WITHIN)
    here = {(part.program_id, part.role) for part in parts if part.left_at is None}
    return render_template(
        "persons/own_parts.html",
        now=[part for part in parts if part.left_at is None],
        left=[part for part in parts if part.left_at and (part.program_id, part.role) not in here],
        until=REJOIN_WITHIN,
    )


@can("self.edit")
def own_part(participation_id: int) -> Any:
    """What ends with a part, before it does."""
    return _page(queries.own_part(me().id, participation_id), LeavingForm(formdata=None))


@can("self.edit")
def leave_alone(participation_id: int) -> Any:
    """End it. Sent twice, it has ended once."""
    part, form = queries.own_part(me().id, participation_id), LeavingForm()
    _refuse_archived(part)
    if not form.validate_on_submit():
        return _page(part, form), 422
    try:
        found = programs.leave_program(
            part, how=WITHDRAWN, why=form.why.data or "", by=me().id, at=clock.now()
        )
    except RuleBroken as error:
        if error.code != "leaving.left":
            raise
        flash(_("Your part in %(program)s has ended already.", program=part.program.name), "sun")
        return redirect(url_for("persons.own_parts"))
    session.commit()
    said = _("You take part in %(program)s no more.", program=part.program.name)
    flash(f"{said} {ended(found)}".strip(), "done")
    return redirect(url_for("persons.own_parts"))


@can("self.edit")
def come_back(participation_id: int) -> Any:
    """Within a day: take part again, with what was learned and without what was registered."""
    part = queries.own_part(me().id, participation_id)
    _refuse_archived(part)
    try:
        programs.rejoin(part, by=me().id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        too_late = _("It is longer ago than a day. Write to the staff if you want to come back.")
        here = _("You take part in %(program)s already.", program=part.program.name)
        flash({"leaving.too_late": too_late, "leaving.here": here}.get(error.code, in_words(error)), "sun")
        return redirect(url_for("persons.own_parts"))
    session.commit()
    flash(_("You take part in %(program)s again.", program=part.program.name), "done")
    return redirect(url_for("persons.own_parts"))


def _page(part: Participation, form: LeavingForm) -> Any:
    at = clock.now()
    if part.left_at is not None:
        return redirect(url_for("persons.own_parts"))
    others = [
        one.role
        for one in queries.own_parts(part.person_id, since=at)
        if one.program_id == part.program_id and one.id != part.id and one.left_at is None
    ]
    return render_template(
        "persons/own_part.html",
        part=part,
        form=form,
        stays_as=others[0] if others else "",
        sessions=[] if others else expected_at(part.person_id, part.program_id, at=at),
        mails=0 if others else len(mails.waiting_of(part.person_id, part.program_id)),
    )


def _refuse_archived(part: Participation) -> None:
    if part.program.is_archived:
        raise RuleBroken("program.archived")


def _at(rule: str, view: Callable[..., Any], method: str = "GET") -> None:
    """These stand under a person's own settings, not under a program."""
    bp.record_once(
        lambda state: state.app.add_url_rule(
            f"/you/programs{rule}", endpoint=f"persons.{view.__name__}", view_func=view, methods=[method]
        )
    )


_at("", own_parts)
_at("/<int:participation_id>/leaving", own_part)
_at("/<int:participation_id>/leaving", leave_alone, "POST")
_at("/<int:participation_id>/return", come_back, "POST")
