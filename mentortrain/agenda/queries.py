"""Named reads of the agenda."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from mentortrain.agenda import events
from mentortrain.agenda.models import AgendaVersion, Entry, EntryPerson, FeedToken, ProgramAgenda
from mentortrain.agenda.rules import CANCELLED_STAYS, CONFIRMED, DECLINED, HOST, OWN, PAST_STAYS, leaves_at
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.people.rules import token_hash
from mentortrain.prepared import Copied, prepared
from mentortrain.programs.models import StaffGrant
from mentortrain.programs.rules import Scope

Columns = TypeVarTuple("Columns")


def locked(entry_id: int) -> Entry:
    """An entry as it is now, held until the transaction ends: whoever else would change it waits."""
    return session.scalars(
        select(Entry).where(Entry.id == entry_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def hold_all(entry_ids: Collection[int]) -> None:
    """Hold several entries in the order of their numbers, before the first of them is changed: who holds one and
    touches a calendar waits for nobody who holds another."""
    if entry_ids:
        session.execute(
            select(Entry.id).where(Entry.id.in_(entry_ids)).order_by(Entry.id).with_for_update()
        ).all()


def hold_calendars(person_ids: Collection[int]) -> None:
    """Hold the calendars of several people in the order of their numbers, where one deed touches them out of it."""
    session.execute(
        select(AgendaVersion.person_id)
        .where(AgendaVersion.person_id.in_(person_ids))
        .order_by(AgendaVersion.person_id)
        .with_for_update()
    ).all()


def part_of(entry_id: int, person_id: int) -> EntryPerson | None:
    """A person's part in an entry, with both."""
    return session.scalar(
        select(EntryPerson)
        .where(EntryPerson.entry_id == entry_id, EntryPerson.person_id == person_id)
        .options(joinedload(EntryPerson.entry), joinedload(EntryPerson.person))
    )


def part_as_it_is(part_id: int) -> EntryPerson:
    """A part, read anew: for who has waited for the entry's lock."""
    return session.scalars(
        select(EntryPerson).where(EntryPerson.id == part_id).execution_options(populate_existing=True)
    ).one()


def part_with_reply_token(tokens: Collection[str], uid: str) -> EntryPerson | None:
    """The part in the entry with this UID whose calendar replies to one of these tokens."""
    return session.scalar(
        select(EntryPerson)
        .join(EntryPerson.entry)
        .where(EntryPerson.reply_token.in_(tokens), Entry.uid == uid)
        .options(contains_eager(EntryPerson.entry), joinedload(EntryPerson.person))
    )


def part_with_entry_token(tokens: Collection[str], uid: str, address: str) -> EntryPerson | None:
    """The same by the entry's token, of who has this address and no token of their own."""
    return session.scalar(
        select(EntryPerson)
        .join(EntryPerson.entry)
        .join(EntryPerson.person)
        .where(
            EntryPerson.reply_token.is_(None),
            Entry.organizer_token.in_(tokens),
            Entry.uid == uid,
            func.lower(Person.email) == address,
        )
        .options(contains_eager(EntryPerson.entry), contains_eager(EntryPerson.person))
    )


def parts_of(entry_id: int, person_ids: Sequence[int]) -> dict[int, EntryPerson]:
    """The parts that these people have or had in an entry, by person."""
    rows = session.scalars(
        select(EntryPerson).where(EntryPerson.entry_id == entry_id, EntryPerson.person_id.in_(person_ids))
    )
    return {row.person_id: row for row in rows}


def invited_to(entry_id: int) -> Sequence[EntryPerson]:
    """Who has an invitation and has not declined, with the person."""
    return session.scalars(
        select(EntryPerson)
        .join(EntryPerson.person)
        .where(
            EntryPerson.entry_id == entry_id,
            EntryPerson.part != DECLINED,
            EntryPerson.invited_at.is_not(None),
        )
        .options(contains_eager(EntryPerson.person))
        .order_by(EntryPerson.id)
    ).all()


def hosts_in(entry_id: int) -> set[int]:
    """Ids of who leads what an entry is about."""
    return set(
        session.scalars(
            select(EntryPerson.person_id).where(EntryPerson.entry_id == entry_id, EntryPerson.part == HOST)
        )
    )


