"""Named reads of the record. Each page reads one index backwards from where the last page ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, select, text, tuple_

from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.audit.rules import Filter, Place
from mentortrain.db import session

PAGE_SIZE, EXPORTED_AT_ONCE = 50, 1000
MOST_NAMED = 5
"""Of those whom a line concerns, so many are named on a page, and the rest counted."""


def has_key(key: str) -> bool:
    """Whether this look is written down."""
    return session.scalar(select(literal(1)).where(AuditEvent.key == key)) is not None


def page(
    wanted: Filter, before: Place | None = None, limit: int = PAGE_SIZE
) -> tuple[list[AuditEvent], bool]:
    """(the newest lines that fit, whether there are older ones): before a place, or from the top."""
    found = list(session.scalars(_fitting(wanted, before).limit(limit + 1)))
    return found[:limit], len(found) > limit


def all_of(wanted: Filter) -> Iterator[list[AuditEvent]]:
    """Every line that fits, newest first, some at a time: for an export."""
    before: Place | None = None
    while True:
        found, more = page(wanted, before, EXPORTED_AT_ONCE)
        if found:
            yield found
            before = Place(found[-1].at, found[-1].id)
        if not more:
            return
        for line in found:
            session.expunge(line)  # what was written out is not kept in memory


def _fitting(wanted: Filter, before: Place | None) -> Select[Any]:
    statement = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    if wanted.program_id is not None:
        statement = statement.where(AuditEvent.program_id == wanted.program_id)
    if wanted.actor_id is not None:
        statement = statement.where(AuditEvent.actor_id == wanted.actor_id)
    elif wanted.actor_kind:
        # By the site or the command line: few lines, in an index of their own.
        statement = statement.where(AuditEvent.actor_kind == wanted.actor_kind, AuditEvent.actor_id.is_(None))
    if wanted.action:
        statement = statement.where(AuditEvent.action == wanted.action)
    if wanted.about:
        kind, number = wanted.about
        statement = statement.where(AuditEvent.object_kind == kind, AuditEvent.object_id == number)
    if wanted.people is not None:
        concerning = select(AuditSubject.event_id).where(AuditSubject.person_id.in_(wanted.people))
        statement = statement.where(AuditEvent.id.in_(concerning))
    if wanted.since:
        statement = statement.where(AuditEvent.at >= wanted.since)
    if wanted.until:
        statement = statement.where(AuditEvent.at < wanted.until)
    if before:
        statement = statement.where(tuple_(AuditEvent.at, AuditEvent.id) < (before.at, before.event_id))
    return statement


@dataclass(frozen=True)
class Concerned:
    """Whom a line concerns: the first few, and how many in all."""

    person_ids: tuple[int, ...]
    count: int


def concerned_by(event_ids: Collection[int]) -> dict[int, Concerned]:
    """Whom some lines concern, for a page; lines that concern nobody are left out."""
    ranked = (
        select(
            AuditSubject.event_id,
            AuditSubject.person_id,
            func.row_number()
            .over(partition_by=AuditSubject.event_id, order_by=AuditSubject.person_id)
            .label("place"),
            func.count().over(partition_by=AuditSubject.event_id).label("count"),
        )
        .where(AuditSubject.event_id.in_(event_ids))
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place <= MOST_NAMED).order_by(ranked.c.place))
    found: dict[int, Concerned] = {}
    for event_id, person_id, _, count in rows:
        known = found.get(event_id, Concerned((), count))
        found[event_id] = Concerned((*known.person_ids, person_id), count)
    return found


def all_concerned_by(event_ids: Collection[int]) -> dict[int, list[int]]:
    """The same in full, for an export."""
    rows = session.execute(
        select(AuditSubject.event_id, AuditSubject.person_id)
        .where(AuditSubject.event_id.in_(event_ids))
        .order_by(AuditSubject.event_id, AuditSubject.person_id)
    )
    found: dict[int, list[int]] = {}
    for event_id, person_id in rows:
        found.setdefault(event_id, []).append(person_id)
    return found


def is_concerned(person_ids: Collection[int], program_id: int | None) -> bool:
    """Whether any line of this program, or of the site, concerns somebody by one of their numbers."""
    found = select(literal(1)).select_from(AuditSubject).where(AuditSubject.person_id.in_(person_ids))
    if program_id is not None:
        of_program = AuditEvent.program_id == program_id
        found = found.join(AuditEvent, AuditEvent.id == AuditSubject.event_id).where(of_program)
    return session.scalar(found.limit(1)) is not None


# From one person's lines to the next person's along the index: DISTINCT would read every line.
_ACTORS = """
WITH RECURSIVE who(id) AS (
  SELECT min(actor_id) FROM audit_event WHERE actor_id IS NOT NULL {of_program}
  UNION ALL
  SELECT (SELECT min(actor_id) FROM audit_event WHERE actor_id > who.id {of_program})
  FROM who WHERE who.id IS NOT NULL
)
SELECT id FROM who WHERE id IS NOT NULL LIMIT 500
"""
_IN_PROGRAM = text(_ACTORS.format(of_program="AND program_id = :program_id"))
_ON_SITE = text(_ACTORS.format(of_program=""))


def actors(program_id: int | None) -> Sequence[int]:
    """Ids of everybody who ever did something that the record of this program, or of the site, holds."""
    statement = _ON_SITE if program_id is None else _IN_PROGRAM.bindparams(program_id=program_id)
    return session.scalars(statement).all()
