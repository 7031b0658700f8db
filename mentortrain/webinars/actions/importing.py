"""Reports of attendance: kept to be looked over, imported in one go, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Leaver
from mentortrain.people.models import Person
from mentortrain.programs.events import record_training
from mentortrain.programs.rules import Scope
from mentortrain.tasks.actions import settle
from mentortrain.webinars import queries
from mentortrain.webinars.actions.deriving import adopt_marks, derive
from mentortrain.webinars.actions.holding import held, record_deed, refuse_closed
from mentortrain.webinars.actions.telling import tell_partly
from mentortrain.webinars.models import (
    REPORT,
    AttendanceAlias,
    AttendanceEvidence,
    AttendanceReport,
    Webinar,
)
from mentortrain.webinars.reports import Attendee, Meeting, Report, dumped, key_of, loaded, match, rezoned
from mentortrain.webinars.reports.matching import BY_ADDRESS

MOST_FAULTS = 500
"""Lines that are kept to be shown; of the rest only how many there are."""


@dataclass(frozen=True)
class Decision:
    """Who staff say somebody in a report is; None: nobody of the program."""

    person_id: int | None


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    people: int  # for whom something is known now that was not before
    changed: int  # whose minutes are others
    marked: int  # whose mark by staff stands, whatever the report says
    left: int  # in the report, of whom nobody has said who they are


def note_report(
    webinar: Webinar, report: Report, *, digest: str, file_name: str, zone: str, by: Person, at: datetime
) -> tuple[AttendanceReport, bool]:
    """Keep a report that was read (without a problem) until it is looked over; whether it can still be imported.

    The same file again is the same report: read anew, by the clocks of `zone`, while nothing of it is imported;
    afterwards nothing changes. RuleBroken `webinar.cancelled`, `webinar.not_begun`.
    """
    entry = held(webinar)
    refuse_closed(webinar)
    if at < entry.starts_at:
        raise RuleBroken("webinar.not_begun")
    values = {
        "provider": report.provider,
        "file_name": file_name,
        "zone": zone if report.asked_zone else "",
        "about": _about(report),
        "open_rows": dumped(report.attendees),
        "uploaded_by_id": by.id,
        "uploaded_at": at,
    }
    insert_new(AttendanceReport, webinar_id=webinar.id, digest=digest, headcount=0, **values)
    kept = queries.report_with(webinar.id, digest)
    assert kept is not None  # noqa: S101  (just inserted, if it was not there)
    if kept.imported_at is None:
        for name, value in values.items():
            setattr(kept, name, value)
    return kept, kept.imported_at is None


def _about(report: Report) -> str:
    faults = [asdict(one) for one in report.faults[:MOST_FAULTS]]
    return json.dumps(
        {
            "faults": faults,
            "more": max(0, len(report.faults) - MOST_FAULTS),
            "absent": report.absent,
            "waiting": report.waiting,
            "fixed": report.mixed,
            "dateless": report.dateless,
        },
        ensure_ascii=False,
    )


def reread(webinar: Webinar, report_id: int, zone: str, *, at: datetime) -> bool:
    """Read the times of a report by other clocks, before anything of it counts; False where that cannot be any more."""
    entry = held(webinar)
    report = queries.report(webinar.id, report_id)
    if report.imported_at is not None or not report.zone or json.loads(report.about)["fixed"]:
        return False
    meeting = Meeting(entry.starts_at, entry.ends_at, zone)
    dateless = json.loads(report.about)["dateless"]
    rows = rezoned(loaded(report.open_rows), report.zone, zone, meeting, dateless=dateless)
    report.open_rows, report.zone, report.uploaded_at = dumped(rows), zone, at
    return True


def import_report(
    webinar: Webinar,
    report_id: int,
    decisions: Mapping[int, Decision],
    *,
    scope: Scope,
    by: Person,
    at: datetime,
) -> Imported:
    """Let what a report says count: of whom their address tells who they are, or `decisions` (by first line).

    Who else is in it stays open. What was decided is remembered for the next report of the provider. Who was there
    for a part of it is told by mail. RuleBroken `webinar.cancelled`; NotThere if the report has been taken back
    meanwhile.
    """
    held(webinar)
    refuse_closed(webinar)
    report = queries.report(webinar.id, report_id)
    rows = loaded(report.open_rows) if report.open_rows else []
    people = queries.candidates(scope)
    ids = {one.person_id for one in people}
    found: dict[int, list[Attendee]] = {}
    left: list[Attendee] = []
    for row, matched in zip(rows, match(rows, people, {}), strict=True):
        said = decisions.get(row.lines[0])
        person_id = matched.person_id if matched.by == BY_ADDRESS else said.person_id if said else None
        if person_id in ids and person_id is not None:
            found.setdefault(person_id, []).append(row)
        elif said is None or said.person_id is not None:
            left.append(row)
            continue
        if said is not None and matched.by != BY_ADDRESS:
            _remember(webinar.program_id, report.provider, key_of(row), said.person_id)
    adopt_marks(webinar, found)
    for person_id, theirs in found.items():
        _note(webinar, report, person_id, theirs, by=by, at=at)
    changed = derive(webinar, found, by=by, at=at)
    known = queries.evidence_of(webinar.id, found)
    is_first = report.imported_at is None
    report.headcount += len(found)
    report.open_rows = dumped(left) if left else ""
    report.about = report.about if left else ""
    report.imported_at = report.imported_at or at
    if found or is_first:
        details = {"provider": report.provider, "people": len(found), "marks": changed}
        record_deed("attendance.imported", webinar, details, people=sorted(found), by=by.id, at=at)
    record_training([one for one, _before, _after in changed if one is not None], at)
    tell_partly(webinar, changed, at=at)
    if changed:
        settle("webinars.attendance", thing_id=webinar.id, at=at)
    marked = sum(queries.mark_of(one) is not None for one in known.values())
    return Imported(len(found), len(changed), marked, len(left))


def _note(
    webinar: Webinar,
    report: AttendanceReport,
    person_id: int,
    theirs: Iterable[Attendee],
    *,
    by: Person,
    at: datetime,
) -> None:
    session.add_all(
        AttendanceEvidence(
            webinar_id=webinar.id,
            person_id=person_id,
            source=REPORT,
            report_id=report.id,
            starts_at=stay.starts_at,
            ends_at=stay.ends_at,
            seconds=stay.seconds,
            noted_by_id=by.id,
            noted_at=at,
        )
        for one in theirs
        for stay in one.stays
    )


def _remember(program_id: int, provider: str, key: str, person_id: int | None) -> None:
    values = {"program_id": program_id, "provider": provider, "key": key}
    if insert_new(AttendanceAlias, **values, person_id=person_id) is None:
        session.scalars(select(AttendanceAlias).filter_by(**values)).one().person_id = person_id


def take_back(webinar: Webinar, report_id: int, *, by: Person, at: datetime) -> int:
    """Let a report go with all that it said; whose minutes are others. What staff marked stays.

    NotThere if it has gone already.
    """
    held(webinar)
    report = queries.report(webinar.id, report_id)
    people = queries.of_report(report.id)
    was_imported, provider = report.imported_at is not None, report.provider
    session.delete(report)
    session.flush()
    changed = derive(webinar, people, by=by, at=at)
    if was_imported:
        details = {"provider": provider, "marks": changed}
        record_deed("attendance.taken_back", webinar, details, people=sorted(people), by=by.id, at=at)
    record_training([one for one, _before, _after in changed if one is not None], at)
    return len(changed)


def forget_in_reports(leaver: Leaver) -> None:
    """Nobody who is erased stays in a report that waits to be looked over."""
    waiting = select(AttendanceReport).where(AttendanceReport.open_rows != "")
    for report in session.scalars(waiting):
        if not (leaver.is_in(report.open_rows) or leaver.is_in(report.about)):
            continue
        rows = [one for one in loaded(report.open_rows) if not _names(one, leaver)]
        about = json.loads(report.about)
        about["faults"] = [one for one in about["faults"] if not leaver.is_in(one["written"])]
        report.open_rows = dumped(rows) if rows else ""
        report.about = json.dumps(about, ensure_ascii=False) if rows else ""


def _names(attendee: Attendee, leaver: Leaver) -> bool:
    return leaver.is_in(attendee.name) or leaver.is_in(attendee.address)
