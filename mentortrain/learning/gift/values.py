"""What a GIFT file holds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true-false"
FORMATS = ("moodle", "html", "markdown", "plain")


@dataclass(frozen=True)
class Text:
    """What people read, as written: `format` says how to turn it into HTML (one of FORMATS)."""

    text: str = ""
    format: str = "moodle"

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Option:
    """One answer to choose. `weight`: 1 is right, 0 wrong, between them partly right, below 0 takes away."""

    text: Text
    weight: Fraction
    feedback: Text
    line: int


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


@dataclass(frozen=True)
class Fault:
    """What is wrong, and on which line, counted from 1."""

    line: int
    message: str


@dataclass(frozen=True)
class Parsed:
    """What a file holds. A question with a fault is left out."""

    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]


class Wrong(Exception):  # noqa: N818  (it carries findings, it is no accident)
    """Ends the reading of one question; `parse` collects the faults and goes on."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
