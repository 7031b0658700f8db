"""What is held of people's quizzes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, declare, declare_texts
from mentortrain.learning.models import Answer, AnswerSetAside, Attempt, ExtraTime
from mentortrain.learning.privacy.shared import NAMELESS, SEEN, course_key, program_name

declare(
    Holding(
        model=Attempt,
        title=_l("Quizzes you have taken"),
        why=_l("So that your answers are kept while you work, and your result stands."),
        seen_by=SEEN,
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Attempt.person_id == person_id,
        fields=(
            Field("course", _l("Course"), course_key(Attempt.course_id), covers=("course_id",)),
            Field("quiz", _l("Quiz"), Attempt.quiz_key),
            Field("program", _l("In program"), program_name(Attempt.program_id), covers=("program_id",)),
            Field("number", _l("Attempt"), Attempt.number),
            Field("pass_percent", _l("Percent needed"), Attempt.pass_percent),
            Field("grading", _l("Which of several counts"), Attempt.grading),
            Field("questions", _l("Questions asked"), Attempt.drawn),
            Field("deadline_at", _l("Time until"), Attempt.deadline_at),
            Field("state", _l("State"), Attempt.state),
            Field("started_at", _l("Begun"), Attempt.started_at),
            Field("submitted_at", _l("Handed in"), Attempt.submitted_at),
            Field("score_numerator", _l("Points"), Attempt.score_numerator),
            Field("score_denominator", _l("Points of"), Attempt.score_denominator),
            Field("passed", _l("Passed"), Attempt.passed),
            Field("unread", _l("Essays that wait to be read"), Attempt.unread),
            Field("reviewed_at", _l("Looked at what is said to the answers"), Attempt.reviewed_at),
            Field("late_decided_at", _l("Decided about late answers"), Attempt.late_decided_at),
            Field("late_counted", _l("Late answers count"), Attempt.late_counted),
        ),
        plumbing=("id", "person_id", "quiz_id", "seed"),
        withheld={"late_decided_by_id": _l("Who of the staff decided it: that is about them.")},
        fate=Fate.NAMELESS,
        because=NAMELESS,
    ),
    Holding(
        model=Answer,
        title=_l("Your answers"),
        why=_l("So that nothing is lost when the line breaks, and you can look at them afterwards."),
        seen_by=_l(
            "You. Staff of your programs see what came after the time was over, to decide about it, and the essays "
            "that they are asked to mark."
        ),
        kept=_l("As long as your account."),
        of=lambda person_id: Answer.attempt_id.in_(select(Attempt.id).where(Attempt.person_id == person_id)),
        fields=(
            Field(
                "quiz",
                _l("Quiz"),
                select(Attempt.quiz_key).where(Attempt.id == Answer.attempt_id).scalar_subquery(),
                covers=("attempt_id",),
            ),
            Field(
                "attempt",
                _l("Attempt"),
                select(Attempt.number).where(Attempt.id == Answer.attempt_id).scalar_subquery(),
                covers=("attempt_id",),
            ),
            Field("question", _l("Question"), Answer.slot),
            Field("chosen", _l("Chosen options, counted from 0"), Answer.chosen),
            Field("response", _l("What you wrote"), Answer.response),
            Field("saved_at", _l("Saved"), Answer.saved_at),
            Field("given_at", _l("Given, by your device"), Answer.given_at),
            Field("is_late", _l("After the time was over"), Answer.is_late),
            Field("checked_at", _l("Checked"), Answer.checked_at),
            Field("mark", _l("Percent that staff gave"), Answer.mark),
            Field("mark_comment", _l("What staff say to it"), Answer.mark_comment),
            Field("marked_at", _l("Marked"), Answer.marked_at),
        ),
        plumbing=("id", "client_uuid", "client_seq"),
        withheld={"marked_by_id": _l("Who of the staff marked it: that is about them.")},
        fate=Fate.GONE,
        because=_l("Deleted at once; only the score stays, without your name."),
    ),
    Holding(
        model=AnswerSetAside,
        title=_l("Answers that are kept and do not count"),
        why=_l(
            "So that nothing that you answered is lost when it comes too late, or when a newer answer stands."
        ),
        seen_by=_l("You, in this copy. Staff of your programs see them beside your quizzes."),
        kept=_l("As long as your account."),
        of=lambda person_id: AnswerSetAside.attempt_id.in_(
            select(Attempt.id).where(Attempt.person_id == person_id)
        ),
        fields=(
            Field(
                "quiz",
                _l("Quiz"),
                select(Attempt.quiz_key).where(Attempt.id == AnswerSetAside.attempt_id).scalar_subquery(),
                covers=("attempt_id",),
            ),
            Field("question", _l("Question"), AnswerSetAside.slot),
            Field("chosen", _l("Chosen options, counted from 0"), AnswerSetAside.chosen),
            Field("response", _l("What you wrote"), AnswerSetAside.response),
            Field("why", _l("Why it does not count"), AnswerSetAside.why, plain=True),
            Field("given_at", _l("Given, by your device"), AnswerSetAside.given_at),
            Field("came_at", _l("Came"), AnswerSetAside.came_at),
        ),
        plumbing=("id", "client_uuid", "client_seq"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=ExtraTime,
        title=_l("Your extra time in quizzes"),
        why=_l("So that a time limit is fair to you."),
        seen_by=_l("You and the staff of the program."),
        kept=_l("As long as your account, or until staff take it back."),
        of=lambda person_id: ExtraTime.person_id == person_id,
        fields=(
            Field("program", _l("In program"), program_name(ExtraTime.program_id), covers=("program_id",)),
            Field("percent", _l("Percent more"), ExtraTime.percent),
            Field("minutes", _l("Minutes more"), ExtraTime.minutes),
            Field("reason", _l("Reason"), ExtraTime.reason),
            Field("set_at", _l("Since"), ExtraTime.set_at),
        ),
        plumbing=("id", "person_id"),
        withheld={"set_by_id": _l("Who of the staff gave it: that is about them.")},
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)

declare_texts(
    {
        Answer.mark_comment: select(Attempt.program_id)
        .where(Attempt.id == Answer.attempt_id)
        .scalar_subquery(),
        ExtraTime.reason: ExtraTime.program_id,
    }
)
