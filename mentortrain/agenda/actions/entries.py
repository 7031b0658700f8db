"""Writing entries. Every change of one goes through here, so that calendars hear of it.

Each action first locks the entry's row: who registers while somebody moves the session either sees the new
time or is told of it, and never falls between the two.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, literal, select

from mentortrain import calendar
from mentortrain.agenda import queries
from mentortrain.agenda.actions.programs import raise_program
from mentortrain.agenda.actions.reminding import remind
from mentortrain.agenda.models import CHANGES_KEPT, AgendaVersion, Entry, EntryPerson
from mentortrain.agenda.render import keep_rendered
from mentortrain.agenda.rules import (
    ATTENDEE,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    HOST,
    USUAL_REMINDERS,
    When,
    change_of,
)
from mentortrain.db import UTCDateTime, insert, session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Leaver
from mentortrain.mail.actions import post
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs

LENGTH = "length"
"""Why somebody is told: it begins as it did, and is shorter or longer."""


def add_entry(
    *,
    program_id: int,
    title: str,
    description: str,
    when: When,
    path: str = "/",
    reminders: Collection[int] = USUAL_REMINDERS,
    at: datetime,
) -> Entry:
    """A new entry with nobody in it yet. `path` is the page on this site from which people join.

    Who is in it is reminded so many minutes before its start (`reminders`).
    """
    entry = Entry(
        program_id=program_id,
        uid=calendar.new_uid(),
        sequence=0,
        state=CONFIRMED,
        title=title,
        description=description,
        path=path,
        reminders=sorted(set(reminders), reverse=True),
        organizer_token=secrets.token_hex(8),
        created_at=at,
        updated_at=at,
        stamped_at=at,
    )
    _set_time(entry, when)
    keep_rendered(entry)
    session.add(entry)
    session.flush()
    raise_program(program_id, at=at)
    return entry


def lead_to(entry: Entry, path: str) -> None:
    """Say which page an entry leads to, once that page has its number. Before anybody is in it."""
    entry.path = path
    keep_rendered(entry)
    session.flush()


def move_entry(entry: Entry, when: When, *, at: datetime) -> bool:
    """Another time or length: SEQUENCE rises and who was invited is told. False if nothing moves."""
    entry = _open(entry)
    was = (entry.starts_at, entry.ends_at)
    _set_time(entry, when)  # the same moment may now be meant in another zone, which no calendar shows
    if was == (when.starts_at, when.ends_at):
        return False
    entry.sequence += 1
    _changed(entry, at=at)
    told: dict[str, Any] = {"was": [moment.isoformat() for moment in was]}
    if was[0] == when.starts_at:
        told["because"] = LENGTH
    invited = queries.invited_to(entry.id)
    for part in invited:
        _post("agenda.update", entry, part, part.person, told, at=at)
    remind(entry, invited, at=at)
    return True


def reword_entry(entry: Entry, *, title: str, description: str, at: datetime) -> bool:
    """Other words: feeds show them, nobody is mailed and SEQUENCE stays. False if they are the same."""
    entry = queries.locked(entry.id)
    if (entry.title, entry.description) == (title, description):
        return False
    entry.title, entry.description = title, description
    _changed(entry, at=at)
    return True


def cancel_entry(entry: Entry, *, reason: str, at: datetime) -> bool:
    """Call it off and tell who was invited, with the reason. False if it is off already."""
    entry = queries.locked(entry.id)
    if entry.is_cancelled:
        return False
    entry.state, entry.cancelled_at = CANCELLED, at
    entry.sequence += 1
    _changed(entry, at=at)
    for part in queries.invited_to(entry.id):
        _post("agenda.cancel", entry, part, part.person, {"reason": reason, "for_all": True}, at=at)
    return True


def drop_entry(entry: Entry) -> None:
    """An entry in which nobody ever was goes for good, with what it is about."""
    session.execute(delete(Entry).where(Entry.id == entry.id))
    session.expunge(entry)


def add_people(
    entry: Entry,
    people: Sequence[Person],
    *,
    part: str = ATTENDEE,
    invitation: bool = True,
    asked: bool = False,
    because: str = "",
    at: datetime,
) -> int:
    """Put people into an entry, and mail each an invitation if one is wanted; how many were not in yet.

    `asked`: they did it themselves, so the mail confirms instead of inviting. `because` says what else brought them
    in: "moved_up" from a waiting list, "staff" who registered them, "leads" of who has the `part` of a host. Who came
    before and leads now is told so, with a link of theirs. RuleBroken `entry.cancelled`.
    """
    entry = _open(entry)
    known = queries.parts_of(entry.id, [person.id for person in people])
    new = []
    # In the same order everywhere, so that no two transactions wait for each other.
    for person in sorted(people, key=lambda one: one.id):
        found = known.get(person.id)
        if found is None:
            found = known[person.id] = EntryPerson(
                entry_id=entry.id, person_id=person.id, raised_by=0, reply_token=secrets.token_hex(8)
            )
            session.add(found)
        elif found.part == DECLINED or (part == HOST and found.part != HOST):
            found.raised_by += 1  # above the CANCEL that they got, or the invitation to come
        else:
            continue
        found.part, found.added_at, found.invited_at = part, at, at if invitation else None
        new.append((person, found))
    session.flush()
    _raise_versions(entry, [person.id for person, _ in new], at=at)
    if invitation:
        for person, found in new:
            _post("agenda.invitation", entry, found, person, {"asked": asked, "because": because}, at=at)
        remind(entry, [found for _, found in new], at=at)
    return len(new)


def remove_person(entry: Entry, person: Person, *, because: str = "", at: datetime) -> bool:
    """Take a person out: their feed loses it, and if they had an invitation, they alone get a CANCEL. `because` says
    why, if not because they said that they cannot come: "leads" of who leads it no more.

    False if they are not in. RuleBroken `entry.cancelled`.
    """
    entry = _open(entry)
    found = queries.part_of(entry.id, person.id)
    if found is None or found.part == DECLINED:
        return False
    found.part = DECLINED
    found.raised_by += 1  # above the invitation that they got
    session.flush()
    _raise_versions(entry, [person.id], at=at)
    if found.invited_at:
        params = {"reason": "", "for_all": False, "because": because}
        _post("agenda.cancel", entry, found, person, params, at=at)
        found.invited_at = None
    return True


def leave_texts(leaver: Leaver, *, at: datetime) -> None:
    """Somebody is erased: titles and descriptions of their programs name them no more. Nobody is mailed."""
    for program in programs.programs_ever_of(leaver.person_id):
        for entry in queries.of_program(program.id):
            if leaver.is_in(entry.title) or leaver.is_in(entry.description):
                reword_entry(
                    entry,
                    title=leaver.taken_out_of(entry.title),
                    description=leaver.taken_out_of(entry.description),
                    at=at,
                )


def _open(entry: Entry) -> Entry:
    entry = queries.locked(entry.id)
    if entry.is_cancelled:
        raise RuleBroken("entry.cancelled")
    return entry


def _set_time(entry: Entry, when: When) -> None:
    entry.starts_at, entry.ends_at = when.starts_at, when.ends_at
    entry.wall_start, entry.time_zone = when.wall_start.isoformat(timespec="minutes"), when.time_zone


def _changed(entry: Entry, *, at: datetime) -> None:
    """What every change of an entry brings: new stamps, new bytes, and a new version for who sees it."""
    # Of two versions calendars keep the one with the later stamp: it never goes back, whatever our clock does.
    entry.updated_at = entry.stamped_at = max(at, entry.stamped_at)
    keep_rendered(entry)
    session.flush()
    _raise_versions(entry, None, at=at)
    raise_program(entry.program_id, at=at)


def _raise_versions(entry: Entry, person_ids: Sequence[int] | None, *, at: datetime) -> None:
    """Raise the agenda's version of these people of an entry, or of all who see it; in one statement."""
    whose = EntryPerson.part != DECLINED if person_ids is None else EntryPerson.person_id.in_(person_ids)
    word = change_of(entry.id, secrets.token_hex(4))
    people = (
        select(EntryPerson.person_id, literal(1), literal(at, UTCDateTime()), literal(word))
        .where(EntryPerson.entry_id == entry.id, whose)
        .order_by(EntryPerson.person_id)
    )
    statement = insert(AgendaVersion).from_select(["person_id", "version", "changed_at", "changes"], people)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "version": AgendaVersion.version + 1,
                "changed_at": _later(statement.excluded.changed_at),
                "changes": func.substr(statement.excluded.changes + AgendaVersion.changes, 1, CHANGES_KEPT),
            },
        ),
        execution_options={"synchronize_session": False},
    )


def set_version(person_id: int, version: int, *, at: datetime) -> None:
    """Of an agenda that has become another one: higher than whatever its feeds have told, and read anew."""
    values = {"version": version, "changed_at": at, "changes": ""}
    statement = insert(AgendaVersion).values(person_id=person_id, **values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"version": version, "changed_at": _later(statement.excluded.changed_at), "changes": ""},
        )
    )


def _later(moment: Any) -> Any:
    """This moment, or the one that is there if our clock was set back since."""
    return case((moment > AgendaVersion.changed_at, moment), else_=AgendaVersion.changed_at)


def _post(
    kind: str, entry: Entry, part: EntryPerson, person: Person, params: dict[str, Any], *, at: datetime
) -> None:
    """One mail a person and SEQUENCE: the same occasion is never mailed twice, coming back is another one."""
    sequence = entry.sequence + part.raised_by
    post(
        kind=kind,
        key=f"{kind}:{entry.id}:{person.id}:{sequence}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={
            "entry_id": entry.id,
            "person_id": person.id,
            "sequence": sequence,
            "raised_by": part.raised_by,
            **params,
        },
        at=at,
    )
