"""What a course folder holds once read: values ready to be published, and faults."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple


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


@dataclass(frozen=True)
class Option:
    """One answer to choose; the words of true and false are left to the reader's language."""

    html: str
    weight: Fraction
    feedback: str


@dataclass(frozen=True)
class Question:
    """`kind` is one of gift's: single, multiple, true-false. All texts are clean HTML."""

    key: str
    kind: str
    html: str
    options: tuple[Option, ...]
    general_feedback: str


@dataclass(frozen=True)
class Quiz:
    """Questions in their order; passed with `pass_percent` (1 to 100) or more."""

    key: str
    title: str
    minutes: int
    pass_percent: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Course:
    """A course without faults. `roles` are those it is for: mentor, mentee."""

    key: str
    title: str
    language: str
    summary: str
    roles: tuple[str, ...]
    items: tuple[Lesson | Quiz, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all that people can see or be graded by: a comment in a file changes nothing."""
        shape = {**asdict(self), "items": [[type(item).__name__, asdict(item)] for item in self.items]}
        return hashlib.sha256(json.dumps(shape, sort_keys=True, default=str).encode()).hexdigest()
