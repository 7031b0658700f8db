"""One session offered at several times: whoever comes chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import aliased, contains_eager

from mentortrain.agenda.models import Entry
from mentortrain.db import session
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import WITHDRAWN, attended


def times_of(choice_id: int | None, *, at: datetime, drafts: bool = False) -> Sequence[Webinar]:
    """The times at which a session is offered and that are still to end, called off ones left out, in order; none
    where it is offered once. `drafts` too, for staff."""
    if choice_id is None:
        return []
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(
            Webinar.choice_id == choice_id,
            Webinar.cancelled_at.is_(None),
            Entry.ends_at > at,
            true() if drafts else Webinar.drafted_at.is_(None),
        )
        .order_by(Entry.starts_at, Webinar.id)
    ).all()


def entries_of_choice(choice_id: int) -> Sequence[int]:
    """The entries of all its times, by number: to hold them all before one is changed."""
    return session.scalars(
        select(Webinar.entry_id).where(Webinar.choice_id == choice_id).order_by(Webinar.entry_id)
    ).all()


def chosen_before(webinar: Webinar, person_id: int, *, at: datetime) -> Registration | None:
    """Where else among its times somebody is expected or waits, as it is now, and it is not over."""
    if webinar.choice_id is None:
        return None
    return session.scalar(
        select(Registration)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Webinar.choice_id == webinar.choice_id,
            Webinar.id != webinar.id,
            Webinar.cancelled_at.is_(None),
            Entry.ends_at > at,
            Registration.person_id == person_id,
            Registration.state != WITHDRAWN,
        )
        .order_by(Registration.webinar_id)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def was_at_another_time(webinar: Webinar, person_id: int) -> bool:
    """Whether somebody was at another of its times for so long that it counts."""
    rows = session.execute(
        select(Attendance.minutes, Entry.starts_at, Entry.ends_at, Webinar.threshold_percent)
        .join(Webinar, Webinar.id == Attendance.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(
            Webinar.choice_id == webinar.choice_id,
            Webinar.id != webinar.id,
            Attendance.person_id == person_id,
        )
    )
    return any(
        attended(minutes, int((ends - starts).total_seconds() // 60), percent)
        for minutes, starts, ends, percent in rows
    )


def rest_of_series(webinar: Webinar) -> Sequence[Webinar]:
    """The sessions of a series that begin after this one and are not called off, in order."""
    if webinar.series_id is None:
        return []
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(
            Webinar.series_id == webinar.series_id,
            Webinar.cancelled_at.is_(None),
            Entry.starts_at > webinar.entry.starts_at,
        )
        .order_by(Entry.starts_at, Webinar.id)
    ).all()


def series_of(webinar: Webinar) -> Sequence[Webinar]:
    """All sessions of its series, called off ones too, in order; none where it stands alone."""
    if webinar.series_id is None:
        return []
    return session.scalars(
        select(Webinar)
        .join(Webinar.entry)
        .options(contains_eager(Webinar.entry))
        .where(Webinar.series_id == webinar.series_id)
        .order_by(Entry.starts_at, Webinar.id)
    ).all()


def chosen_elsewhere(person_id: Any) -> ColumnElement[bool]:
    """The condition that somebody comes, waits, or was to come to another of a session's times."""
    other, theirs = aliased(Webinar), aliased(Registration)
    return exists().where(
        other.choice_id == Webinar.choice_id,
        other.id != Webinar.id,
        other.cancelled_at.is_(None),
        theirs.webinar_id == other.id,
        theirs.person_id == person_id,
        theirs.state != WITHDRAWN,
    )
