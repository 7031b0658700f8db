"""What a course folder holds once read: values ready to be published, and faults."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from mentortrain.learning.rules import LESSON, NO_MEDIA, QUIZ, Media, Module, Step
from mentortrain.learning.rules.settings import USUAL, QuizSettings


class Fault(NamedTuple):
    """What is wrong in which file, on which line (from 1)."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Lesson:
    """A page to read. `html` is clean; `size` is its weight in bytes."""

    key: str
    title: str
    minutes: int
    objective: str
    html: str
    size: int
    optional: bool = False  # does not count
    check: str = ""
    """Key of the quiz that completes it; reading does where there is none."""
    reflection: str = ""
    """Private or handed in where it asks for a text; its words are the prompt."""
    media: Media = NO_MEDIA


@dataclass(frozen=True)
class Option:
    """One answer; the words of true and false are left to the reader's language.

    Of what is typed, `answer` is the pattern or the number and `html` is empty. Of matching, `answer` belongs to
    `html`, which is empty if it belongs to nothing.
    """

    html: str
    weight: Fraction
    feedback: str
    answer: str = ""
    tolerance: str = ""


@dataclass(frozen=True)
class Question:
    """`kind` is one of gift's. All texts are clean HTML, but for what is typed or found to belong."""

    key: str
    kind: str
    html: str
    options: tuple[Option, ...]
    general_feedback: str
    category: str = ""  # that $CATEGORY named above it


@dataclass(frozen=True)
class Quiz:
    """Questions in their order; passed with `pass_percent` (1 to 100) or more."""

    key: str
    title: str
    minutes: int
    pass_percent: int
    questions: tuple[Question, ...]
    optional: bool = False  # does not count
    settings: QuizSettings = USUAL


@dataclass(frozen=True)
class Choice:
    """What a learner may say or do, as clean HTML, and the name of the passage that it leads to."""

    html: str
    to: str


@dataclass(frozen=True)
class Passage:
    """One turn of a conversation. `mark` says how the choice was that led here: good, poor or "" (not judged)."""

    name: str
    mark: str
    is_debrief: bool
    html: str
    better: str  # what would have been better than that choice; "" if nothing is said
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Conversation:
    """Practice: passed at a debrief, with `pass_good` percent (1 to 100) of the judged choices good."""

    key: str
    title: str
    minutes: int
    partner: str  # who speaks; "" if nobody is named
    pass_good: int
    start: str
    passages: tuple[Passage, ...]
    optional: bool = False  # does not count


Item = Lesson | Quiz | Conversation


@dataclass(frozen=True)
class Course:
    """A course without faults. `roles` are those it is for: mentor, mentee, staff."""

    key: str
    title: str
    language: str
    summary: str
    roles: tuple[str, ...]
    items: tuple[Item, ...]
    prerequisites: tuple[str, ...] = ()
    """Keys of the courses to be done before this one opens."""
    certificate: bool = False
    """Whether who completes it gets one."""
    validity_months: int | None = None
    """For how long its completion holds; None: for good."""
    modules: tuple[Module, ...] = ()
    """None for a course that is one part."""
    folder: Path | None = field(default=None, compare=False)
    """Where it was read from, and its files lie."""
    translations: tuple[Course, ...] = ()
    """The same in other languages, by the same keys; each is published as a version of its own."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """As progress knows them."""
        return tuple(
            Step(
                LESSON if isinstance(item, Lesson) else QUIZ,
                item.key,
                item.title,
                item.minutes,
                item.optional,
            )
            for item in self.items
        )

    @property
    def digest(self) -> str:
        """SHA-256 of all that people can see or be graded by: a comment in a file changes nothing."""
        items = [[type(item).__name__, _said(item)] for item in self.items]
        shape = {**_said(replace(self, folder=None, translations=())), "items": items}
        return hashlib.sha256(json.dumps(shape, sort_keys=True, default=str).encode()).hexdigest()


def _said(value: Any) -> Any:
    """A value as plain data, without what is left at its default.

    So a field that a later version of this software adds makes no new version of a course that does not use it.
    """
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((each, getattr(value, each.name)) for each in fields(value))
        return {
            each.name: _said(one) for each, one in pairs if each.default is MISSING or one != each.default
        }
    if isinstance(value, tuple | list):
        return [_said(one) for one in value]
    return value
