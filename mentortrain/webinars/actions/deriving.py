"""From what is known of somebody's coming and going to the minutes that count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries
from mentortrain.webinars.models import JOIN, REPORT, STAFF, WORD, Attendance, AttendanceEvidence, Webinar
from mentortrain.webinars.rules import minutes_needed
from mentortrain.webinars.stays import Stay, minutes_there

Change = list[int | None]
"""[person id, minutes before, minutes now]; None: not there."""


def adopt_marks(webinar: Webinar, person_ids: Collection[int]) -> None:
    """Minutes of which nothing says whence they come were marked by staff, before evidence was kept: they stay that."""
    known = queries.evidence_of(webinar.id, person_ids)
    attendance = queries.attendance_of(webinar.id, Scope.whole(webinar.program_id))
    for person_id, one in attendance.items():
        says = any(row.source != JOIN for row in known.get(person_id, ()))  # a press alone gives no minutes
        if person_id in person_ids and not says:
            session.add(mark_row(webinar.id, person_id, one.minutes, "", one.marked_by_id, one.marked_at))
    session.flush()


def mark_row(
    webinar_id: int, person_id: int, minutes: int, reason: str, by_id: int | None, at: datetime
) -> AttendanceEvidence:
    """A mark by staff; 0 minutes: they were not there, whatever a report says."""
    return AttendanceEvidence(
        webinar_id=webinar_id,
        person_id=person_id,
        source=STAFF,
        seconds=minutes * 60,
        reason=reason,
        noted_by_id=by_id,
        noted_at=at,
    )


def derive(webinar: Webinar, person_ids: Collection[int], *, by: Person | None, at: datetime) -> list[Change]:
    """Let the minutes of these people be what the evidence says; what changed. Hold the session's entry first."""
    session.flush()
    known = queries.evidence_of(webinar.id, person_ids)
    attendance = queries.attendance_of(webinar.id, Scope.whole(webinar.program_id))
    changed: list[Change] = []
    for person_id in sorted(person_ids):
        minutes = minutes_of(known.get(person_id, ()), webinar)
        found = attendance.get(person_id)
        before = found.minutes if found else None
        if minutes == before:
            continue
        changed.append([person_id, before, minutes])
        if found is not None and minutes is None:
            session.delete(found)
            continue
        if found is None:
            found = Attendance(webinar_id=webinar.id, person_id=person_id)
            session.add(found)
        found.minutes, found.marked_by_id, found.marked_at = minutes or 0, by.id if by else None, at
    session.flush()
    return changed


def minutes_of(found: Sequence[AttendanceEvidence], webinar: Webinar) -> int | None:
    """Minutes that evidence comes to: the mark by staff where there is one, else what the rest of it says.

    Who made the session up has all of it, however long they were there, unless staff have marked them since.
    """
    mark = queries.mark_of(found)
    if mark is not None and (queries.made_up_in(found) is None or is_outweighed(found)):
        return min((mark.seconds or 0) // 60, webinar.entry.minutes) or None
    return minutes_unmarked(found, webinar) or None


def is_outweighed(found: Sequence[AttendanceEvidence]) -> bool:
    """Whether staff have marked somebody after they made the session up."""
    mark, made_up = queries.mark_of(found), queries.made_up_in(found)
    if mark is None or made_up is None:
        return False
    return (mark.noted_at, mark.id) > (made_up.noted_at, made_up.id)


def minutes_unmarked(found: Sequence[AttendanceEvidence], webinar: Webinar) -> int:
    """Minutes that evidence comes to without the mark by staff."""
    return webinar.entry.minutes if queries.made_up_in(found) else minutes_heard(found, webinar)


def minutes_heard(found: Sequence[AttendanceEvidence], webinar: Webinar) -> int:
    """Minutes that evidence comes to without the mark by staff: the union of all stays that reports tell.

    Where no report tells of somebody, who gave the word that the host said was there for as long as it takes to count.
    """
    entry = webinar.entry
    stays = [Stay(one.starts_at, one.ends_at, one.seconds) for one in found if one.source == REPORT]
    if stays:
        return minutes_there(stays, entry.starts_at, entry.ends_at)
    if any(one.source == WORD for one in found):
        return minutes_needed(entry.minutes, webinar.threshold_percent)
    return 0
