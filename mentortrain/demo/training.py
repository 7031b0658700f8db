"""Who has read which lessons and passed the quiz."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mentortrain.demo import people
from mentortrain.demo.people import Cast, Somebody
from mentortrain.learning import actions, queries
from mentortrain.learning.models import CourseVersion, Question
from mentortrain.people.models import Person
from mentortrain.programs.models import Program

COURSE = "mentoring-basics"

# Who, lessons read, questions of the quiz answered right (None: not tried), how many days ago.
DONE: tuple[tuple[Somebody, int, int | None, int], ...] = (
    (people.AMINA, 2, None, 2),
    (people.BRUNO, 1, None, 3),
    (people.MILICA, 3, 8, 6),
    (people.LUCIA, 3, 8, 4),
    (people.DRAGAN, 3, 5, 3),
    (people.WANJIKU, 3, 7, 7),
    (people.CAMILO, 1, None, 3),
    (people.FAITH, 3, None, 2),
)


def load(program: Program, cast: Cast, at: datetime) -> None:
    """Read lessons and answer quizzes as they would have."""
    version = queries.version_in_force(COURSE)
    for somebody, lessons, right, days_ago in DONE:
        then = at - timedelta(days=days_ago)
        for lesson in list(version.lessons)[:lessons]:
            actions.complete_lesson(
                person_id=cast[somebody].id,
                course_id=version.course_id,
                lesson=lesson,
                program_id=program.id,
                at=then,
            )
        if right is not None:
            _answer(version, cast[somebody], right, program, then)


def _answer(version: CourseVersion, person: Person, right: int, program: Program, at: datetime) -> None:
    quiz = version.quizzes[0]
    begun = actions.start_attempt(
        person_id=person.id, course_id=version.course_id, quiz=quiz, program_id=program.id, at=at
    )
    attempt = queries.attempt(person.id, COURSE, quiz.key, begun.id)
    for number, question in enumerate(attempt.quiz.questions):
        actions.save_answer(
            slot=queries.slot_held(person.id, COURSE, quiz.key, attempt.id, number + 1),
            chosen=_chosen(question, right=number < right),
            client_uuid="demonstration",
            client_seq=number,
            at=at,
        )
    actions.submit_attempt(attempt=attempt, at=at + timedelta(minutes=6))


def _chosen(question: Question, *, right: bool) -> Sequence[int]:
    """Every option that adds to the mark, or one that does not."""
    good = [position for position, weight in enumerate(question.weights) if weight > 0]
    bad = [position for position, weight in enumerate(question.weights) if weight <= 0]
    return good if right else bad[:1]
