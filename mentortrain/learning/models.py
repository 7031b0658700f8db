"""Courses as published, and what people did with them.

What people did hangs on keys, not on rows of one version: a new version of a course keeps their progress.
Only an attempt stays with the version of its quiz, so that nobody's questions change under their hands.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.learning.rules import LESSON, QUIZ, Step

OPEN, SUBMITTED = "open", "submitted"


class Course(Base):
    """A course by its key, whatever its language and version. Shipped, or owned by one program."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)


class CourseVersion(Base):
    """A course as it was published at one moment. The highest number is in force."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))
    roles: Mapped[list[str]] = mapped_column(JSON)
    published_at: Mapped[datetime]

    course: Mapped[Course] = relationship()
    lessons: Mapped[list[Lesson]] = relationship(back_populates="version", order_by="Lesson.position")
    quizzes: Mapped[list[Quiz]] = relationship(back_populates="version", order_by="Quiz.position")


class Lesson(Base):
    """A page to read, as clean HTML. `size` is its weight in bytes, `position` its place among all items."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    objective: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, deferred=True)
    size: Mapped[int]

    version: Mapped[CourseVersion] = relationship(back_populates="lessons")

    @property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(LESSON, self.key, self.title, self.minutes)


class Quiz(Base):
    """Questions, and the percent (1 to 100) that passes."""

    __tablename__ = "quiz"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    pass_percent: Mapped[int]

    version: Mapped[CourseVersion] = relationship(back_populates="quizzes")
    questions: Mapped[list[Question]] = relationship(back_populates="quiz", order_by="Question.position")

    @property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(QUIZ, self.key, self.title, self.minutes)


class Question(Base):
    """One question. `position` counts from 1 and is the slot of its answer in an attempt."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("quiz_id", "key"), UniqueConstraint("quiz_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    html: Mapped[str] = mapped_column(Text)
    general_feedback: Mapped[str] = mapped_column(Text)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"html": ..., "weight": "1/3", "feedback": ...}] in the author's order."""

    quiz: Mapped[Quiz] = relationship(back_populates="questions")

    @property
    def weights(self) -> list[Fraction]:
        """What each option is worth, exactly."""
        return [Fraction(option["weight"]) for option in self.options]


class LessonCompletion(Base):
    """Somebody said of a lesson: done. Once, whatever the version."""

    __tablename__ = "lesson_completion"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "lesson_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(100))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="SET NULL"))
    """The program in which it arose; the fact belongs to the person."""
    completed_at: Mapped[datetime]


class Attempt(Base):
    """One go at a quiz. What decides it (version, order, pass mark) is frozen when it starts."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "quiz_key", "number"),
        Index(
            "uq_attempt_while_open",
            "person_id",
            "course_id",
            "quiz_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(f"state IN ('{OPEN}', '{SUBMITTED}')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    quiz_key: Mapped[str] = mapped_column(String(100))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="SET NULL"))
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    pass_percent: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    score_numerator: Mapped[int | None] = mapped_column(BigInteger)
    score_denominator: Mapped[int | None] = mapped_column(BigInteger)
    """The score is a fraction of two whole numbers: a third stays a third."""
    passed: Mapped[bool | None]

    quiz: Mapped[Quiz] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="attempt", order_by="Answer.slot")

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.state == OPEN

    @property
    def score(self) -> Fraction:
        """0 to 1; 0 while it is open."""
        return Fraction(self.score_numerator or 0, self.score_denominator or 1)


class Answer(Base):
    """What somebody chose in one slot of an attempt, as the server last saved it."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int]
    chosen: Mapped[list[int]] = mapped_column(JSON)
    """Positions of options in the author's order."""
    client_uuid: Mapped[str] = mapped_column(String(36))
    client_seq: Mapped[int] = mapped_column(BigInteger)
    """An open page counts its savings: of one page only a later one replaces an earlier one."""
    saved_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship(back_populates="answers")
