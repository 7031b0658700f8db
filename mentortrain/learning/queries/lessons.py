"""The texts of lessons: one to read, those of a part to print, and those in which words are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.learning.models import Lesson
from mentortrain.learning.queries import courses
from mentortrain.learning.queries.attempts_to_read import forget_quizzes
from mentortrain.learning.queries.courses import CourseOutline
from mentortrain.learning.queries.heads import LessonHead
from mentortrain.learning.queries.questions import forget_questions
from mentortrain.learning.rules import MOST_FOUND, Section, with_sections, words_in

MOST_TEXTS = 200
"""Of some ten kilobytes each: what a process keeps beside the outlines."""


class Text(NamedTuple):
    """What is read in a lesson, as clean HTML: its text, and the transcript of its video (empty without one)."""

    html: str
    sections: tuple[Section, ...]
    transcript: str


def lesson_text(version: CourseOutline, lesson: LessonHead) -> Text:
    """The text of a lesson. What is published never changes: each process reads it once."""
    return _text(lesson.id, version.digest)


@lru_cache(MOST_TEXTS)
def _text(lesson_id: int, digest: str) -> Text:
    return texts_of([lesson_id])[lesson_id]


def texts_of(lesson_ids: Collection[int]) -> dict[int, Text]:
    """The texts of several lessons by id, in one statement."""
    rows = session.execute(select(Lesson.id, Lesson.html, Lesson.transcript).where(Lesson.id.in_(lesson_ids)))
    return {row.id: Text(*with_sections(row.html), row.transcript) for row in rows}


class Found(NamedTuple):
    """A lesson in which all words stand, and its text without tags."""

    course: CourseOutline
    lesson: LessonHead
    text: str


def lessons_with(words: Collection[str], among: Sequence[CourseOutline]) -> list[Found]:
    """The lessons of these courses that hold every word, in their order; at most `MOST_FOUND`. Two statements."""
    if not words or not among:
        return []
    fitting = set(
        session.scalars(
            select(Lesson.id).where(
                Lesson.version_id.in_([course.id for course in among]),
                *(Lesson.words.contains(word, autoescape=True) for word in words),
            )
        )
    )
    chosen = [(course, one) for course in among for one in course.lessons if one.id in fitting][:MOST_FOUND]
    texts = texts_of([one.id for _, one in chosen])
    return [
        Found(course, one, words_in(f"{texts[one.id].html} {texts[one.id].transcript}"))
        for course, one in chosen
    ]


def forget_courses() -> None:
    """Read every course anew: for who changes the rows of a published one, as only tests do."""
    courses.forget_outlines()
    forget_questions()
    forget_quizzes()
    _text.cache_clear()
