"""The guided set-up of a program: five steps, each saved as it is left; a draft until the last one opens it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session
from mentortrain.programs import actions, queries, words
from mentortrain.programs.actions import ProgramFacts
from mentortrain.programs.forms import DatesForm, DraftForm
from mentortrain.programs.models import Program
from mentortrain.programs.rules.drawing import draw
from mentortrain.programs.rules.timeline import day_in
from mentortrain.programs.views.blueprint import bp
from mentortrain.programs.views.marks import next_after_dates
from mentortrain.web import can, me

TRAINING, PAIRS = timedelta(weeks=4), timedelta(weeks=16)
"""Good defaults: four weeks of training, sixteen weeks for the pairs."""


@bp.route("/new", methods=["GET", "POST"])
@can("program.create")
@plain("a form about a program")
@records("program.made")
def new() -> Any:
    """The first step. The draft is there as soon as it has a name; its dates begin next Monday."""
    form = DraftForm()
    if not form.validate_on_submit():
        return render_template("programs/set_up/what.html", form=form, program=None), _status(form)
    what, zone, at = form.facts(), me().time_zone, clock.now()
    opens_on = next_monday(day_in(zone, at))
    program = actions.make_program(
        ProgramFacts(
            **asdict(what),
            opens_on=opens_on,
            pairing_on=opens_on + TRAINING,
            ends_on=opens_on + TRAINING + PAIRS,
            time_zone=zone,
        ),
        by=me(),
        at=at,
        draft=True,
    )
    session.commit()
    return redirect(url_for(".set_up_dates", program_id=program.id))


def next_monday(day: date) -> date:
    """The first Monday after a day."""
    return day + timedelta(days=7 - day.weekday())


@bp.route("/<int:program_id>/set-up/what", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a program")
@records("program.edited")
def set_up_what(program_id: int) -> Any:
    program, form = _draft(program_id), DraftForm()
    if program is None:
        return _done(program_id)
    if not form.is_submitted():
        form.show(actions.what_it_is(program))
    meanwhile: dict[str, Any] = {}
    if form.validate_on_submit():
        meanwhile = form.changed_meanwhile(actions.what_it_is(program))
        if not meanwhile:
            actions.describe(program, form.facts(), at=clock.now())
            return _on(program, 2, "set_up_dates")
    page = render_template("programs/set_up/what.html", form=form, program=program, meanwhile=meanwhile)
    return page, 409 if meanwhile else _status(form)


@bp.route("/<int:program_id>/set-up/dates", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a program")
@records("group.edited")
def set_up_dates(program_id: int) -> Any:
    """The dates of the first group, and its timeline as it is saved."""
    program, form, at = _draft(program_id), DatesForm(), clock.now()
    if program is None:
        return _done(program_id)
    group = program.first_cohort
    if not form.is_submitted():
        form.show(actions.facts_of(group))
    meanwhile: dict[str, Any] = {}
    if form.validate_on_submit():
        facts = actions.facts_of(group)
        meanwhile = form.changed_meanwhile(facts)
        if not meanwhile:
            actions.change_group(group, form.facts(facts), at=at)
            stays = "look" in request.form
            return _on(program, 2 if stays else 3, "set_up_dates" if stays else "set_up_groups")
    page = render_template(
        "programs/set_up/dates.html",
        form=form,
        program=program,
        group=group,
        drawing=draw(group.timeline, at),
        meanwhile=meanwhile,
        at=at,
        words=words,
    )
    return page, 409 if meanwhile else _status(form)


@bp.route("/<int:program_id>/set-up/groups", methods=["GET", "POST"])
@can("program.edit")
@plain("groups and their dates")
@records_nothing("remembers only where the set-up goes on")
def set_up_groups(program_id: int) -> Any:
    program, at = _draft(program_id), clock.now()
    if program is None:
        return _done(program_id)
    if request.method == "POST":
        return _on(program, 4, "set_up_people")
    drawn = [(group, draw(group.timeline, at)) for group in program.cohorts]
    return render_template("programs/set_up/groups.html", program=program, drawn=drawn, at=at, words=words)


@bp.route("/<int:program_id>/set-up/people", methods=["GET", "POST"])
@can("program.edit")
@plain("how many are invited")
@records_nothing("remembers only where the set-up goes on")
def set_up_people(program_id: int) -> Any:
    program = _draft(program_id)
    if program is None:
        return _done(program_id)
    if request.method == "POST":
        return _on(program, 5, "set_up_open")
    return render_template(
        "programs/set_up/people.html", program=program, waiting=actions.waiting(program_id)
    )


@bp.get("/<int:program_id>/set-up/open")
@can("program.edit")
@plain("what is missing, and how many are invited")
def set_up_open(program_id: int) -> Any:
    """What is missing before the program can open, and how many mails opening sends."""
    program = _draft(program_id)
    if program is None:
        return _done(program_id)
    missing = [
        (lack.needed, str(words.LACKS[lack.code]) % {"group": lack.group}, _where(program, lack))
        for lack in actions.lacks(program, at=clock.now())
    ]
    return render_template(
        "programs/set_up/open.html",
        program=program,
        missing=missing,
        waiting=actions.waiting(program_id),
        can_open=not any(needed for needed, _text, _url in missing),
    )


def _where(program: Program, lack: actions.Lack) -> str:
    """The page on which what is missing is put right."""
    if lack.code in ("audience", "digital_requirements"):
        return url_for(".set_up_what", program_id=program.id)
    if lack.code in ("people", "empty_group"):
        return url_for(".invite", program_id=program.id)
    if lack.cohort_id == program.first_cohort.id:
        return url_for(".set_up_dates", program_id=program.id)
    return url_for(".group", program_id=program.id, cohort_id=lack.cohort_id)


@bp.post("/<int:program_id>/opening")
@can("program.edit")
@records("program.opened")
def open_program(program_id: int) -> Any:
    program = queries.program_held(program_id)
    if not program.is_draft:
        return _done(program_id)
    mails = actions.open_program(program, at=clock.now())
    session.commit()
    sent = ngettext("%(num)d invitation goes now.", "%(num)d invitations go now.", mails) if mails else ""
    flash(" ".join([_("%(name)s is open.", name=program.name), sent]).strip(), "done")
    return redirect(next_after_dates(program_id, url_for(".people", program_id=program_id)))


def _draft(program_id: int) -> Program | None:
    """The program while it is being set up; held where it may be changed."""
    writes = request.method == "POST"
    program = queries.program_held(program_id) if writes else queries.program(program_id)
    return program if program.is_draft else None


def _done(program_id: int) -> Any:
    """It is open: what was a step is a setting now."""
    return redirect(url_for(".edit", program_id=program_id))


def _on(program: Program, step: int, endpoint: str) -> Any:
    program.set_up_step = max(program.set_up_step, step)
    session.commit()
    return redirect(url_for(f".{endpoint}", program_id=program.id))


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
