"""Staff choose what people practise, and which live sessions they come to, before they are ready."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness import actions, words
from mentortrain.readiness.forms import AskForm
from mentortrain.readiness.queries.asking import Asked, Choice, OfRole, asking_in
from mentortrain.readiness.rules import PRACTICE
from mentortrain.web import can

bp = Blueprint("readiness", __name__, url_prefix="/programs")

NAMES = {MENTOR: _l("Mentors"), MENTEE: _l("Mentees")}


@bp.get("/<int:program_id>/settings/before-pairing")
@can("program.edit")
@plain("what is asked before pairing, and how many lack it")
def before_pairing(program_id: int) -> Any:
    return render_template(
        "readiness/before_pairing.html",
        program=programs.program(program_id),
        roles=asking_in(program_id, at=clock.now()),
        names=NAMES,
        chosen=_what,
        effect=_effect,
        requirement=words.requirement,
    )


@bp.post("/<int:program_id>/settings/before-pairing")
@can("program.edit")
@records("rubric.published")
def ask(program_id: int) -> Any:
    form, at = AskForm(), clock.now()
    program = programs.program_held(program_id)
    of_role = next((one for one in asking_in(program_id, at=at) if one.role == form.role.data), None)
    known = of_role.asked(form.kind.data, form.course.data) if of_role else None
    if (
        not form.validate_on_submit()
        or of_role is None
        or known is None
        or form.count.data not in _counts(known)
    ):
        raise NotThere  # no button of the page sends this
    if program.is_archived:
        raise RuleBroken("program.archived")
    actions.ask(
        program_id,
        of_role.role,
        kind=known.kind,
        course=str(form.course.data),
        count=form.count.data,
        at=at,
    )
    session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for(".before_pairing", program_id=program_id))


def _counts(asked: Asked) -> list[int]:
    return [choice.count for choice in asked.choices]


def _what(asked: Asked, count: int) -> str:
    if not count:
        return _("None")
    if asked.kind == PRACTICE:
        return ngettext("One conversation", "%(num)d conversations", count)
    return ngettext("One session", "%(num)d sessions", count)


def _effect(of_role: OfRole, asked: Asked, choice: Choice) -> str:
    """What choosing it does: '2 conversations: 5 of 8 not ready yet would lack it'."""
    what = _what(asked, choice.count)
    if choice.count == asked.count:
        what = _("%(what)s, as now", what=what)
    said = []
    if choice.lack:
        said.append(
            _(
                "%(lack)d of %(waiting)d not ready yet would lack it",
                lack=choice.lack,
                waiting=of_role.waiting,
            )
        )
    if choice.become_ready:
        said.append(ngettext("one is ready at once", "%(num)d are ready at once", choice.become_ready))
    return f"{what}: {', '.join(said)}" if said else what
