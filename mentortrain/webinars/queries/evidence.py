"""What is known of who was at a session, and the reports that say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists, or_, select

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.profiles.models import Profile
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import Scope
from mentortrain.webinars.models import (
    MAKE_UP,
    STAFF,
    Attendance,
    AttendanceAlias,
    AttendanceEvidence,
    AttendanceReport,
)
from mentortrain.webinars.reports import Candidate


def evidence_of(
    webinar_id: int, person_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[AttendanceEvidence]]:
    """What is known of these people at a session, or of everybody; who nothing is known of is left out."""
    rows = session.scalars(
        select(AttendanceEvidence)
        .where(AttendanceEvidence.webinar_id == webinar_id)
        .order_by(AttendanceEvidence.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[AttendanceEvidence]] = {}
    for row in rows:
        if person_ids is None or row.person_id in person_ids:
            found.setdefault(row.person_id, []).append(row)
    return found


def of_report(report_id: int) -> frozenset[int]:
    """Whom a report was imported for."""
    return frozenset(
        session.scalars(select(AttendanceEvidence.person_id).where(AttendanceEvidence.report_id == report_id))
    )


def reports_of(webinar_id: int) -> Sequence[AttendanceReport]:
    """The reports of a session, the latest last."""
    return session.scalars(
        select(AttendanceReport)
        .where(AttendanceReport.webinar_id == webinar_id)
        .order_by(AttendanceReport.id)
    ).all()


def report(webinar_id: int, report_id: int) -> AttendanceReport:
    """One report of a session as it is now, or NotThere."""
    found = session.scalar(
        select(AttendanceReport)
        .where(AttendanceReport.id == report_id, AttendanceReport.webinar_id == webinar_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotThere
    return found


def report_with(webinar_id: int, digest: str) -> AttendanceReport | None:
    """The report that came as a file of this digest."""
    return session.scalar(
        select(AttendanceReport).where(
            AttendanceReport.webinar_id == webinar_id, AttendanceReport.digest == digest
        )
    )


def candidates(scope: Scope) -> list[Candidate]:
    """Everybody in the program whom staff are shown, once, by name: who somebody in a report may be."""
    people = {part.person_id: part.person for part in programs.participants(scope)}
    taking_part = select(Participation.person_id).where(Participation.program_id == scope.program_id)
    rows = session.execute(
        select(Profile.person_id, Profile.phone).where(
            Profile.person_id.in_(taking_part), Profile.phone != ""
        )
    )
    numbers = {row[0]: row[1] for row in rows}
    return [
        Candidate(person_id, person.name, person.email, numbers.get(person_id, ""))
        for person_id, person in people.items()
    ]


def remembered(program_id: int, provider: str) -> dict[str, int | None]:
    """Who somebody in a provider's reports is, as staff of the program have said; None: nobody of theirs."""
    rows = session.scalars(
        select(AttendanceAlias).where(
            AttendanceAlias.program_id == program_id, AttendanceAlias.provider == provider
        )
    )
    return {row.key: row.person_id for row in rows}


def is_counted(webinar_id: int) -> bool:
    """Whether a report was imported: who is not marked then was not there."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    AttendanceReport.webinar_id == webinar_id, AttendanceReport.imported_at.is_not(None)
                )
            )
        )
    )


def mark_of(found: Sequence[AttendanceEvidence]) -> AttendanceEvidence | None:
    """The mark by staff among what is known of somebody."""
    return next((one for one in found if one.source == STAFF), None)


def made_up_in(found: Sequence[AttendanceEvidence]) -> AttendanceEvidence | None:
    """That somebody made the session up, among what is known of them: the latest time."""
    return next((one for one in reversed(found) if one.source == MAKE_UP), None)


def is_known(webinar_id: int) -> bool:
    """Whether anybody has said who was at a session: who has no minutes then missed it."""
    reported = exists().where(
        AttendanceReport.webinar_id == webinar_id, AttendanceReport.imported_at.is_not(None)
    )
    marked = exists().where(Attendance.webinar_id == webinar_id)
    return bool(session.scalar(select(or_(reported, marked))))
