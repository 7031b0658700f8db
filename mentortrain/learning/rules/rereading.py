"""Which lessons help after a quiz that was not passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AFTER_FAILED = 2
"""So many attempts that were not passed, and the lessons to read again are named."""


@dataclass(frozen=True)
class Missed:
    """A question that was not wholly right."""

    key: str
    category: str


def to_read_again(
    lessons: Sequence[tuple[str, str]], missed: Sequence[Missed]
) -> tuple[tuple[str, str], ...]:
    """Of these lessons (key, title) those that the missed questions name; all of them if none does.

    A question names a lesson by its id, `roles-third-chair` the lesson `roles`, or by its category, which is the
    lesson's key or title.
    """
    named = tuple(
        (key, title)
        for key, title in lessons
        if any(
            one.key.startswith(f"{key}-") or one.category.casefold() in (key, title.casefold())
            for one in missed
        )
    )
    return named or tuple(lessons)
