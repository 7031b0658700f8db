"""What is held of people who ask for help or report a problem."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from mentortrain.concerns.actions import give_what_was_sent_from
from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.concerns.queries import sent_from
from mentortrain.concerns.rules import HELP
from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    declare,
    declare_texts,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.people.models import Person
from mentortrain.programs.models import Cohort, Program

_SEEN = _l(
    "Help: the staff of your program. A report: only those named for reports, and never whom it is about."
)
_KEPT = _l(
    "%(days)s days from when the conversation was closed. A question that nobody closed goes as long after the last "
    "word; a report stays until it is closed."
)


def _program(column: object) -> object:
    return select(Program.name).where(Program.id == column).scalar_subquery()


def _theirs(person_id: Any) -> ColumnElement[bool]:
    """By the address too: who cannot sign in asks without."""
    address = select(Person.email_key).where(Person.id == person_id).scalar_subquery()
    return or_(Concern.person_id == person_id, sent_from(address))


declare(
    Holding(
        model=Concern,
        title=_l("Your questions and reports"),
        why=_l("So that staff can answer you, and know from which page you wrote."),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="concerns.closed",
        of=_theirs,
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
            Field("name", _l("Name, when not signed in"), Concern.asker_name, plain=True),
            Field("email", _l("Mail address, when not signed in"), Concern.asker_email, plain=True),
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
            "salt": _l("It makes a link that opens the conversation."),
        },
        plumbing=("id", "person_id", "turn"),
        fate=Fate.GONE,
        because=_l(
            "Deleted with all that was said: nobody is left to answer. What somebody else reported about you stays "
            "as they wrote it, as long as reports are kept: whoever was hurt must be able to rely on it."
        ),
    ),
    Holding(
        model=ConcernMessage,
        title=_l("What was said in them"),
        why=_l("It is the conversation."),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="concerns.closed",
        of=lambda person_id: ConcernMessage.concern_id.in_(select(Concern.id).where(_theirs(person_id))),
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


def _over(before: datetime) -> ColumnElement[bool]:
    last_word = (
        select(func.max(ConcernMessage.at)).where(ConcernMessage.concern_id == Concern.id).scalar_subquery()
    )
    left_open = and_(
        Concern.closed_at.is_(None),
        Concern.sort == HELP,
        func.coalesce(last_word, Concern.opened_at) < before,
    )
    return or_(Concern.closed_at < before, left_open)


keep_for(
    Rule(
        key="concerns.closed",
        what=_l(
            "Conversations with staff and reports, counted from when they were closed; questions that nobody closed, "
            "from the last word."
        ),
        days=365,
        least=30,
        most=3650,
        model=Concern,
        due=_over,
        act=deleting(Concern),
    )
)

_NONE_OF_OURS = 0
"""Reports stay as they were written: this is no program's number."""

declare_texts(
    {
        ConcernMessage.text: select(case((Concern.sort == HELP, Concern.program_id), else_=_NONE_OF_OURS))
        .where(Concern.id == ConcernMessage.concern_id)
        .scalar_subquery()
    }
)


def _leave(leaver: Leaver, at: datetime) -> None:
    give_what_was_sent_from(leaver.email, leaver.person_id)  # while the address is still theirs


on_leaving.append(_leave)
