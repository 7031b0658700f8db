"""Named reads of what staff do with many people at once: whom, on what each verdict rests, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.mail.rules import NOWHERE
from mentortrain.people.models import Person
from mentortrain.persons.models import BulkDeed, BulkPerson
from mentortrain.persons.rules.bulk import DID, INVITE, LEAVE, RUNNING, SESSION, WAITING, Chosen
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Leave, Participation
from mentortrain.programs.queries.invited import became_of
from mentortrain.programs.rules import Scope
from mentortrain.programs.rules.invited import may_send_again
from mentortrain.webinars import queries as webinars

AT_ONCE = 5000
"""Ids in one statement: SQLite takes 32,766 values."""
FEW = 500


class Told(NamedTuple):
    """One of the people, as the page shows them."""

    participation_id: int
    name: str
    email: str
    role: str
    cohort_id: int
    problem: str
    outcome: str


@dataclass(frozen=True)
class Counts:
    """How far it has come."""

    people: int
    good: int  # who are not left out by what is known
    did: int
    waiting: int
    problems: dict[str, int]
    """Who is left out, by why; most first."""

    @property
    def left_out(self) -> int:
        """For whatever reason."""
        return sum(self.problems.values())

    @property
    def settled(self) -> int:
        """Of whom it is known what became of them."""
        return self.people - self.waiting


def the_bulk(program_id: int, bulk_id: int, *, by: int, hold: bool = False) -> BulkDeed:
    """One of one's own, held until the commit if asked, or NotThere: a preview is for who made it."""
    statement = select(BulkDeed).where(
        BulkDeed.id == bulk_id, BulkDeed.program_id == program_id, BulkDeed.by_id == by
    )
    found = session.scalar(statement.with_for_update() if hold else statement)
    if found is None:
        raise NotThere
    return found


def bulk_with_id(bulk_id: int) -> BulkDeed | None:
    """One, for a job."""
    return session.get(BulkDeed, bulk_id, populate_existing=True)


def among(scope: Scope, ids: Collection[int]) -> Sequence[int]:
    """Those of some participations that somebody is shown."""
    return session.scalars(
        select(Participation.id)
        .where(programs.within(scope), Participation.id.in_(ids))
        .order_by(Participation.id)
    ).all()


def ids_in(bulk_id: int) -> Sequence[int]:
    """Whom it is about."""
    return session.scalars(
        select(BulkPerson.participation_id)
        .where(BulkPerson.bulk_id == bulk_id)
        .order_by(BulkPerson.participation_id)
    ).all()


def next_in(bulk_id: int, most: int) -> Sequence[BulkPerson]:
    """Some of those whose turn has not come, in one order everywhere."""
    return session.scalars(
        select(BulkPerson)
        .where(BulkPerson.bulk_id == bulk_id, BulkPerson.outcome == WAITING)
        .order_by(BulkPerson.participation_id)
        .limit(most)
    ).all()


def chosen(bulk: BulkDeed, ids: Sequence[int], scope: Scope, *, at: datetime) -> list[Chosen]:
    """What the verdicts on these participations rest on: a few statements for each 5,000 of them."""
    return [
        one
        for start in range(0, len(ids), AT_ONCE)
        for one in _chosen(bulk, ids[start : start + AT_ONCE], scope, at=at)
    ]


def _chosen(bulk: BulkDeed, ids: Sequence[int], scope: Scope, *, at: datetime) -> list[Chosen]:
    which = _which(ids) & (Participation.program_id == bulk.program_id)
    wanted = frozenset(ids)
    more = _KNOWS.get(bulk.kind, _knows_nothing)(bulk, ids, which, at)
    rows = session.execute(
        select(
            Participation.id,
            Participation.person_id,
            Participation.cohort_id,
            Participation.role,
            Participation.left_at,
            Participation.joined_at,
            Person.email,
        )
        .join(Person, Person.id == Participation.person_id)
        .where(which)
        .order_by(Participation.id)
    )
    return [
        Chosen(
            participation_id=row.id,
            person_id=row.person_id,
            cohort_id=row.cohort_id,
            is_shown=scope.holds(row.cohort_id),
            has_left=row.left_at is not None,
            has_address=not row.email.endswith(f"@{NOWHERE}"),
            has_joined=row.joined_at is not None,
            **more(row),
        )
        for row in rows
        if row.id in wanted
    ]


def _which(ids: Sequence[int]) -> ColumnElement[bool]:
    """These, or of thousands those and the ones between them: that many values take longer than the rows."""
    if len(ids) <= FEW:
        return Participation.id.in_(ids)
    return Participation.id.between(min(ids), max(ids))


def _knows_nothing(bulk: BulkDeed, ids: Sequence[int], which: ColumnElement[bool], at: datetime) -> Any:
    return lambda row: {}


