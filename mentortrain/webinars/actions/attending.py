"""Saying who was there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.events import record_training
from mentortrain.programs.rules import Scope
from mentortrain.tasks.actions import settle
from mentortrain.webinars import queries
from mentortrain.webinars.actions.deriving import derive, mark_row, minutes_unmarked
from mentortrain.webinars.actions.holding import held, record_deed, refuse_closed
from mentortrain.webinars.actions.telling import tell_partly
from mentortrain.webinars.models import AttendanceEvidence, Webinar


def mark_attendance(
    webinar: Webinar,
    minutes_by_person: Mapping[int, int | None],
    *,
    lifted: Collection[int] = (),
    reason: str = "",
    scope: Scope,
    by: Person,
    at: datetime,
) -> int:
    """Say for how many minutes people were there, None for those who were not; how many marks changed.

    A mark outweighs what reports say and that somebody made it up, and needs a `reason` where it says otherwise. Of
    whom is in `lifted` it goes, and these count again. Who is not in the program now, or not within what `by` is shown
    of it, is left out. Who was there for a part of it is told by mail.
    RuleBroken `webinar.cancelled`, `webinar.not_begun`, `attendance.reason`, `attendance.minutes` if somebody is
    given less than one minute or more than the session had.
    """
    entry = held(webinar)
    refuse_closed(webinar)
    if at < entry.starts_at:
        raise RuleBroken("webinar.not_begun")
    if any(
        minutes is not None and not 1 <= minutes <= entry.minutes for minutes in minutes_by_person.values()
    ):
        raise RuleBroken("attendance.minutes", length=entry.minutes)
    here = {part.person_id for part in programs.participants(scope)}
    marks = {one: minutes for one, minutes in minutes_by_person.items() if one in here and one not in lifted}
    touched = here & (set(marks) | set(lifted))
    known = queries.evidence_of(webinar.id, touched)
    if not reason and any(_says_otherwise(known.get(one, ()), marks[one], webinar) for one in marks):
        raise RuleBroken("attendance.reason")
    for person_id in touched:
        found = known.get(person_id, ())
        _lift(found)
        if person_id not in lifted and (minutes := marks[person_id] or 0) != minutes_unmarked(found, webinar):
            session.add(mark_row(webinar.id, person_id, minutes, reason, by.id, at))
    changed = derive(webinar, touched, by=by, at=at)
    people = [one for one, _before, _after in changed if one is not None]
    if changed:
        details = {"marks": changed, **({"reason": reason} if reason else {})}
        record_deed("attendance.marked", webinar, details, people=people, by=by.id, at=at)
    record_training(people, at)
    tell_partly(webinar, changed, at=at)
    if changed:
        settle("webinars.attendance", thing_id=webinar.id, at=at)
    return len(changed)


def _says_otherwise(found: Sequence[AttendanceEvidence], minutes: int | None, webinar: Webinar) -> bool:
    known = minutes_unmarked(found, webinar)
    return known > 0 and known != (minutes or 0)


def _lift(found: Sequence[AttendanceEvidence]) -> None:
    mark = queries.mark_of(found)
    if mark is not None:
        session.delete(mark)
        session.flush()  # before another one takes its place
