"""What is held of people's learning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, Leaver, declare, on_leaving
from mentortrain.learning import actions
from mentortrain.learning.models import Answer, Attempt, Course, LessonCompletion
from mentortrain.programs.models import Program

_SEEN = _l("You. Staff of your programs see which lessons and quizzes are done.")
_NAMELESS = _l("It stays without your name, so that the counts of what was learned hold.")


def _course(column: Any) -> Any:
    return select(Course.key).where(Course.id == column).scalar_subquery()


def _program(column: Any) -> Any:
    return select(Program.name).where(Program.id == column).scalar_subquery()


declare(
    Holding(
        model=LessonCompletion,
        title=_l("Lessons you have done"),
        why=_l("So that you go on where you left, and it is known when you are ready."),
        seen_by=_SEEN,
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: LessonCompletion.person_id == person_id,
        fields=(
            Field("course", _l("Course"), _course(LessonCompletion.course_id), covers=("course_id",)),
            Field("lesson", _l("Lesson"), LessonCompletion.lesson_key),
            Field("program", _l("In program"), _program(LessonCompletion.program_id), covers=("program_id",)),
            Field("completed_at", _l("Done"), LessonCompletion.completed_at),
        ),
        plumbing=("id", "person_id", "version_id"),
        fate=Fate.NAMELESS,
        because=_NAMELESS,
    ),
    Holding(
        model=Attempt,
        title=_l("Quizzes you have taken"),
        why=_l("So that your answers are kept while you work, and your result stands."),
        seen_by=_SEEN,
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Attempt.person_id == person_id,
        fields=(
            Field("course", _l("Course"), _course(Attempt.course_id), covers=("course_id",)),
            Field("quiz", _l("Quiz"), Attempt.quiz_key),
            Field("program", _l("In program"), _program(Attempt.program_id), covers=("program_id",)),
            Field("number", _l("Attempt"), Attempt.number),
            Field("pass_percent", _l("Percent needed"), Attempt.pass_percent),
            Field("state", _l("State"), Attempt.state),
            Field("started_at", _l("Begun"), Attempt.started_at),
            Field("submitted_at", _l("Handed in"), Attempt.submitted_at),
            Field("score_numerator", _l("Points"), Attempt.score_numerator),
            Field("score_denominator", _l("Points of"), Attempt.score_denominator),
            Field("passed", _l("Passed"), Attempt.passed),
        ),
        plumbing=("id", "person_id", "quiz_id", "seed"),
        fate=Fate.NAMELESS,
        because=_NAMELESS,
    ),
    Holding(
        model=Answer,
        title=_l("Your answers"),
        why=_l("So that nothing is lost when the line breaks, and you can look at them afterwards."),
        seen_by=_l("You."),
        kept=_l("As long as your account."),
        of=lambda person_id: Answer.attempt_id.in_(select(Attempt.id).where(Attempt.person_id == person_id)),
        fields=(
            Field(
                "quiz",
                _l("Quiz"),
                select(Attempt.quiz_key).where(Attempt.id == Answer.attempt_id).scalar_subquery(),
                covers=("attempt_id",),
            ),
            Field(
                "attempt",
                _l("Attempt"),
                select(Attempt.number).where(Attempt.id == Answer.attempt_id).scalar_subquery(),
                covers=("attempt_id",),
            ),
            Field("question", _l("Question"), Answer.slot),
            Field("chosen", _l("Chosen options, counted from 0"), Answer.chosen),
            Field("saved_at", _l("Saved"), Answer.saved_at),
        ),
        plumbing=("id", "client_uuid", "client_seq"),
        fate=Fate.GONE,
        because=_l("Deleted at once; only the score stays, without your name."),
    ),
)


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.drop_open_attempts(leaver.person_id)


on_leaving.append(_leave)