def upcoming_of(person_id: int, at: datetime) -> Sequence[Entry]:
    """What is not over in a person's agenda, in order; what was cancelled, as long as their feed says so."""
    return session.scalars(
        _shown(select(Entry), person_id, **_since(at))
        .where(Entry.ends_at > at)
        .order_by(Entry.starts_at, Entry.id)
    ).all()


@dataclass(frozen=True)
class Feed:
    """All that a feed's ETag is made of, and whose it is."""

    token_id: int
    person_id: int
    created_at: datetime
    version: int | str
    """Another one after every change; of a feed of staff, a word made of the versions of its programs."""
    changed_at: datetime | None
    token_hash: str
    kind: str = OWN
    program_id: int | None = None
    changes: str = ""
    """Of what somebody takes part in: see `AgendaVersion.changes`."""
    scopes: tuple[Scope, ...] = ()
    """Of a feed of staff: what its person is shown of which programs."""

    @property
    def last_modified(self) -> datetime:
        """When what it shows last changed; before the first change, when it was made."""
        return max(self.created_at, self.changed_at or self.created_at)


def feed_with(token: str) -> Feed | None:
    """The feed of a token; None if there is none or it was revoked."""
    rows = _feed(token_hash=token_hash(token)).all()  # one or none: hashes are unique
    return Feed(*rows[0]) if rows else None


@prepared
def _feed(token_hash: Any) -> Select[int, int, datetime, int, datetime | None, str, str, int | None, str]:
    return (
        select(
            FeedToken.id,
            FeedToken.person_id,
            FeedToken.created_at,
            func.coalesce(AgendaVersion.version, 0),
            AgendaVersion.changed_at,
            FeedToken.token_hash,
            FeedToken.kind,
            FeedToken.program_id,
            func.coalesce(AgendaVersion.changes, ""),
        )
        .outerjoin(AgendaVersion, AgendaVersion.person_id == FeedToken.person_id)
        .where(FeedToken.token_hash == token_hash, FeedToken.revoked_at.is_(None))
    )


@dataclass(frozen=True)
class Granted:
    """A role of staff, with the version of its program's agenda."""

    program_id: int
    role: str
    cohort_id: int | None  # the one group that they are limited to
    version: int
    changed_at: datetime | None


def granted_to(person_id: int) -> list[Granted]:
    """The programs whose staff somebody is, in order of their numbers; one statement."""
    return [Granted(*row) for row in _granted(person_id=person_id)]


@prepared
def _granted(person_id: Any) -> Select[int, str, int | None, int, datetime | None]:
    return (
        select(
            StaffGrant.program_id,
            StaffGrant.role,
            StaffGrant.cohort_id,
            func.coalesce(ProgramAgenda.version, 0),
            ProgramAgenda.changed_at,
        )
        .outerjoin(ProgramAgenda, ProgramAgenda.program_id == StaffGrant.program_id)
        .where(StaffGrant.person_id == person_id)
        .order_by(StaffGrant.program_id, StaffGrant.id)
    )


@dataclass(frozen=True)
class Shown:
    """Which entries a feed shows at `at`, and until when that holds while nothing is changed."""

    count: int
    at: datetime
    until: datetime
    parts: str = ""
    """Each as `part_named` names it, with commas between them. Of a feed of staff nothing."""

    def holds(self, at: datetime) -> bool:
        """Whether it is the same at another moment: entries leave as they grow old."""
        return self.at <= at < self.until


def shown_in(feed: Feed, at: datetime) -> Shown:
    """What a feed shows; one statement."""
    if feed.kind == OWN:
        shown, over, off, parts = _shown_in(person_id=feed.person_id, **_since(at)).one()
        return Shown(shown, at, leaves_at(over, off), parts or "")
    columns = select(func.count(Entry.id), func.min(Entry.ends_at), func.min(Entry.cancelled_at))
    shown, over, off = session.execute(_of_staff(columns, feed, at)[0]).one()
    return Shown(shown, at, leaves_at(over, off))


@prepared
def _shown_in(
    person_id: Any, past: Any, off: Any
) -> Select[int, datetime | None, datetime | None, str | None]:
    part = _text(Entry.id) + "." + _text(Entry.edition) + "." + _text(EntryPerson.raised_by)
    columns = select(
        func.count(Entry.id),
        func.min(Entry.ends_at),
        func.min(Entry.cancelled_at),
        func.aggregate_strings(part, ","),
    )
    return _shown(columns, person_id, past, off)


