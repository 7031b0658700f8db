"""A kind of task about sessions that are over, and what sessions come next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, exists, null, select

from mentortrain.agenda.models import Entry
from mentortrain.programs.access import may
from mentortrain.programs.models import Program
from mentortrain.programs.rules import OPEN, Scope
from mentortrain.tasks.kinds import OURS, Case, Coming, Kind, coming_from, register
from mentortrain.web.dates import zone_of_reader
from mentortrain.webinars import queries
from mentortrain.webinars.access import may_mark
from mentortrain.webinars.models import (
    REPORT,
    STAFF,
    WORD,
    Attendance,
    AttendanceEvidence,
    Registration,
    Webinar,
)
from mentortrain.webinars.rules import COMING, is_the_day

ATTENDANCE = "webinars.attendance"


def _unmarked(at: datetime) -> Any:
    """Sessions that are over, with somebody expected, of which nobody has said who was there."""
    return (
        select(
            cast(Webinar.id, String).label("occasion"),
            Webinar.program_id,
            null().label("cohort_id"),
            null().label("person_id"),
            Webinar.id.label("thing_id"),
            Entry.ends_at.label("since"),
        )
        .join(Entry, Entry.id == Webinar.entry_id)
        .join(Program, Program.id == Webinar.program_id)
        .where(
            Program.state == OPEN,
            Webinar.cancelled_at.is_(None),
            Entry.ends_at <= at,
            exists().where(
                Registration.webinar_id == Webinar.id,
                Registration.state.in_(COMING),
                ~exists().where(
                    Attendance.webinar_id == Webinar.id, Attendance.person_id == Registration.person_id
                ),
            ),
            ~exists().where(Attendance.webinar_id == Webinar.id, ~_gave_word(Attendance.person_id)),
            ~exists().where(
                AttendanceEvidence.webinar_id == Webinar.id, AttendanceEvidence.source.in_((REPORT, STAFF))
            ),
        )
    )


def _gave_word(person_id: Any) -> Any:
    """Of whom nobody has said it but they themselves: that tells nothing of the others."""
    return exists().where(
        AttendanceEvidence.webinar_id == Webinar.id,
        AttendanceEvidence.person_id == person_id,
        AttendanceEvidence.source == WORD,
    )


def _titles(ids: Collection[int]) -> Mapping[int, str]:
    return {one.id: one.entry.title for one in queries.with_ids(ids)}


def _why(case: Case) -> str:
    return _(
        "“%(title)s” is over, and nobody has said who was there. People become ready by it.",
        title=case.detail or _("A session"),
    )


def _url(case: Case) -> str:
    return url_for("webinars.attendance", program_id=case.program_id, webinar_id=case.thing_id)


register(
    Kind(
        code=ATTENDANCE,
        title=_l("Who was at the session?"),
        why=_why,
        move=OURS,
        deed=_l("Mark who was there"),
        url=_url,
        find=_unmarked,
        details=_titles,
    )
)


def _sessions_that_come(scopes: Collection[Scope], at: datetime) -> Sequence[Coming]:
    zone = ZoneInfo(zone_of_reader())
    return [
        Coming(
            one.entry.starts_at.astimezone(zone).date(),
            one.entry.title,
            url_for(_page_of(one, at), program_id=one.program_id, webinar_id=one.id),
        )
        for one in queries.next_of(scopes, at=at)
    ]


def _page_of(webinar: Webinar, at: datetime) -> str:
    """On the day who leads it, or could, goes straight to the host's page."""
    today = is_the_day(webinar.entry.starts_at, webinar.entry.ends_at, at=at)
    leads = today and may("attendance.mark", webinar.program_id) and may_mark(webinar)
    return "webinars.host" if leads else "webinars.show"


coming_from.append(_sessions_that_come)
