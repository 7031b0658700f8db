"""Essays that staff of a program read and mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.gift import ESSAY
from mentortrain.learning.models import SUBMITTED, Answer, Attempt, Course, Quiz
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import within
from mentortrain.programs.rules import Scope


class ToRead(NamedTuple):
    """An attempt with essays that wait."""

    participation_id: int
    name: str
    quiz: str
    course_id: int
    unread: int
    since: datetime


def to_read(scope: Scope) -> Sequence[ToRead]:
    """What waits in a program, or in one group of it, the longest waiting first. One statement."""
    rows = session.execute(
        select(Participation.id, Person.name, Quiz.title, Attempt.course_id, Attempt.unread, unread_since())
        .select_from(Attempt)
        .join(Participation, its_part())
        .join(Person, Person.id == Attempt.person_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.unread > 0, Attempt.state == SUBMITTED, within(scope))
        .order_by(unread_since(), Attempt.id)
    )
    return [ToRead(*row) for row in rows]


def unread_since() -> Any:
    """From when it waits: handed in, or what came late was let count."""
    return func.coalesce(Attempt.late_decided_at, Attempt.submitted_at)


def its_part() -> Any:
    """The condition that a participation is the one by which staff see an attempt: the first, if there are two."""
    first = (
        select(func.min(Participation.id))
        .where(
            Participation.program_id == Attempt.program_id,
            Participation.person_id == Attempt.person_id,
            Participation.left_at.is_(None),
        )
        .correlate(Attempt)
        .scalar_subquery()
    )
    return Participation.id == first


def essays_of(attempt_ids: Collection[int]) -> Mapping[int, tuple[int, str]]:
    """Of each of these attempts: (the participation by which staff see it, title of the quiz)."""
    rows = session.execute(
        select(Attempt.id, Participation.id, Quiz.title)
        .select_from(Attempt)
        .join(Participation, its_part())
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id.in_(attempt_ids))
    )
    return {attempt_id: (part_id, title) for attempt_id, part_id, title in rows}


def has_readers(attempt: Attempt) -> bool:
    """Whether the essays of an attempt can be read by staff: those of the program in which its person takes part."""
    if attempt.program_id is None or not any(each.kind == ESSAY for each in attempt.scored):
        return False
    takes_part = exists().where(
        Participation.program_id == attempt.program_id,
        Participation.person_id == attempt.person_id,
        Participation.left_at.is_(None),
    )
    return bool(session.scalar(select(takes_part)))


def essay_in(program_id: int, person_id: int, answer_id: int) -> Answer:
    """An essay of somebody's attempt that arose in a program, which counts and is to be marked; or NotThere.

    The attempt is held until the transaction ends: of two who mark at once, the second sees what the first did.
    """
    answer = session.scalar(_essay(program_id, person_id, answer_id))
    if answer is None or answer.attempt.counting.get(answer.slot) is not answer:
        raise NotThere
    asked = {each.position for each in answer.attempt.scored if each.kind == ESSAY}
    if answer.slot not in asked or not answer.is_given:
        raise NotThere
    return answer


def _essay(program_id: int, person_id: int, answer_id: int) -> Select[Answer]:
    return (
        select(Answer)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(
            Answer.id == answer_id,
            Attempt.program_id == program_id,
            Attempt.person_id == person_id,
            Attempt.state == SUBMITTED,
        )
        .options(
            joinedload(Answer.attempt, innerjoin=True).options(
                joinedload(Attempt.quiz, innerjoin=True).selectinload(Quiz.questions),
                selectinload(Attempt.answers),
            )
        )
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )


def attempt_with_course(attempt_id: int) -> tuple[Attempt, str] | None:
    """An attempt and the key of its course, for the mail about it."""
    row = session.execute(
        select(Attempt, Course.key)
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.id == attempt_id)
        .options(joinedload(Attempt.quiz, innerjoin=True))
    ).one_or_none()
    return (row[0], row[1]) if row else None
