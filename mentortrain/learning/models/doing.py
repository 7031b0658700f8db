"""What people did with courses."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.learning.models.courses import Question, Quiz
from mentortrain.learning.rules import BEST, is_late

OPEN, SUBMITTED = "open", "submitted"


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
    read_again_at: Mapped[datetime | None]
    """When they said so once more: it renews a certificate of a course without quizzes."""
    again_in: Mapped[int | None]
    """The id of the version in which they took it again, because staff asked for that. Its minutes count once."""
    again_at: Mapped[datetime | None]


class Attempt(Base):
    """One go at a quiz. What decides it (version, order, pass mark) is frozen when it starts."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "quiz_key", "number"),
        Index(
            "ix_attempt_deadline_while_open",
            "deadline_at",
            sqlite_where=text("state = 'open' AND deadline_at IS NOT NULL"),
            postgresql_where=text("state = 'open' AND deadline_at IS NOT NULL"),
        ),
        Index(
            "uq_attempt_while_open",
            "person_id",
            "course_id",
            "quiz_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_attempt_program_id_while_unread",
            "program_id",
            sqlite_where=text("unread > 0"),
            postgresql_where=text("unread > 0"),
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
    drawn: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Numbers of the questions that are asked, in their order; None: all, in the author's."""
    grading: Mapped[str] = mapped_column(String(8), server_default=BEST)
    """Which percent several attempts are worth, as it was said when this one began."""
    deadline_at: Mapped[datetime | None]
    """With the person's extra time; what is saved later is kept as late."""
    state: Mapped[str] = mapped_column(String(16), default=OPEN)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    score_numerator: Mapped[int | None] = mapped_column(BigInteger)
    score_denominator: Mapped[int | None] = mapped_column(BigInteger)
    """The score is a fraction of two whole numbers: a third stays a third."""
    passed: Mapped[bool | None]
    """None while it is open, and while it hangs on essays that staff have not read."""
    unread: Mapped[int] = mapped_column(default=0, server_default="0")
    """So many essays of it wait for staff to read and mark them."""
    reviewed_at: Mapped[datetime | None]
    """The time had run out, and its person opened what is said to the answers, or began another try: what comes
    later does not count."""
    late_decided_at: Mapped[datetime | None]
    late_decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    late_counted: Mapped[bool | None]
    """What staff decided about answers that came late; None: nothing yet."""

    quiz: Mapped[Quiz] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="attempt", order_by="Answer.slot")

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.state == OPEN

    @property
    def language(self) -> str:
        """In which it was begun, and is finished."""
        return self.quiz.version.language

    @property
    def is_being_read(self) -> bool:
        """Handed in, and whether it is passed hangs on what staff say to its essays."""
        return self.state == SUBMITTED and self.passed is None

    @property
    def score(self) -> Fraction:
        """0 to 1; 0 while it is open. What nobody has read yet counts as nothing in it."""
        return Fraction(self.score_numerator or 0, self.score_denominator or 1)

    @property
    def asked(self) -> list[Question]:
        """The questions of this attempt in its order. A question's `position` is the slot of its answer."""
        if self.drawn is None:
            return list(self.quiz.questions)
        by_slot = {question.position: question for question in self.quiz.questions}
        return [by_slot[slot] for slot in self.drawn]

    @property
    def scored(self) -> list[Question]:
        """Those of them that count."""
        return [question for question in self.asked if question.is_scored]

    @property
    def slots(self) -> list[int]:
        """The same as their slots."""
        return [question.position for question in self.asked]

    @property
    def ran_out(self) -> bool:
        """Handed in, by the site or by its person, when the time was over."""
        return self.submitted_at is not None and is_late(self.deadline_at, self.submitted_at)

    @property
    def counting(self) -> dict[int, Answer]:
        """By slot: the answers that are graded. What came late is only once staff have said so."""
        return self.in_time | self.late if self.late_counted else self.in_time

    @property
    def in_time(self) -> dict[int, Answer]:
        """By slot: the answers that came before the deadline."""
        return {answer.slot: answer for answer in self.answers if not answer.is_late}

    @property
    def late(self) -> dict[int, Answer]:
        """By slot: the answers that came after the deadline."""
        return {answer.slot: answer for answer in self.answers if answer.is_late}


class ExtraTime(Base):
    """More time for somebody in the quizzes of one program that have a limit, because staff said so."""

    __tablename__ = "extra_time"
    __table_args__ = (UniqueConstraint("program_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    percent: Mapped[int]
    minutes: Mapped[int]
    """Beside the percent."""
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    set_at: Mapped[datetime]


class Answer(Base):
    """What somebody chose in one slot of an attempt, as the server last saved it."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "slot", "is_late"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int]
    chosen: Mapped[list[int]] = mapped_column(JSON)
    """Positions of options in the author's order; of matching, one for each thing in turn, -1 for none."""
    response: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What was typed."""
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Saved after the deadline: kept beside what was in time, and counts once staff say so."""
    checked_at: Mapped[datetime | None]
    """When it was judged at once (immediate feedback); it stays as it is from then on."""
    mark: Mapped[int | None]
    """Percent that staff gave to an essay; None: nobody has read it, or nobody is asked to."""
    mark_comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What they say to it."""
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    marked_at: Mapped[datetime | None]
    client_uuid: Mapped[str] = mapped_column(String(36))
    client_seq: Mapped[int] = mapped_column(BigInteger)
    """An open page counts its savings: of one page only a later one replaces an earlier one."""
    saved_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    """When it was chosen or typed, as its device says: of two devices the newer one stands. None: when saved."""

    attempt: Mapped[Attempt] = relationship(back_populates="answers")

    @property
    def is_given(self) -> bool:
        """Whether anything is chosen or typed."""
        return bool(self.response) or any(place >= 0 for place in self.chosen)


class AnswerSetAside(Base):
    """An answer that came and does not stand: nothing is lost. Of each page the last one for a slot."""

    __tablename__ = "answer_set_aside"
    __table_args__ = (UniqueConstraint("attempt_id", "slot", "client_uuid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot: Mapped[int]
    chosen: Mapped[list[int]] = mapped_column(JSON)
    response: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(16))
    """after-review, or older: a newer one stands."""
    client_uuid: Mapped[str] = mapped_column(String(36))
    client_seq: Mapped[int] = mapped_column(BigInteger)
    given_at: Mapped[datetime]
    came_at: Mapped[datetime]
