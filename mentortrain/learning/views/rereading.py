"""After a second attempt that was not passed: the lessons to read again, and when a person can be asked live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.learning import events, queries, rules
from mentortrain.learning.models import Attempt
from mentortrain.learning.views.answers import RIGHT, UNREAD, UNSCORED, reviewed


@dataclass(frozen=True)
class Help:
    """What helps before the next try."""

    lessons: tuple[tuple[str, str], ...]
    """(key, title) of each."""
    hours: Sequence[events.LiveHour]


def help_before_trying_again(
    version: queries.CourseOutline, attempts: Sequence[Attempt], last: Attempt | None = None, *, at: datetime
) -> Help | None:
    """None before the second failed attempt and after one that was passed; `last` as for the lessons."""
    lessons = lessons_again(version, attempts, last)
    return Help(lessons, events.live_hours(attempts[0].person_id, at)) if lessons else None


def lessons_again(
    version: queries.CourseOutline, attempts: Sequence[Attempt], last: Attempt | None = None
) -> tuple[tuple[str, str], ...]:
    """(key, title) of lessons that stand before the quiz in the course; nothing before the second failed attempt.

    `last` is the attempt whose answers say which help most, if it is loaded already.
    """
    failed = [each for each in attempts if each.passed is False]
    if len(failed) < rules.AFTER_FAILED or any(each.passed for each in attempts):
        return ()
    last = last or queries.attempt(failed[0].person_id, version.key, failed[0].quiz_key, failed[0].id)
    place = next((quiz.position for quiz in version.quizzes if quiz.key == last.quiz_key), 0)
    before = [each for each in version.lessons if each.position < place] or list(version.lessons)
    missed = [
        rules.Missed(question.key, question.category)
        for question in last.asked
        if reviewed(question, last.counting.get(question.position)).mark not in (RIGHT, UNREAD, UNSCORED)
    ]
    return rules.to_read_again([(each.key, each.title) for each in before], missed)
