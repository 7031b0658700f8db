"""What staff are asked when a change has put a mark behind: its mails go, or never."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.programs import actions, queries
from mentortrain.programs.rules import SEND
from mentortrain.programs.views.blueprint import bp
from mentortrain.programs.words import MARK_NAMES
from mentortrain.web import can


@bp.get("/<int:program_id>/settings/marks")
@can("program.edit")
@plain("marks of groups, and how many mails each would send")
def marks(program_id: int) -> Any:
    at = clock.now()
    asked = [
        (question, MARK_NAMES[question.mark], actions.would_send(question.cohort, question.mark, at=at))
        for question in queries.questions(program_id)
    ]
    return render_template("programs/marks.html", program=queries.program(program_id), asked=asked)


@bp.post("/<int:program_id>/settings/marks/<int:question_id>")
@can("program.edit")
@records("mark.answered")
def answer_mark(program_id: int, question_id: int) -> Any:
    """Send or skip. Answered meanwhile by somebody else: their answer stands, and the page says so."""
    queries.program_held(program_id)
    question = next((each for each in queries.questions(program_id) if each.id == question_id), None)
    if question is None:
        if not queries.was_asked(program_id, question_id):
            raise NotThere
        flash(_("Somebody else has answered this meanwhile. Their answer stands."), "sun")
        return redirect(url_for(".marks", program_id=program_id))
    answer = request.form.get("answer", "")
    actions.answer_mark(question, answer, at=clock.now())
    session.commit()
    flash(_("The mails go within a minute.") if answer == SEND else _("These mails will never go."), "done")
    return redirect(next_after_dates(program_id, url_for(".groups", program_id=program_id)))


def next_after_dates(program_id: int, otherwise: str) -> str:
    """Where to go after dates have changed: to the question that this raised, if it did."""
    return url_for(".marks", program_id=program_id) if queries.questions(program_id) else otherwise
