"""The list of programs, what each is, and its copy and archive."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import actions, queries
from mentortrain.programs.access import may, scopes_of
from mentortrain.programs.events import to_lead_by
from mentortrain.programs.forms import CopyForm, WhatForm
from mentortrain.programs.rules import Scope
from mentortrain.programs.rules.timeline import day_in
from mentortrain.programs.views.blueprint import bp
from mentortrain.programs.views.marks import next_after_dates
from mentortrain.programs.views.set_up import next_monday
from mentortrain.web import can, me, say
from mentortrain.web.errors import in_words

say(
    {
        "program.archived": _l(
            "This program is in the archive: it can be read, and nothing in it changes. "
            "Who runs it can bring it back under Settings."
        ),
        "program.not_archived": _l("This program is not in the archive."),
        "program.open_already": _l("This program is open already."),
        "program.lacks": _l("Something is still missing before this program can open. Its set-up says what."),
        "group.too_many": _l("A program has at most %(most)d groups."),
        "group.same_name": _l("There is a group of this name already. Give this one another name."),
        "group.only_one": _l("This is the only group of the program: it stays."),
        "group.in_use": _l("Somebody is or was in this group: it stays, so that this can be told later."),
        "break.order": _l("The last day comes after the first."),
        "break.too_long": _l("A break lasts at most %(most)d days."),
        "break.too_many": _l("A group has at most %(most)d breaks."),
        "break.overlaps": _l("Another break of this group has some of these days."),
        "break.all_of_it": _l("Breaks cannot take all of the time from pairing day to the end."),
        "break.gone": _l("This break is gone already."),
        "mark.no_answer": _l("Choose whether the mails go or not."),
        "mark.answered": _l("Somebody else has answered this meanwhile. Their answer stands."),
        "copy.too_far": _l("Some of the dates would lie before 2000 or after 2099. Choose another day."),
    }
)


@bp.get("")
@can("program.list")
@plain("programs and counts")
def index() -> Any:
    programs = queries.programs_run_by(me())
    limited = scopes_of(me())
    counts = queries.counts_by_program(
        [limited.get(program.id, Scope.whole(program.id)) for program in programs]
    )
    at = clock.now()
    rows = [(program, queries.timeline_of(program.first_cohort), counts[program.id]) for program in programs]
    # What is under way comes first, of that what begins last; what has ended or was put away comes last.
    rows.sort(key=lambda row: row[1].pairing_on, reverse=True)
    rows.sort(key=lambda row: (row[0].is_archived, row[1].end <= at))
    return render_template("programs/index.html", rows=rows, leads=to_lead_by(me(), at), at=at)


@bp.route("/<int:program_id>/settings", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a program, and the names of its staff")
@records("program.edited")
def edit(program_id: int) -> Any:
    """What the program is."""
    form = WhatForm()
    program = queries.program_held(program_id) if form.is_submitted() else queries.program(program_id)
    if not form.is_submitted():
        form.show(actions.what_it_is(program))
    meanwhile: dict[str, Any] = {}
    if form.validate_on_submit():
        meanwhile = form.changed_meanwhile(actions.what_it_is(program))
        if not meanwhile:
            actions.describe(program, form.facts(), at=clock.now())
            session.commit()
            flash(_("Saved."), "done")
            return redirect(url_for(".edit", program_id=program.id))
    page = render_template(
        "programs/edit.html",
        form=form,
        program=program,
        meanwhile=meanwhile,
        staff=queries.staff_of(program_id),
        may_archive=may("program.archive", program_id),
    )
    return page, 409 if meanwhile else 422 if form.is_submitted() else 200


@bp.route("/<int:program_id>/copy", methods=["GET", "POST"])
@can("program.create")
@plain("a form about a copy of a program")
@records("program.copied")
def copy(program_id: int) -> Any:
    """Settings, groups, breaks and rubrics go along, shifted to other dates; people do not."""
    program, form, at = queries.program(program_id), CopyForm(), clock.now()
    if not form.is_submitted():
        form.name.data = program.name
        form.opens_on.data = next_monday(day_in(me().time_zone, at))
    if form.validate_on_submit():
        try:
            made = actions.copy_program(program, **form.values(), by=me(), at=at)
        except RuleBroken as error:
            form.opens_on.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("%(name)s is a draft. Look at its dates.", name=made.name), "done")
            return redirect(url_for(".set_up_dates", program_id=made.id))
    page = render_template("programs/copy.html", form=form, program=program)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<int:program_id>/archive")
@can("program.archive")
@records("program.archived")
def archive(program_id: int) -> Any:
    """Put it away. Sent twice, the second time finds it there."""
    program = queries.program_held(program_id)
    if not program.is_archived:
        actions.archive(program, at=clock.now())
        session.commit()
        flash(_("%(name)s is in the archive. Nothing in it changes.", name=program.name), "done")
    return redirect(url_for(".edit", program_id=program_id))


@bp.post("/<int:program_id>/archive/removal")
@can("program.archive")
@records("program.brought_back")
def bring_back(program_id: int) -> Any:
    """Back from the archive. Sent twice, the second time finds it back."""
    program = queries.program_held(program_id)
    if program.is_archived:
        actions.bring_back(program, at=clock.now())
        session.commit()
        flash(_("%(name)s is back.", name=program.name), "done")
    return redirect(next_after_dates(program_id, url_for(".edit", program_id=program_id)))
