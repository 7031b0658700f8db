"""Training, when two accounts of one person become one: what either did is done."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from mentortrain.db import session
from mentortrain.learning.models import (
    Answer,
    Attempt,
    Certificate,
    CourseDemand,
    CoursePlace,
    ExtraTime,
    LessonCompletion,
    Play,
    Reflection,
    Turn,
)
from mentortrain.learning.rules import Go, in_order
from mentortrain.merging import Merging, Pair, What, counting, declare, join, move, moves


def _lessons(pair: Pair) -> None:
    def settle(kept: LessonCompletion, gone: LessonCompletion) -> None:
        newest = max((kept, gone), key=lambda one: one.again_in or one.version_id)
        again_in, again_at = newest.again_in or newest.version_id, newest.again_at or newest.completed_at
        if gone.completed_at < kept.completed_at:
            kept.completed_at, kept.version_id, kept.program_id = (
                gone.completed_at,
                gone.version_id,
                gone.program_id,
            )
        if again_in > kept.version_id:  # taken later in either account, it is taken again
            kept.again_in, kept.again_at = again_in, again_at

    join(LessonCompletion.person_id, pair, same=lambda one: (one.course_id, one.lesson_key), settle=settle)


def _places(pair: Pair) -> None:
    """Of two places in a course the later one."""

    def settle(kept: CoursePlace, gone: CoursePlace) -> None:
        if gone.seen_at > kept.seen_at:
            kept.lesson_key, kept.section, kept.seen_at = gone.lesson_key, gone.section, gone.seen_at

    join(CoursePlace.person_id, pair, same=lambda one: one.course_id, settle=settle)


def _reflections(pair: Pair) -> None:
    """Of two texts for one lesson the one that is handed in, else the later one."""

    def settle(kept: Reflection, gone: Reflection) -> None:
        def rank(one: Reflection) -> tuple[bool, datetime]:
            return (one.handed_in_at is not None, one.saved_at)

        if rank(gone) > rank(kept):
            for name in (
                *("lesson_id", "program_id", "text", "saved_at", "given_at", "handed_in_at"),
                *("client_uuid", "client_seq", "older_text"),
                *("comment", "commented_by_id", "commented_at"),
            ):
                setattr(kept, name, getattr(gone, name))

    join(Reflection.person_id, pair, same=lambda one: (one.course_id, one.lesson_key), settle=settle)


def _attempts(pair: Pair) -> None:
    answered = select(func.count()).where(Answer.attempt_id == Attempt.id).scalar_subquery()
    _goes(pair, Attempt, Attempt.quiz_key, answered)


def _plays(pair: Pair) -> None:
    turns = select(func.count()).where(Turn.play_id == Play.id).scalar_subquery()
    _goes(pair, Play, Play.conversation_key, turns)


def _extra_time(pair: Pair) -> None:
    """In one program the larger one, as each was said."""

    def settle(kept: ExtraTime, gone: ExtraTime) -> None:
        kept.percent, kept.minutes = max(kept.percent, gone.percent), max(kept.minutes, gone.minutes)

    join(ExtraTime.person_id, pair, same=lambda one: one.program_id, settle=settle)


def _goes(pair: Pair, model: type[Attempt | Play], key: Any, count: Any) -> None:
    """All goes at something stand, numbered anew by when they began; of two open ones the fuller goes on."""

    def these(statement: Any, ids: Any) -> Any:
        return statement.where(model.id.in_(list(ids))).execution_options(synchronize_session=False)

    for goes in _by_what(pair, model, key, count).values():
        numbers, over = in_order(goes)
        session.execute(these(delete(model), over))
        # First out of each other's way: a number is given once in a quiz.
        session.execute(these(update(model), numbers).values(number=-model.id))
        for go_id, number in numbers.items():
            session.execute(these(update(model), [go_id]).values(person_id=pair.kept, number=number))


def _by_what(
    pair: Pair, model: type[Attempt | Play], key: Any, count: Any
) -> dict[tuple[int, str], list[Go]]:
    """Of every quiz or conversation at which the account that goes has a go: the goes of both."""
    found: dict[tuple[int, str], list[Go]] = defaultdict(list)
    theirs = set()
    for one, at, filled in session.execute(
        select(model, key, count).where(model.person_id.in_((pair.kept, pair.gone))).order_by(model.id)
    ):
        what = (one.course_id, at)
        found[what].append(Go(one.id, one.started_at, one.is_open, filled))
        if one.person_id == pair.gone:
            theirs.add(what)
    return {what: goes for what, goes in found.items() if what in theirs}


def _certificates(pair: Pair) -> None:
    """All of them stand with their numbers; of two for one course the one that was issued first stands for it."""
    standing = session.scalars(
        select(Certificate)
        .where(
            Certificate.person_id.in_((pair.kept, pair.gone)),
            Certificate.revoked_at.is_(None),
            Certificate.replaced_at.is_(None),
        )
        .order_by(Certificate.issued_at, Certificate.id)
    )
    first: set[int] = set()
    for one in standing:
        if one.course_id in first:
            one.replaced_at = pair.at
        first.add(one.course_id)
    session.flush()
    move(Certificate.person_id, pair)


declare(
    Merging(
        columns=(LessonCompletion.person_id,),
        what=What.JOINED,
        says=_l("Lessons: what is done in either account is done."),
        act=_lessons,
        count=counting(LessonCompletion.person_id, LessonCompletion.course_id, LessonCompletion.lesson_key),
    ),
    Merging(
        columns=(Reflection.person_id,),
        what=What.JOINED,
        says=_l("What you wrote in courses: of two texts for one lesson the one handed in, else the later."),
        act=_reflections,
        count=counting(Reflection.person_id, Reflection.course_id, Reflection.lesson_key),
    ),
    moves(Reflection.commented_by_id, CourseDemand.made_by_id, CourseDemand.withdrawn_by_id),
    Merging(
        columns=(CoursePlace.person_id,),
        what=What.JOINED,
        says=_l("Where you were in a course: the later of two places."),
        act=_places,
        count=counting(CoursePlace.person_id, CoursePlace.course_id),
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
    Merging(
        columns=(ExtraTime.person_id,),
        what=What.JOINED,
        says=_l("Extra time in quizzes: the larger one holds."),
        act=_extra_time,
    ),
    moves(Attempt.late_decided_by_id, Answer.marked_by_id, ExtraTime.set_by_id),
    Merging(
        columns=(Certificate.person_id,),
        what=What.JOINED,
        says=_l("Certificates: each keeps its number and the name that is printed on it."),
        act=_certificates,
        count=counting(Certificate.person_id, Certificate.course_id),
    ),
    moves(Certificate.revoked_by_id),
    Merging(
        columns=(Play.person_id,),
        what=What.JOINED,
        says=_l(
            "Conversations: every go stands, and the best one counts. Of two open ones the fuller goes on."
        ),
        act=_plays,
        count=counting(Play.person_id, Play.course_id, Play.conversation_key),
    ),
)
