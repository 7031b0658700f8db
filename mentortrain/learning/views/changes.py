"""What changed in courses since people of a program did them, and whether staff ask it again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.learning import actions, events, queries, rules
from mentortrain.learning.forms import DemandForm
from mentortrain.learning.queries import Change
from mentortrain.learning.rules import Demand
from mentortrain.learning.views.tracks import bp
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me, say

_CHANGES = "/<int:program_id>/settings/training/changes"
_ONE = f"{_CHANGES}/<course_key>/<step_kind>/<step_key>"

say({"demand.stands": _l("This is asked already: somebody was faster.")})


@bp.get(_CHANGES)
@can("program.edit")
@plain("lessons that changed, and how many people that concerns")
def changes(program_id: int) -> Any:
    found = queries.changes_in(program_id, _roles(program_id))
    return render_template(
        "learning/changes.html",
        program=programs.program(program_id),
        courses=[
            (course, [one for one in found if one.course is course])
            for course in {one.course.key: one.course for one in found}.values()
        ],
        is_waiting=any(one.people and not one.demand for one in found),
        in_words=_in_words,
    )


@bp.get(_ONE)
@can("program.edit")
@plain("a lesson as it was and as it is, and how many people that concerns")
def change_of(program_id: int, course_key: str, step_kind: str, step_key: str) -> Any:
    return _page(
        program_id, queries.change_at(program_id, _roles(program_id), course_key, (step_kind, step_key))
    )


@bp.post(_ONE)
@can("program.edit")
@records("demand.made")
def demand(program_id: int, course_key: str, step_kind: str, step_key: str) -> Any:
    change = queries.change_at(program_id, _roles(program_id), course_key, (step_kind, step_key))
    form = DemandForm()
    if not form.validate_on_submit():
        return _page(program_id, change, form), 422
    actions.make_demand(_demand(program_id, change, form.reason.data or ""), by=me().id)
    session.commit()
    flash(_("It is asked from now on. Those it concerns see it on Home."), "done")
    return redirect(url_for(".changes", program_id=program_id))


@bp.post(f"{_CHANGES}/<int:demand_id>/withdrawal")
@can("program.edit")
@records("demand.withdrawn")
def withdraw_demand(program_id: int, demand_id: int) -> Any:
    row = queries.demand_held(program_id, demand_id)
    actions.take_back_demand(row, by=me().id, at=clock.now())
    session.commit()
    flash(_("It is no longer asked. What was done before counts again."), "done")
    return redirect(url_for(".changes", program_id=program_id))


def _roles(program_id: int) -> dict[int, set[str]]:
    """Of everybody who takes part."""
    found: dict[int, set[str]] = {}
    for part in programs.participants(Scope.whole(program_id)):
        found.setdefault(part.person_id, set()).add(part.role)
    return found


def _demand(program_id: int, change: Change, reason: str) -> Demand:
    """Not made yet: without an id of its own."""
    kind, key = rules.place_of(change.item.step)
    return Demand(
        id=0,
        program_id=program_id,
        course_id=change.course.course_id,
        kind=kind,
        key=key,
        version_id=change.since,
        is_new=change.is_new,
        reason=reason,
        made_at=clock.now(),
    )


def _page(program_id: int, change: Change, form: DemandForm | None = None) -> str:
    wanted = _demand(program_id, change, "")
    texts = _texts(change)
    return render_template(
        "learning/change.html",
        program=programs.program(program_id),
        change=change,
        in_words=_in_words,
        lines=rules.compared(*texts) if texts else [],
        form=form or DemandForm(),
        asked=queries.who_would_owe(wanted, _roles(program_id), change.course),
        losing=0 if change.demand else events.who_would_lose(wanted, clock.now()),
    )


def _texts(change: Change) -> tuple[str, str] | None:
    """As it was before it changed last, and as it is now: with title and objective, which are compared too."""
    if change.before is None:
        return None
    before, now = queries.lesson_texts(change.item.key, [change.before, change.course.id])
    return before, now


def _in_words(change: Change) -> str:
    """What changed, and for how many."""
    if change.is_new:
        return str(
            ngettext(
                "New. One person had begun the course before and is not asked it.",
                "New. %(num)d people had begun the course before and are not asked it.",
                change.people,
            )
            if change.people
            else _("New. Nobody is left who has begun and not done it.")
        )
    return str(
        ngettext(
            "Changed. One person has done it only as it was before.",
            "Changed. %(num)d people have done it only as it was before.",
            change.people,
        )
        if change.people
        else _("Changed. Everybody who had done it has done it again.")
    )