def _text(number: Any) -> ColumnElement[str]:
    return cast(number, String)


def part_named(entry: Entry, raised_by: int) -> str:
    """What stands for an entry as somebody's feed shows it: the same name stands for the same bytes, for good."""
    return f"{entry.id}.{entry.edition}.{raised_by}"


_ENTRY = Copied(Entry)
MOST_AT_ONCE = 16_384
"""Entries that are asked for in one statement: drivers take no more than 32,766 values."""


def shown_of(person_id: int, entry_ids: Collection[int], at: datetime) -> list[tuple[Entry, int]]:
    """(a copy with its bytes, raised by) of those of these entries that a person's feed shows. One statement, of a
    feed of more than 16,000 entries several."""
    ids = sorted(entry_ids)
    found: list[Any] = []
    for start in range(0, len(ids), MOST_AT_ONCE):
        some = ids[start : start + MOST_AT_ONCE]
        # Few lengths, so that few statements are compiled: the last one is asked for again and again.
        some += some[-1:] * ((1 << (len(some) - 1).bit_length()) - len(some))
        found += _shown_of(person_id=person_id, entry_ids=some, **_since(at)).all()
    return [(_ENTRY.copy(row[1:]), row[0]) for row in found]


@prepared
def _shown_of(person_id: Any, entry_ids: Any, past: Any, off: Any) -> Select[*tuple[Any, ...]]:
    columns = select(EntryPerson.raised_by, *_ENTRY.columns)
    return _shown(columns, person_id, past, off).where(Entry.id.in_(entry_ids))


def shown_to_staff(feed: Feed, at: datetime) -> Sequence[tuple[Entry, str, str]]:
    """(entry, who leads it, the page of it for staff) of what a feed of staff shows, in order."""
    statement, sessions = _of_staff(select(Entry), feed, at)
    rows = session.execute(
        statement.add_columns(sessions.c[1], sessions.c[2]).order_by(Entry.starts_at, Entry.id)
    )
    return [(entry, leads, path) for entry, leads, path in rows]


def _of_staff(columns: Select[*Columns], feed: Feed, at: datetime) -> tuple[Select[*Columns], Any]:
    found = [of(feed.kind, feed.person_id, feed.scopes) for of in events.staff_sessions]
    sessions = union_all(*found).subquery() if len(found) > 1 else found[0].subquery()
    joined_to = columns.join(sessions, sessions.c[0] == Entry.id)
    return _current(joined_to, **_since(at)), sessions


def of_program(program_id: int) -> Sequence[Entry]:
    """All entries of a program, past ones too."""
    return session.scalars(select(Entry).where(Entry.program_id == program_id).order_by(Entry.id)).all()


def feeds_of(person_id: int) -> Sequence[FeedToken]:
    """A person's open addresses, oldest first."""
    return session.scalars(
        select(FeedToken)
        .where(FeedToken.person_id == person_id, FeedToken.revoked_at.is_(None))
        .order_by(FeedToken.id)
    ).all()


def feed_replaces_invitations(person_id: int) -> bool:
    """Whether an open address brings a person's sessions instead of the invitations in their mails."""
    return any(feed.replaces_invitations for feed in feeds_of(person_id) if feed.kind == OWN)


def _since(at: datetime) -> dict[str, datetime]:
    """From when on a feed shows what is over, and what is off."""
    return {"past": at - PAST_STAYS, "off": at - CANCELLED_STAYS}


def _shown(columns: Select[*Columns], person_id: Any, past: Any, off: Any) -> Select[*Columns]:
    """The entries that a person's feed shows: what ended after `past`, and was not called off before `off`."""
    theirs = columns.join(EntryPerson, EntryPerson.entry_id == Entry.id).where(
        EntryPerson.person_id == person_id, EntryPerson.part != DECLINED
    )
    return _current(theirs, past, off)


def _current(columns: Select[*Columns], past: Any, off: Any) -> Select[*Columns]:
    return columns.where(Entry.ends_at > past, or_(Entry.state == CONFIRMED, Entry.cancelled_at > off))
