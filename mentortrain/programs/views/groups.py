"""Groups of a program: their dates, their zone and their breaks."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import actions, queries, words
from mentortrain.programs.actions import GroupFacts
from mentortrain.programs.forms import BreakForm, GroupForm
from mentortrain.programs.models import Cohort, Program
from mentortrain.programs.rules.drawing import draw
from mentortrain.programs.views.blueprint import bp
from mentortrain.programs.views.marks import next_after_dates
from mentortrain.web import can
from mentortrain.web.errors import in_words


@bp.get("/<int:program_id>/settings/groups")
@can("program.edit")
@plain("groups, their dates and how many people are in each")
def groups(program_id: int) -> Any:
    program, at = queries.program(program_id), clock.now()
    return render_template(
        "programs/groups.html",
        program=program,
        drawn=[(group, draw(group.timeline, at)) for group in program.cohorts],
        people=queries.people_by_cohort(program_id),
        asked=queries.questions(program_id),
        at=at,
        words=words,
    )


@bp.route("/<int:program_id>/settings/groups/new", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a group")
@records("group.added")
def new_group(program_id: int) -> Any:
    """One more group; it starts with the dates of the first one."""
    program, form = _program(program_id), GroupForm()
    usual = actions.facts_of(program.first_cohort)
    if not form.is_submitted():
        form.show(usual)
        form.name.data = ""
    if form.validate_on_submit():
        try:
            group = actions.add_group(program, form.facts(usual), at=clock.now())
        except RuleBroken as error:
            form.name.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("%(name)s is added.", name=group.name), "done")
            return redirect(next_after_dates(program_id, _back(program)))
    page = render_template("programs/new_group.html", program=program, form=form, back=_back(program))
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:program_id>/settings/groups/<int:cohort_id>", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a group, and its breaks")
@records("group.edited")
def group(program_id: int, cohort_id: int) -> Any:
    program, form = _program(program_id), GroupForm()
    found = queries.cohort_in(program_id, cohort_id)
    if not form.is_submitted():
        form.show(actions.facts_of(found))
    meanwhile: dict[str, Any] = {}
    if form.validate_on_submit():
        facts = actions.facts_of(found)
        meanwhile = form.changed_meanwhile(facts)
        if not meanwhile and _changed(found, form.facts(facts), form):
            session.commit()
            flash(_("Saved."), "done")
            return redirect(next_after_dates(program_id, _back(program)))
    page = _page(program, found, form=form, meanwhile=meanwhile)
    return page, 409 if meanwhile else 422 if form.is_submitted() else 200


def _changed(found: Cohort, facts: GroupFacts, form: GroupForm) -> bool:
    try:
        actions.change_group(found, facts, at=clock.now())
    except RuleBroken as error:
        form.name.errors = [in_words(error)]
        return False
    return True


@bp.post("/<int:program_id>/settings/groups/<int:cohort_id>/removal")
@can("program.edit")
@records("group.removed")
def remove_group(program_id: int, cohort_id: int) -> Any:
    program = _program(program_id)
    try:
        actions.remove_group(queries.cohort_in(program_id, cohort_id), at=clock.now())
    except RuleBroken as error:
        flash(in_words(error), "clay")
        return redirect(url_for(".group", program_id=program_id, cohort_id=cohort_id))
    session.commit()
    flash(_("The group is removed."), "done")
    return redirect(_back(program))


@bp.post("/<int:program_id>/settings/groups/<int:cohort_id>/breaks")
@can("program.edit")
@records("break.added")
def add_break(program_id: int, cohort_id: int) -> Any:
    program, found, form = _program(program_id), queries.cohort_in(program_id, cohort_id), BreakForm()
    if form.validate_on_submit():
        try:
            actions.add_break(found, form.found(), at=clock.now())
        except RuleBroken as error:
            form.first.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("The break is added. Clocks and mails rest on these days."), "done")
            here = url_for(".group", program_id=program_id, cohort_id=cohort_id)
            return redirect(next_after_dates(program_id, here))
    settings = GroupForm(formdata=None)
    settings.show(actions.facts_of(found))
    return _page(program, found, form=settings, rest=form), 422


@bp.post("/<int:program_id>/settings/groups/<int:cohort_id>/breaks/removal")
@can("program.edit")
@records("break.removed")
def remove_break(program_id: int, cohort_id: int) -> Any:
    """The form names the first day; a break that is gone is no error: it is gone."""
    _program(program_id)
    here = url_for(".group", program_id=program_id, cohort_id=cohort_id)
    found = queries.cohort_in(program_id, cohort_id)
    first = next((each.first for each in found.breaks if str(each.first) == request.form.get("first")), None)
    if first is None:
        flash(_("This break is gone already."), "sun")
        return redirect(here)
    actions.remove_break(found, first, at=clock.now())
    session.commit()
    flash(_("The break is removed."), "done")
    return redirect(next_after_dates(program_id, here))


def _program(program_id: int) -> Program:
    """Held where it may be changed: who saves second sees what the first one saved."""
    writes = request.method == "POST"
    return queries.program_held(program_id) if writes else queries.program(program_id)


def _back(program: Program) -> str:
    """The list of groups: a step while the program is a draft."""
    return url_for(".set_up_groups" if program.is_draft else ".groups", program_id=program.id)


def _page(program: Program, found: Cohort, **more: Any) -> str:
    return render_template(
        "programs/group.html",
        program=program,
        group=found,
        rest=more.pop("rest", None) or BreakForm(formdata=None),
        back=_back(program),
        **more,
    )
