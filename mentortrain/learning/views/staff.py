"""Staff look at somebody's quizzes, give extra time, mark essays, and decide about answers that came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, records
from mentortrain.db import session
from mentortrain.learning import actions, gift, queries, rules
from mentortrain.learning.forms import ExtraTimeForm, LateForm, MarkForm
from mentortrain.learning.models import Answer, AnswerSetAside, Attempt, Question
from mentortrain.learning.rules import Extra
from mentortrain.learning.views import answers, words
from mentortrain.learning.views.blueprint import bp
from mentortrain.learning.views.receipts import check_number
from mentortrain.people import queries as people
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.web import can, me

SOMEBODY = "/programs/<int:program_id>/people/<int:participation_id>"


@bp.get(f"{SOMEBODY}/quizzes")
@can("person.see")
@confidential("quizzes.seen", "participation")
def quizzes_of(program_id: int, participation_id: int) -> Any:
    return quizzes_page(part_in(program_id, participation_id))


@bp.post(f"{SOMEBODY}/extra-time")
@can("quiz.adjust")
@records("quiz.extra_time")
def give_extra_time(program_id: int, participation_id: int) -> Any:
    part, form = part_in(program_id, participation_id), ExtraTimeForm()
    if not form.validate_on_submit():
        return quizzes_page(part, extra=form), 422
    extra = Extra(form.percent.data or 0, form.minutes.data or 0)
    actions.give_extra_time(part, extra, reason=form.reason.data or "", by=me().id, at=clock.now())
    session.commit()
    flash(_("The extra time holds from now on, also in a quiz that is open."), "done")
    return _back(part)


@bp.post(f"{SOMEBODY}/attempts/<int:attempt_id>/late")
@can("quiz.adjust")
@records("quiz.late_counted", "quiz.late_left_out")
def decide_late(program_id: int, participation_id: int, attempt_id: int) -> Any:
    part, form = part_in(program_id, participation_id), _late_form(attempt_id)
    attempt = queries.attempt_in(program_id, part.person_id, attempt_id)
    if form.validate_on_submit():
        counts = form.counts.data == "yes"
        actions.decide_late(
            part, attempt, counts=counts, reason=form.reason.data or "", by=me().id, at=clock.now()
        )
        session.commit()
        flash(_("It is decided, and stands in the record."), "done")
        return _back(part)
    return quizzes_page(part, late={attempt_id: form}), 422


def quizzes_page(
    part: Participation,
    *,
    extra: ExtraTimeForm | None = None,
    late: dict[int, LateForm] | None = None,
    marks: dict[int, MarkForm] | None = None,
) -> str:
    """What staff see of somebody's quizzes; forms that did not hold stand there with what was typed."""
    concerning(part.person_id)
    given = queries.extra_time_of(part.program_id, part.person_id)
    attempts = queries.attempts_in(part.program_id, part.person_id)
    aside = queries.set_aside_in(part.program_id, part.person_id)
    named = {
        given.set_by_id if given else None,
        *(each.late_decided_by_id for each in attempts),
        *(answer.marked_by_id for each in attempts for answer in each.answers),
    } - {None}
    return render_template(
        "learning/quizzes_of.html",
        program=programs.program(part.program_id),
        part=part,
        given=given,
        extra_form=extra or ExtraTimeForm(obj=given),
        late_forms={each.id: (late or {}).get(each.id) or _late_form(each.id) for each in attempts},
        taken=[
            (
                each,
                "" if each.is_open else words.score(each.score, len(each.scored)),
                _late(each),
                _essays(each, marks or {}),
                _set_aside(each, aside),
            )
            for each in attempts
        ],
        check_number=check_number,
        named=people.names_of([one for one in named if one]) if named else {},
    )


def _late_form(attempt_id: int) -> LateForm:
    """Each attempt on the page has one: with its number, so that no two fields have one name."""
    return LateForm(prefix=f"late{attempt_id}-")


def _late(attempt: Attempt) -> list[tuple[str, str, str, Any]]:
    """(question, what was there in time, what came late, when) of each late answer that could count."""
    in_time = {answer.slot: answer for answer in attempt.answers if not answer.is_late}

    def said(question: Question, answer: Answer | None) -> str:
        return answers.said(question, answer) if answer else ""

    return [
        (
            question.html,
            said(question, in_time.get(question.position)),
            said(question, attempt.late[question.position]),
            attempt.late[question.position].saved_at,
        )
        for question in attempt.scored
        if question.position in attempt.late
    ]


def mark_form(answer_id: int, answer: Answer | None = None) -> MarkForm:
    """Each essay on the page has one: with its number, so that no two fields have one name."""
    said = None
    if answer is not None:
        said = {
            "percent": answer.mark,
            "comment": answer.mark_comment,
            "seen": actions.version_of(answer),
        }
    return MarkForm(prefix=f"mark{answer_id}-", data=said)


def _essays(attempt: Attempt, wrong: dict[int, MarkForm]) -> list[tuple[str, Answer, MarkForm]]:
    """(question, essay, form to mark it) of an attempt that is handed in, where its essays count."""
    if attempt.is_open:
        return []
    given = attempt.counting
    return [
        (question.html, answer, wrong.get(answer.id) or mark_form(answer.id, answer))
        for question in attempt.scored
        if question.kind == gift.ESSAY and (answer := given.get(question.position)) and answer.is_given
    ]


def _set_aside(attempt: Attempt, aside: Sequence[AnswerSetAside]) -> list[tuple[str, str, str, Any]]:
    """(question, what was answered, why it does not stand, when it came) of what was kept and does not stand."""
    asked = {question.position: question for question in attempt.asked}
    why = {
        rules.AFTER_REVIEW: _("came after the review was opened"),
        rules.OLDER: _("a newer answer stood"),
    }
    return [
        (asked[one.slot].html, answers.said(asked[one.slot], one), why[one.why], one.came_at)
        for one in aside
        if one.attempt_id == attempt.id and one.slot in asked
    ]


def part_in(program_id: int, participation_id: int) -> Participation:
    """Somebody in the program, or in the reader's group of it; or NotThere."""
    return programs.participation(scope_of(me(), program_id), participation_id)


def _back(part: Participation) -> Any:
    return redirect(url_for("learning.quizzes_of", program_id=part.program_id, participation_id=part.id))
