"""What is held of people who ask for help or report a problem."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.holdings import Fate, Field, Holding, Rule, declare, deleting, keep_for
from mentortrain.programs.models import Cohort, Program

_SEEN = _l(
    "Help: the staff of your program. A report: only those named for reports, and never whom it is about."
)
_KEPT = _l("%(days)s days from when the conversation was closed.")


def _program(column: object) -> object:
    return select(Program.name).where(Program.id == column).scalar_subquery()


declare(
    Holding(
        model=Concern,
        title=_l("Your questions and reports"),
        why=_l("So that staff can answer you, and know from which page you wrote."),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="concerns.closed",
        of=lambda person_id: Concern.person_id == person_id,
        fields=(
            Field("sort", _l("Help or report"), Concern.sort, plain=True),
            Field("topic", _l("About"), Concern.topic, plain=True),
            Field("program", _l("Program"), _program(Concern.program_id), covers=("program_id",)),
            Field(
                "cohort",
                _l("Group"),
                select(Cohort.name).where(Cohort.id == Concern.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("page", _l("Sent from the page"), Concern.page),
            Field("browser", _l("With the browser"), Concern.browser),
            Field("opened_at", _l("Sent"), Concern.opened_at),
            Field("waits_since", _l("Waits since"), Concern.waits_since),
            Field("closed_at", _l("Closed"), Concern.closed_at),
            Field("escalated_at", _l("Told to the administrators"), Concern.escalated_at),
        ),
        withheld={
            "about_id": _l("Whom you reported is about somebody else; you know it."),
            "assigned_to_id": _l("Who of staff sees to it is about them."),
            "asker_name": _l("Empty: you were signed in."),
            "asker_email": _l("Empty: you were signed in."),
            "salt": _l("It makes a link that opens the conversation."),
        },
        plumbing=("id", "person_id", "turn"),
        fate=Fate.GONE,
        because=_l("Deleted with all that was said: nobody is left to answer."),
    ),
    Holding(
        model=ConcernMessage,
        title=_l("What was said in them"),
        why=_l("It is the conversation."),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="concerns.closed",
        of=lambda person_id: ConcernMessage.concern_id.in_(
            select(Concern.id).where(Concern.person_id == person_id)
        ),
        fields=(
            Field("by_staff", _l("By staff"), ConcernMessage.by_staff),
            Field("text", _l("Text"), ConcernMessage.text),
            Field("at", _l("Written"), ConcernMessage.at),
        ),
        withheld={"author_id": _l("Who of staff answered is about them.")},
        plumbing=("id", "concern_id"),
        fate=Fate.GONE,
        because=_l("It goes with its conversation."),
    ),
    Holding(
        model=ReportHandler,
        title=_l("Programs whose reports you handle"),
        why=_l("So that a report reaches you and nobody else."),
        seen_by=_l("Whoever may name those who handle reports."),
        kept=_l("As long as you are named."),
        of=lambda person_id: ReportHandler.person_id == person_id,
        fields=(
            Field("program", _l("Program"), _program(ReportHandler.program_id), covers=("program_id",)),
            Field("safeguarding", _l("For safeguarding"), ReportHandler.safeguarding),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once: you handle nothing any more."),
    ),
)

keep_for(
    Rule(
        key="concerns.closed",
        what=_l("Conversations with staff and reports, counted from when they were closed."),
        days=365,
        least=30,
        most=3650,
        model=Concern,
        due=lambda before: Concern.closed_at < before,
        act=deleting(Concern),
    )
)
