"""Staff choose how many conversations people practise before they are ready."""

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
from mentortrain.readiness.forms import PracticeForm
from mentortrain.readiness.queries.practice import Asked, Choice, practice_in
from mentortrain.web import can

bp = Blueprint("readiness", __name__, url_prefix="/programs")

NAMES = {MENTOR: _l("Mentors"), MENTEE: _l("Mentees")}


@bp.get("/<int:program_id>/settings/practice")
@can("program.edit")
@plain("what is asked before pairing, and how many lack it")
def practice(program_id: int) -> Any:
    return render_template(
        "readiness/practice.html",
        program=programs.program(program_id),
        asked=practice_in(program_id, at=clock.now()),
        names=NAMES,
        effect=_effect,
        requirement=words.requirement,
    )


@bp.post("/<int:program_id>/settings/practice")
@can("program.edit")
@records("rubric.published")
def ask_practice(program_id: int) -> Any:
    form, at = PracticeForm(), clock.now()
    program = programs.program_held(program_id)
    wanted = (form.role.data, form.course.data)
    known = next(
        (one for one in practice_in(program_id, at=at) if (one.role, one.course.key) == wanted), None
    )
    if not form.validate_on_submit() or known is None or form.count.data not in _counts(known):
        raise NotThere  # no button of the page sends this
    if program.is_archived:
        raise RuleBroken("program.archived")
    actions.ask_practice(program_id, known.role, course=known.course.key, count=form.count.data, at=at)
    session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for(".practice", program_id=program_id))


def _counts(asked: Asked) -> list[int]:
    return [choice.count for choice in asked.choices]


def _effect(asked: Asked, choice: Choice) -> str:
    """What choosing it does: '2 conversations: 5 of 8 not ready yet would lack it'."""
    what = ngettext("One conversation", "%(num)d conversations", choice.count) if choice.count else _("None")
    if choice.count == asked.count:
        what = _("%(what)s, as now", what=what)
    said = []
    if choice.lack:
        said.append(
            _(
                "%(lack)d of %(waiting)d not ready yet would lack it",
                lack=choice.lack,
                waiting=asked.waiting,
            )
        )
    if choice.become_ready:
        said.append(ngettext("one is ready at once", "%(num)d are ready at once", choice.become_ready))
    return f"{what}: {', '.join(said)}" if said else what
