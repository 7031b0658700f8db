"""Staff read essays: what waits in their program, and a mark for each."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions, queries
from mentortrain.learning.views.blueprint import bp
from mentortrain.learning.views.staff import SOMEBODY, mark_form, part_in, quizzes_page
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.web import can, me
from mentortrain.web.errors import in_words


@bp.get("/programs/<int:program_id>/essays")
@can("quiz.adjust")
@plain("names of people, and the quizzes whose essays wait to be read")
def essays(program_id: int) -> Any:
    waiting = queries.to_read(scope_of(me(), program_id))
    return render_template(
        "learning/essays.html",
        program=programs.program(program_id),
        waiting=waiting,
        courses=queries.titles_of({one.course_id for one in waiting}) if waiting else {},
    )


@bp.post(f"{SOMEBODY}/essays/<int:answer_id>/mark")
@can("quiz.adjust")
@records("quiz.essay_marked")
def mark_essay(program_id: int, participation_id: int, answer_id: int) -> Any:
    part, form = part_in(program_id, participation_id), mark_form(answer_id)
    answer = queries.essay_in(program_id, part.person_id, answer_id)
    if not form.validate_on_submit():
        return quizzes_page(part, marks={answer_id: form}), 422
    try:
        actions.mark_essay(
            part,
            answer,
            percent=form.percent.data or 0,
            comment=form.comment.data or "",
            seen=form.seen.data or "",
            by=me().id,
            at=clock.now(),
        )
    except RuleBroken as broken:
        form.percent.errors = [in_words(broken)]
        form.seen.data = actions.version_of(answer)
        return quizzes_page(part, marks={answer_id: form}), 422
    session.commit()
    flash(_("The mark is kept. %(name)s sees it with the result.", name=part.person.first_name), "done")
    return redirect(
        url_for(
            ".quizzes_of",
            program_id=program_id,
            participation_id=participation_id,
            _anchor=f"attempt-{answer.attempt_id}",
        )
    )
