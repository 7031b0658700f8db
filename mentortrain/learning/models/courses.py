"""Courses as they were published: nothing of a version is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.learning.rules import (
    CONVERSATION,
    LESSON,
    QUIZ,
    QuizSettings,
    Step,
    grade_answer,
)


class Course(Base):
    """A course by its key, whatever its language and version. Shipped, or owned by one program."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"), index=True)


class CourseVersion(Base):
    """A course as it was published at one moment. The highest number is in force.

    In another language than the first the numbers count down from -1, over all such languages: of each of them
    the lowest is in force. So whoever asks for the highest number has the first language, which decides what the
    course asks of people; also a process of before there were several.
    """

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
    prerequisites: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Keys of courses to be done first."""
    certificate: Mapped[bool] = mapped_column(default=False, server_default=false())
    validity_months: Mapped[int | None]
    """For how long a completion holds; None: for good."""
    modules: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    """[{"title": ..., "first": 1, "last": 4}]: which positions belong to which part; none in a short course."""
    published_at: Mapped[datetime]

    course: Mapped[Course] = relationship()
    lessons: Mapped[list[Lesson]] = relationship(back_populates="version", order_by="Lesson.position")
    quizzes: Mapped[list[Quiz]] = relationship(back_populates="version", order_by="Quiz.position")
    conversations: Mapped[list[Conversation]] = relationship(
        back_populates="version", order_by="Conversation.position"
    )


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
    optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    check: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """Key of the quiz that completes it; empty where reading does."""
    reflection: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """What becomes of the text it asks for: private, handed in; empty where it asks for none."""
    media: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """{"video": {"minutes", "url", "size", "file"}, "attachments": [{"title", "name", "digest", "size", "type"}]}"""
    transcript: Mapped[str] = mapped_column(Text, deferred=True, default="", server_default="")
    """Of the video, as clean HTML."""
    words: Mapped[str] = mapped_column(Text, deferred=True, default="", server_default="")
    """Title, objective and text as a search compares them."""

    version: Mapped[CourseVersion] = relationship(back_populates="lessons")

    @property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(LESSON, self.key, self.title, self.minutes, self.optional)


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
    optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    stored_settings: Mapped[dict[str, Any]] = mapped_column("settings", JSON, server_default="{}")
    """What of `settings` is other than usual."""

    version: Mapped[CourseVersion] = relationship(back_populates="quizzes")
    questions: Mapped[list[Question]] = relationship(back_populates="quiz", order_by="Question.position")

    @property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(QUIZ, self.key, self.title, self.minutes, self.optional)

    @property
    def settings(self) -> QuizSettings:
        """How it is taken."""
        return QuizSettings.of(self.stored_settings)


class Conversation(Base):
    """Practice: passages with choices. `pass_good` percent (1 to 100) of the judged ones must be good."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    partner: Mapped[str] = mapped_column(Text)
    pass_good: Mapped[int]
    optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    start: Mapped[str] = mapped_column(Text)
    passages: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    """[{"name": ..., "mark": "good", "is_debrief": false, "html": ..., "better": ..., "choices":
    [{"html": ..., "to": name}]}] in the author's order."""

    version: Mapped[CourseVersion] = relationship(back_populates="conversations")

    @property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(CONVERSATION, self.key, self.title, self.minutes, self.optional)

    def passage(self, name: str) -> dict[str, Any]:
        """One passage; published ones lead only to passages that are there."""
        return next(each for each in self.passages if each["name"] == name)


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
    category: Mapped[str] = mapped_column(Text, server_default="")
    """A quiz may draw some questions of each category; empty: of none."""
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"html": ..., "weight": "1/3", "feedback": ...}] in the author's order.

    Of what is typed or paired also "answer" and "tolerance"; what belongs to nothing has no "html" and comes last.
    """

    quiz: Mapped[Quiz] = relationship(back_populates="questions")

    @property
    def weights(self) -> list[Fraction]:
        """What each option is worth, exactly."""
        return [Fraction(option["weight"]) for option in self.options]

    @property
    def is_scored(self) -> bool:
        """Whether it counts: a description does not, and an essay where its quiz says so."""
        return self.quiz.settings.counts(self.kind)

    def grade(self, chosen: Sequence[int], response: str) -> Fraction | None:
        """What an answer is worth, 0 to 1; None if no machine can say so, or it is not scored."""
        return grade_answer(self.kind, self.options, chosen, response)
