"""Training, when two accounts of one person become one: what either did is done."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from mentortrain.db import session
from mentortrain.learning.models import Answer, Attempt, LessonCompletion
from mentortrain.learning.rules import Go, in_order
from mentortrain.merging import Merging, Pair, What, counting, declare, join


def _lessons(pair: Pair) -> None:
    def settle(kept: LessonCompletion, gone: LessonCompletion) -> None:
        if gone.completed_at < kept.completed_at:
            kept.completed_at, kept.version_id, kept.program_id = (
                gone.completed_at,
                gone.version_id,
                gone.program_id,
            )

    join(LessonCompletion.person_id, pair, same=lambda one: (one.course_id, one.lesson_key), settle=settle)


def _attempts(pair: Pair) -> None:
    """All of them stand, numbered anew by when they began; of two open ones one goes on."""
    for goes in _by_quiz(pair).values():
        numbers, over = in_order(goes)
        session.execute(_these(delete(Attempt), over))
        # First out of each other's way: a number is given once in a quiz.
        session.execute(_these(update(Attempt), numbers).values(number=-Attempt.id))
        for attempt_id, number in numbers.items():
            session.execute(_these(update(Attempt), [attempt_id]).values(person_id=pair.kept, number=number))


def _by_quiz(pair: Pair) -> dict[tuple[int, str], list[Go]]:
    """Of every quiz at which the account that goes has an attempt: the attempts of both."""
    answered = select(func.count()).where(Answer.attempt_id == Attempt.id).scalar_subquery()
    found: dict[tuple[int, str], list[Go]] = defaultdict(list)
    theirs = set()
    for one, count in session.execute(
        select(Attempt, answered).where(Attempt.person_id.in_((pair.kept, pair.gone))).order_by(Attempt.id)
    ):
        quiz = (one.course_id, one.quiz_key)
        found[quiz].append(Go(one.id, one.started_at, one.is_open, count))
        if one.person_id == pair.gone:
            theirs.add(quiz)
    return {quiz: goes for quiz, goes in found.items() if quiz in theirs}


def _these(statement: Any, ids: Any) -> Any:
    return statement.where(Attempt.id.in_(list(ids))).execution_options(synchronize_session=False)


declare(
    Merging(
        columns=(LessonCompletion.person_id,),
        what=What.JOINED,
        says=_l("Lessons: what is done in either account is done."),
        act=_lessons,
        count=counting(LessonCompletion.person_id, LessonCompletion.course_id, LessonCompletion.lesson_key),
    ),
    Merging(
        columns=(Attempt.person_id,),
        what=What.JOINED,
        says=_l(
            "Quizzes: every attempt stands, and the best one counts. Of two open ones the fuller goes on."
        ),
        act=_attempts,
        count=counting(Attempt.person_id, Attempt.course_id, Attempt.quiz_key),
    ),
)
