"""The list of programs, making one, and its settings."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.programs import actions, queries
from mentortrain.programs.access import scopes_of
from mentortrain.programs.forms import ProgramForm
from mentortrain.programs.rules import Scope
from mentortrain.programs.views.blueprint import bp
from mentortrain.web import can, me


@bp.get("")
@can("program.list")
@plain("programs and counts")
def index() -> Any:
    programs = queries.programs_run_by(me())
    limited = scopes_of(me())
    counts = queries.counts_by_program(
        [limited.get(program.id, Scope.whole(program.id)) for program in programs]
    )
    rows = [(program, queries.timeline_of(program.first_cohort), counts[program.id]) for program in programs]
    return render_template("programs/index.html", rows=rows, at=clock.now())


@bp.route("/new", methods=["GET", "POST"])
@can("program.create")
@plain("a form about a program")
@records("program.made")
def new() -> Any:
    form = ProgramForm()
    if not form.is_submitted():
        form.time_zone.data = me().time_zone
    if not form.validate_on_submit():
        return render_template("programs/new.html", form=form), 422 if form.is_submitted() else 200
    program = actions.make_program(form.facts(), by=me(), at=clock.now())
    session.commit()
    flash(_("%(name)s is made. Now invite the people.", name=program.name), "done")
    return redirect(url_for(".invite", program_id=program.id))


@bp.route("/<int:program_id>/settings", methods=["GET", "POST"])
@can("program.edit")
@plain("a form about a program, and the names of its staff")
@records("program.edited")
def edit(program_id: int) -> Any:
    program, form = queries.program(program_id), ProgramForm()
    if not form.is_submitted():
        form.fill_from(program)
    if not form.validate_on_submit():
        page = render_template(
            "programs/edit.html", form=form, program=program, staff=queries.staff_of(program_id)
        )
        return page, 422 if form.is_submitted() else 200
    actions.change_program(program, form.facts(), at=clock.now())
    session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for(".edit", program_id=program.id))
