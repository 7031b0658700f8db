"""What new sessions of a program take over: how they are made up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.programs import queries as programs
from mentortrain.web import can, me
from mentortrain.webinars import actions, queries
from mentortrain.webinars.forms.afterwards import DefaultForm
from mentortrain.webinars.views.blueprint import bp


@bp.route("/programs/<int:program_id>/settings/sessions", methods=["GET", "POST"])
@can("program.edit")
@plain("who may make up the sessions of a program")
@records("makeup.default_set")
def defaults(program_id: int) -> Any:
    form, program = DefaultForm(), programs.program(program_id)
    if not form.is_submitted():
        form.fill_from(queries.default_of(program_id))
    elif form.validate():
        actions.set_default(program_id, **form.values(), by=me(), at=clock.now())
        database.commit()
        flash(_("Saved. New sessions begin with this."), "done")
        return redirect(url_for(".defaults", program_id=program_id))
    shown = render_template("webinars/defaults.html", program=program, form=form)
    return shown, 422 if form.errors else 200
