"""Who has read which lessons, practised which conversations and passed the quiz, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from mentortrain.db import session
from mentortrain.demo.parts import BADLY, BEGUN, PARTS, Part
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import Plan
from mentortrain.demo.talking import GOOD, POOR, way_through
from mentortrain.learning import actions, queries
from mentortrain.learning.models import Attempt, Conversation, CourseVersion, Lesson, Question
from mentortrain.learning.queries import CourseOutline
from mentortrain.people.models import Person
from mentortrain.programs import events
from mentortrain.programs.models import Program

COURSE = "mentoring-basics"
QUESTION = timedelta(seconds=45)
"""What somebody takes for one, and for a turn of a conversation."""

Deed = tuple[datetime, Callable[[], object]]


def load(plan: Plan, program: Program, cast: Cast, at: datetime, *, since: datetime, until: datetime) -> None:
    """Day by day, as they did it; at the end of each, those who did something are judged."""
    course = queries.current_courses()[COURSE]
    deeds = sorted(
        (
            deed
            for part in PARTS[plan]
            for deed in _deeds(plan, part, cast[part.name], program, course, at=at)
            if since <= deed[0] < until
        ),
        key=lambda deed: deed[0],
    )
    for _, of_a_day in groupby(deeds, key=lambda deed: deed[0].date()):
        with events.together():
            for _, do in of_a_day:
                do()


def _read_by(person: Person, course: CourseOutline) -> CourseVersion:
    """The version in the person's language."""
    return session.get_one(CourseVersion, queries.in_language(course, person.course_language).id)


def _deeds(
    plan: Plan, part: Part, person: Person, program: Program, course: CourseOutline, *, at: datetime
) -> Iterator[Deed]:
    version = _read_by(person, course)
    for day, lesson in zip(part.way.lessons, version.lessons, strict=False):
        then = plan.day(day, at=at) + part.late
        yield then, partial(_read, person, lesson, version, program, then)
    for day, right in part.way.tries:
        then = plan.day(day, at=at) + part.late
        yield then, partial(_hand_in, person, right, version, program, then)
    if part.way.begun:
        day, answered = part.way.begun
        then = plan.day(day, at=at) + part.late
        yield then, partial(_answer, person, answered, answered, version, program, then)
    for day, which, how in part.way.plays:
        then = plan.day(day, at=at) + part.late
        yield then, partial(_play, person, version.conversations[which], how, version, program, then)


def _read(person: Person, lesson: Lesson, version: CourseVersion, program: Program, at: datetime) -> None:
    actions.complete_lesson(
        person_id=person.id, course_id=version.course_id, lesson=lesson, program_id=program.id, at=at
    )


def _hand_in(person: Person, right: int, version: CourseVersion, program: Program, at: datetime) -> None:
    questions = len(version.quizzes[0].questions)
    attempt = _answer(person, right, questions, version, program, at)
    actions.submit_attempt(attempt=attempt, at=at + (questions + 1) * QUESTION)


def _answer(
    person: Person, right: int, answered: int, version: CourseVersion, program: Program, at: datetime
) -> Attempt:
    """The first so many questions, of them the first so many right."""
    quiz = version.quizzes[0]
    begun = actions.start_attempt(
        person_id=person.id, course_id=version.course_id, quiz=quiz, program_id=program.id, at=at
    )
    for number, question in enumerate(list(quiz.questions)[:answered], start=1):
        actions.save_answer(
            slot=queries.slot_held(person.id, COURSE, quiz.key, begun.id, number),
            chosen=_chosen(question, right=number <= right),
            client_uuid="demonstration",
            client_seq=number,
            at=at + number * QUESTION,
        )
    return queries.attempt(person.id, COURSE, quiz.key, begun.id)


def _play(
    person: Person,
    conversation: Conversation,
    how: str,
    version: CourseVersion,
    program: Program,
    at: datetime,
) -> None:
    begun = actions.start_play(
        person_id=person.id,
        course_id=version.course_id,
        conversation=conversation,
        program_id=program.id,
        at=at,
    )
    play = queries.play(person.id, COURSE, conversation.key, begun.id)
    way = way_through(conversation, POOR if how == BADLY else GOOD)
    for number, said in enumerate(way[:1] if how == BEGUN else way, start=1):
        actions.choose(play=play, after=number - 1, choice=said.choice, at=at + number * QUESTION)
        session.flush()


def _chosen(question: Question, *, right: bool) -> Sequence[int]:
    """Every option that adds to the mark, or one that does not."""
    good = [position for position, weight in enumerate(question.weights) if weight > 0]
    bad = [position for position, weight in enumerate(question.weights) if weight <= 0]
    return good if right else bad[:1]
