"""The list of people: narrowed, sorted and cut into pages by the database, under the same number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true

from mentortrain.db import session
from mentortrain.people.models import BrowserSession, Person
from mentortrain.people.names import asked, meant, pairs
from mentortrain.people.rules import first_name
from mentortrain.people.zones import countries
from mentortrain.persons.models import PeopleView
from mentortrain.persons.rules import INVITED, JOINED, LEFT, ON_LEAVE, READY, Filter, may_be_told
from mentortrain.programs.models import Cohort, Leave, Participation, Program
from mentortrain.programs.queries import within as shown_to
from mentortrain.programs.rules import Scope
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.rules import LIVE_SESSION
from mentortrain.web.numbering import PAGE_SIZE, within

CLOSE = 20
"""People shown where nobody is called as typed, the nearest first."""

AT_ONCE = 1000


class Row(NamedTuple):
    """One person of the list."""

    participation_id: int
    person_id: int
    name: str
    email: str
    time_zone: str
    role: str
    cohort_id: int
    invited_at: datetime
    joined_at: datetime | None
    left_at: datetime | None
    left_how: str | None
    ready_at: datetime | None
    away_until: date | None
    seen_at: datetime | None

    @property
    def first_name(self) -> str:
        """What they are called."""
        return first_name(self.name, self.email)

    @property
    def state(self) -> str:
        """One of `rules.STATES`."""
        if self.left_at:
            return LEFT
        if self.away_until:
            return ON_LEAVE
        if self.ready_at:
            return READY
        return JOINED if self.joined_at else INVITED


@dataclass(frozen=True)
class Listing:
    """A page of the list."""

    rows: Sequence[Row]
    fitting: int
    number: int
    pages: int
    is_close: bool
    """Nobody is called as typed: these are called nearly so."""


class Counts(NamedTuple):
    """Who takes part now."""

    invited: int
    joined: int


def counts_of(scope: Scope) -> Counts:
    """How many take part now, and how many of them have joined."""
    statement = select(func.count(), func.count(Participation.joined_at)).where(
        shown_to(scope), Participation.left_at.is_(None)
    )
    return Counts(*session.execute(statement).one())


def listing(program: Program, scope: Scope, wanted: Filter, *, page: int, at: datetime) -> Listing:
    """A page of those who fit, by name; the nearest there is to the page asked for."""
    fitting = session.scalar(_fitting(select(func.count()), program, scope, wanted, at=at)) or 0
    if not fitting and wanted.q:
        rows = _close(program, scope, wanted, at=at)
        return Listing(rows, len(rows), 1, 1, is_close=bool(rows))
    number, pages = within(page, fitting)
    found = session.execute(
        _fitting(_columns(program, at), program, scope, wanted, at=at)
        .order_by(Person.search_key, Participation.id)
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return Listing([Row(*row) for row in found], fitting, number, pages, is_close=False)


def ids_fitting(program: Program, scope: Scope, wanted: Filter, *, at: datetime) -> list[int]:
    """The participations of all who fit, by name."""
    found = session.scalars(
        _fitting(select(Participation.id), program, scope, wanted, at=at).order_by(
            Person.search_key, Participation.id
        )
    ).all()
    if found or not wanted.q:
        return list(found)
    return [row.participation_id for row in _close(program, scope, wanted, at=at)]


def everybody_fitting(
    program: Program, scope: Scope, wanted: Filter, ids: Sequence[int] | None = None, *, at: datetime
) -> Iterator[Row]:
    """All who fit, or those of `ids` alone, in the order of their number, some at a time: for an export."""
    last = 0
    while True:
        statement = _fitting(_columns(program, at), program, scope, wanted, at=at).where(
            Participation.id > last
        )
        if ids is not None:
            statement = statement.where(Participation.id.in_(ids))
        rows = [Row(*row) for row in session.execute(statement.order_by(Participation.id).limit(AT_ONCE))]
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].participation_id


def _close(program: Program, scope: Scope, wanted: Filter, *, at: datetime) -> list[Row]:
    """Who is meant in spite of slips. The database narrows it to those who share two letters with each word."""
    words = asked(wanted.q)
    if not words or any(len(said) < 3 for said, _ in words):
        return []
    unnamed = replace(wanted, q="")
    candidates = _fitting(select(Participation.id, Person.search_key), program, scope, unnamed, at=at)
    for said, heard in words:
        candidates = candidates.where(
            or_(
                *(
                    Person.search_key.contains(pair, autoescape=True)
                    for pair in sorted(pairs(said) | pairs(heard))
                )
            )
        )
    ids = meant(words, [(row[0], row[1]) for row in session.execute(candidates)], CLOSE)
    found = {
        row[0]: Row(*row)
        for row in session.execute(
            _fitting(_columns(program, at), program, scope, unnamed, at=at).where(Participation.id.in_(ids))
        )
    }
    return [found[one] for one in ids if one in found]


def _columns(program: Program, at: datetime) -> Select[*tuple[Any, ...]]:
    away = (
        select(func.max(Leave.ends_on))
        .where(Leave.participation_id == Participation.id, _is_away(program, at))
        .scalar_subquery()
    )
    seen = (
        select(func.max(BrowserSession.last_seen_at))
        .where(BrowserSession.person_id == Person.id)
        .scalar_subquery()
    )
    return select(
        Participation.id,
        Participation.person_id,
        Person.name,
        Person.email,
        Person.time_zone,
        Participation.role,
        Participation.cohort_id,
        Participation.invited_at,
        Participation.joined_at,
        Participation.left_at,
        Participation.left_how,
        Declaration.declared_at,
        away,
        case((seen > Person.last_sign_in_at, seen), else_=Person.last_sign_in_at),
    )


def _fitting(
    statement: Select[*tuple[Any, ...]], program: Program, scope: Scope, wanted: Filter, *, at: datetime
) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Participation)
        .join(Person, Person.id == Participation.person_id)
        .outerjoin(
            Declaration,
            and_(Declaration.participation_id == Participation.id, Declaration.withdrawn_at.is_(None)),
        )
        .where(shown_to(scope), *_conditions(program, wanted, at=at))
    )


def _conditions(program: Program, wanted: Filter, *, at: datetime) -> Iterator[ColumnElement[bool]]:
    yield _in_state(program, wanted.state, at)
    for said, heard in asked(wanted.q):
        typed = {said, heard} | ({wanted.q.casefold()} if "@" in wanted.q else set())
        yield or_(*(Person.search_key.contains(word, autoescape=True) for word in sorted(typed)))
    if wanted.q and not asked(wanted.q):
        yield ~true()
    if wanted.role:
        yield Participation.role == wanted.role
    if wanted.group:
        yield Participation.cohort_id == wanted.group
    if wanted.quiet:
        yield _quiet_since(at - timedelta(days=wanted.quiet))
    if wanted.lacks:
        yield _lacking(wanted.lacks)
    if wanted.country:
        yield Person.time_zone.in_(countries().get(wanted.country, ()))


def _in_state(program: Program, state: str, at: datetime) -> ColumnElement[bool]:
    here = Participation.left_at.is_(None)
    if state == LEFT:
        return Participation.left_at.is_not(None)
    if state == INVITED:
        return and_(here, Participation.joined_at.is_(None))
    if state == JOINED:
        return and_(here, Participation.joined_at.is_not(None), Declaration.id.is_(None))
    if state == READY:
        return and_(here, Declaration.id.is_not(None))
    if state == ON_LEAVE:
        return and_(here, exists().where(Leave.participation_id == Participation.id, _is_away(program, at)))
    return here


def _is_away(program: Program, at: datetime) -> ColumnElement[bool]:
    """Today by the clock of each group lies in a leave."""
    return or_(
        *(
            and_(Participation.cohort_id == cohort.id, Leave.starts_on <= today, Leave.ends_on >= today)
            for cohort in program.cohorts
            for today in [_today(cohort, at)]
        )
    )


def _today(cohort: Cohort, at: datetime) -> date:
    return at.astimezone(ZoneInfo(cohort.time_zone)).date()


def _quiet_since(moment: datetime) -> ColumnElement[bool]:
    """No sign of them since: no visit, no sign-in, and no invitation that is younger."""
    visited = exists().where(BrowserSession.person_id == Person.id, BrowserSession.last_seen_at >= moment)
    return and_(func.coalesce(Person.last_sign_in_at, Participation.invited_at) < moment, ~visited)


def _lacking(what: str) -> ColumnElement[bool]:
    """By what is kept of how people were judged last; of nobody who is ready."""
    kind, _, course = (LIVE_SESSION if what == "session" else what).partition(":")
    lacks = Judgement.lacking.contains(json.dumps({"kind": kind, "course": course})[:-1], autoescape=True)
    judged = exists().where(Judgement.participation_id == Participation.id, lacks)
    return and_(Declaration.id.is_(None), judged)


class Choices(NamedTuple):
    """What the filters of a program offer."""

    lacks: Sequence[tuple[str, str]]
    """(as in the address, key of the course or "")."""
    countries: Sequence[str]


def choices_in(scope: Scope) -> Choices:
    """What its rubrics ask, and the countries of those who take part."""
    asks: dict[str, str] = {}
    for rubric in readiness.rubrics_of([scope.program_id]).values():
        for one in rubric.requirements:
            key = f"{one.kind}:{one.course}" if one.course else "session"
            asks.setdefault(key, one.course)
    zones = set(
        session.scalars(
            select(Person.time_zone)
            .join(Participation, Participation.person_id == Person.id)
            .where(shown_to(scope))
            .distinct()
        )
    )
    return Choices(
        sorted(asks.items()), sorted(code for code, theirs in countries().items() if zones & set(theirs))
    )


def views_of(scope: Scope, person_id: int) -> Sequence[PeopleView]:
    """The views that somebody kept, then those that others share and that are of what they are shown, by name."""
    kept = session.scalars(
        select(PeopleView)
        .where(
            PeopleView.program_id == scope.program_id,
            or_(PeopleView.person_id == person_id, PeopleView.shared),
        )
        .order_by(PeopleView.person_id != person_id, func.lower(PeopleView.name), PeopleView.id)
    )
    return [one for one in kept if one.person_id == person_id or may_be_told(one.query, scope.cohort_id)]
