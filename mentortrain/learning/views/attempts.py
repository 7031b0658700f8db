"""An attempt as the pages of a quiz share it: whose it is, what is asked and given, where it stands."""

from __future__ import annotations

from typing import Any

from flask import url_for

from mentortrain import clock
from mentortrain.errors import NotThere
from mentortrain.learning import gift, queries, rules
from mentortrain.learning.access import OpenCourse, course_for
from mentortrain.learning.models import Answer, Attempt, Question
from mentortrain.web import me

# The limit is that of the column: SQLite's driver raises for a larger number instead of finding nothing.
ATTEMPT = "/<course_key>/quizzes/<quiz_key>/attempts/<int:attempt_id>"


def mine(course_key: str, quiz_key: str, attempt_id: int) -> tuple[OpenCourse, Attempt]:
    """An attempt of the person who asks, in a course that is still theirs; anybody else's is not there."""
    open_course = course_for(me(), course_key)
    return open_course, queries.attempt(me().id, course_key, quiz_key, attempt_id)


def mine_to_read(course_key: str, quiz_key: str, attempt_id: int) -> tuple[OpenCourse, Attempt]:
    """The same for a page that only reads: a copy."""
    open_course = course_for(me(), course_key)
    return open_course, queries.attempt_to_read(me().id, course_key, quiz_key, attempt_id)


def asked_in(attempt: Attempt, slot: int) -> Question:
    """The question of a slot, or NotThere."""
    found = next((each for each in attempt.asked if each.position == slot), None)
    if found is None:
        raise NotThere
    return found


def given_in(attempt: Attempt) -> dict[int, Answer]:
    """The answers that count and in which something is chosen or typed, by slot."""
    return {slot: answer for slot, answer in attempt.counting.items() if answer.is_given}


def goes_on_at(attempt: Attempt) -> int | None:
    """The slot of the first question without an answer, or of what is to be read before it; None if all have one."""
    to_read = {each.position for each in attempt.asked if each.kind == gift.DESCRIPTION}
    slots = attempt.slots
    found = rules.first_unanswered(slots, given_in(attempt).keys() | to_read)
    if found is None:
        return None
    at = slots.index(found)
    while at > 0 and slots[at - 1] in to_read:
        at -= 1
    return slots[at]


def takes_late(attempt: Attempt) -> bool:
    """Whether a device may still bring late answers that could count: then nothing is said to any answer yet."""
    return (
        attempt.ran_out
        and attempt.late_decided_at is None
        and attempt.reviewed_at is None
        and rules.takes_late(attempt.deadline_at, clock.now())
    )


def numbers(attempt: Attempt) -> dict[int, int]:
    """The number of each question among those to answer, by slot, from 1."""
    slots = [each.position for each in attempt.asked if each.kind != gift.DESCRIPTION]
    return {slot: number for number, slot in enumerate(slots, start=1)}


def attempt_url(endpoint: str, attempt: Attempt, course_key: str, **more: Any) -> str:
    """The address of one of its pages."""
    return url_for(
        f"learning.{endpoint}",
        course_key=course_key,
        quiz_key=attempt.quiz_key,
        attempt_id=attempt.id,
        **more,
    )
