"""Settings > Applications: staff open the door of a program, and later open it for mentees."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.applications import actions, queries
from mentortrain.applications.actions.opening import settings_of
from mentortrain.applications.forms import DoorForm
from mentortrain.applications.rules import mentors_first
from mentortrain.applications.views.blueprint import bp
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import MENTOR
from mentortrain.web import can
from mentortrain.web.errors import in_words
from mentortrain.web.links import absolute


@bp.route("/programs/<int:program_id>/settings/applications", methods=["GET", "POST"])
@can("application.settings")
@plain("a form about a program's public page, and counts")
@records("intake.changed", "intake.mentees_opened_by_itself")
def settings(program_id: int) -> Any:
    program = programs.program(program_id)
    in_force = settings_of(program)
    form = DoorForm() if request.method == "POST" else DoorForm(formdata=None, data=asdict(in_force))
    if form.validate_on_submit():
        try:
            actions.change_settings(program, form.settings(), at=clock.now())
            session.commit()
        except RuleBroken as error:
            session.rollback()
            program = programs.program(program_id)
            field = form.slug if error.code.startswith("intake.slug") else form.is_open
            field.errors = [in_words(error)]
        else:
            flash(_("Saved."), "done")
            return redirect(url_for(".settings", program_id=program_id))
    intake = queries.intake_of(program_id)
    page = render_template(
        "applications/settings.html",
        program=program,
        form=form,
        intake=intake,
        address=absolute("applications.page", slug=intake.slug) if intake else "",
        mentors=queries.taking_part(program_id)[MENTOR],
        interested=queries.interest_count(program_id),
        usual=mentors_first(intake.mentor_places if intake else None),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/programs/<int:program_id>/settings/applications/mentees")
@can("application.settings")
@records("intake.mentees_opened")
def open_for_mentees(program_id: int) -> Any:
    program = programs.program(program_id)
    try:
        opened = actions.open_for_mentees(program, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
        return redirect(url_for(".settings", program_id=program_id))
    session.commit()
    flash(_("Mentees can apply now.") if opened else _("Mentees could apply already."), "done")
    return redirect(url_for(".settings", program_id=program_id))