def _knows_of_invitations(
    bulk: BulkDeed, ids: Sequence[int], which: ColumnElement[bool], at: datetime
) -> Any:
    away, found = programs.on_leave(ids, at), became_of(which)

    def told(row: Any) -> dict[str, bool]:
        state, mailed = found[row.id]
        return {
            "is_away": row.id in away,
            "was_mailed": mailed is not None and mailed.sent_at is not None,
            "may_be_mailed": may_send_again(state, mailed, at=at),
        }

    return told


def _knows_of_session(bulk: BulkDeed, ids: Sequence[int], which: ColumnElement[bool], at: datetime) -> Any:
    webinar = webinars.with_id(bulk.details["session"])
    if webinar is None:
        return lambda row: {"fits": False}
    away = programs.on_leave(ids, webinar.entry.starts_at)
    known = webinars.known_to(webinar.id)
    return lambda row: {
        "is_away": row.id in away,
        "is_known": row.person_id in known,
        "fits": webinar.is_for(row),
    }


def _knows_of_leave(bulk: BulkDeed, ids: Sequence[int], which: ColumnElement[bool], at: datetime) -> Any:
    first, last = (date.fromisoformat(bulk.details[name]) for name in ("starts_on", "ends_on"))
    taken = set(
        session.scalars(
            select(Leave.participation_id).where(
                Leave.participation_id.in_(ids), Leave.starts_on <= last, Leave.ends_on >= first
            )
        )
    )
    return lambda row: {"overlaps": row.id in taken}


_KNOWS = {INVITE: _knows_of_invitations, SESSION: _knows_of_session, LEAVE: _knows_of_leave}


def cancels_of(bulk: BulkDeed, *, at: datetime) -> int:
    """How many mails it sends at most if everybody in it leaves: one for each session in somebody's calendar.

    Who has another part in the program, that stays, keeps their sessions.
    """
    theirs, other = aliased(BulkPerson), aliased(Participation)
    stays = (
        select(other.person_id)
        .where(
            other.program_id == bulk.program_id,
            other.left_at.is_(None),
            other.id.not_in(
                select(theirs.participation_id).where(theirs.bulk_id == bulk.id, theirs.problem == "")
            ),
        )
        .scalar_subquery()
    )
    leaving = (
        select(Participation.person_id)
        .join(BulkPerson, BulkPerson.participation_id == Participation.id)
        .where(BulkPerson.bulk_id == bulk.id, BulkPerson.problem == "", Participation.person_id.not_in(stays))
    )
    return webinars.invitations_held(leaving, bulk.program_id, at=at)


def bulk_counts(bulk_id: int) -> Counts:
    """How far it has come: one statement."""
    rows = session.execute(
        select(BulkPerson.problem, BulkPerson.outcome, func.count())
        .where(BulkPerson.bulk_id == bulk_id)
        .group_by(BulkPerson.problem, BulkPerson.outcome)
    ).all()
    problems: dict[str, int] = {}
    for problem, _, count in rows:
        if problem:
            problems[problem] = problems.get(problem, 0) + count
    return Counts(
        people=sum(count for _, _, count in rows),
        good=sum(count for problem, _, count in rows if not problem),
        did=sum(count for _, outcome, count in rows if outcome == DID),
        waiting=sum(count for _, outcome, count in rows if outcome == WAITING),
        problems=dict(sorted(problems.items(), key=lambda one: (-one[1], one[0]))),
    )


def people_in(bulk_id: int, scope: Scope, *, page_size: int, number: int) -> Sequence[Told]:
    """One page of its people, of whom somebody is shown, those first who are left out."""
    rows = session.execute(
        select(
            Participation.id,
            Person.name,
            Person.email,
            Participation.role,
            Participation.cohort_id,
            BulkPerson.problem,
            BulkPerson.outcome,
        )
        .select_from(BulkPerson)
        .join(Participation, Participation.id == BulkPerson.participation_id)
        .join(Person, Person.id == Participation.person_id)
        .where(BulkPerson.bulk_id == bulk_id, programs.within(scope))
        .order_by(BulkPerson.problem == "", func.lower(Person.name), Participation.id)
        .limit(page_size)
        .offset((number - 1) * page_size)
    )
    return [Told(*row) for row in rows]


def bulks_standing_still(before: datetime) -> Sequence[int]:
    """Ids of those that are being done, and of which no worker has finished a step since a moment."""
    return session.scalars(
        select(BulkDeed.id)
        .where(BulkDeed.state == RUNNING, or_(BulkDeed.moved_at.is_(None), BulkDeed.moved_at < before))
        .order_by(BulkDeed.id)
    ).all()
