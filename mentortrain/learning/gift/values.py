"""What a GIFT file holds, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true-false"
SHORT, NUMERICAL, MATCHING = "short-answer", "numerical", "matching"
ESSAY, DESCRIPTION = "essay", "description"
FORMATS = ("moodle", "html", "markdown", "plain")
BLANK = "_____"  # stands where the answers stood, in the middle of a sentence


@dataclass(frozen=True)
class Text:
    """What people read, as written: `format` says how to turn it into HTML (one of FORMATS)."""

    text: str = ""
    format: str = "moodle"

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Option:
    """One answer. `weight`: 1 is right, 0 wrong, between them partly right, below 0 takes away.

    `text` is what is chosen; of a short answer the pattern, in which * stands for anything; of a numerical one
    the number in decimal figures, or * for every other; of matching what something is to be found for, empty
    if `answer` belongs to nothing.
    """

    text: Text
    weight: Fraction
    feedback: Text
    line: int
    answer: str = ""
    """Of matching: what belongs to `text`."""
    tolerance: str = ""
    """Of a number: how far off is still right, in decimal figures; empty for *."""


@dataclass(frozen=True)
class Question:
    """A question. `key` is its `[id:...]`, else made from the title, else from a hash of the text."""

    key: str
    kind: str
    title: str
    text: Text
    options: tuple[Option, ...]  # of true/false: true first, then false, without words
    general_feedback: Text
    line: int
    tags: tuple[str, ...] = ()
    category: str = ""
    """What the last `$CATEGORY:` before it says."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, on which line, counted from 1, and in which question: its title, else how it begins."""

    line: int
    message: str
    question: str = ""

    @property
    def in_words(self) -> str:
        """The message with the question's name."""
        return f'{self.message} (question "{self.question}")' if self.question else self.message


@dataclass(frozen=True)
class Parsed:
    """What a file holds. A question with a fault is left out."""

    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]


class Wrong(Exception):  # noqa: N818  (it carries a finding, it is no accident)
    """Ends the reading of one question; `parse` collects the faults and goes on."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def named(self, question: str) -> Fault:
        """Its fault, with the name of the question."""
        return replace(self.fault, question=question)
