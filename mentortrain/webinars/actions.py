"""Scheduling sessions, coming and not coming, and saying who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from mentortrain.agenda import actions as agenda
from mentortrain.agenda.models import Entry
from mentortrain.agenda.queries import locked
from mentortrain.agenda.rules import meant
from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Leaver
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.events import record_training
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.tasks.actions import settle
from mentortrain.webinars import queries, rules
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import INVITED, REGISTERED, WEBINAR, WITHDRAWN

UNSAID = ("description", "host_name", "host_id", "meeting_url", "cohort_id")
"""Of these the record says that they changed, not how: long, a person, the door of the meeting, a number."""


def schedule(
    program: Program,
    *,
    title: str,
    description: str,
    starts_wall: datetime,
    time_zone: str,
    minutes: int,
    host_name: str,
    meeting_url: str,
    kind: str = WEBINAR,
    cohort_id: int | None = None,
    host_id: int | None = None,
    at: datetime,
) -> Webinar:
    """A new session. `starts_wall` is what the clocks of `time_zone` show at its start (naive).

    It is for one group of the program, or for everybody. `host_id` is who of the staff leads it.

    Nobody is mailed. RuleBroken `time.skipped`, `webinar.in_the_past`, `webinar.too_far`,
    `webinar.length`, `webinar.meeting_url`.
    """
    rules.check_length(minutes)
    rules.check_meeting_url(meeting_url)
    rules.check_reach(starts_wall, at=at)
    when = meant(starts_wall, time_zone, minutes=minutes)
    rules.check_start(when.starts_at, at=at)
    entry = agenda.add_entry(program_id=program.id, title=title, description=description, when=when, at=at)
    webinar = Webinar(
        program_id=program.id,
        entry=entry,
        host_name=host_name,
        meeting_url=meeting_url,
        kind=kind,
        cohort_id=cohort_id,
        host_id=host_id,
        created_at=at,
    )
    session.add(webinar)
    session.flush()
    agenda.lead_to(entry, rules.page_path(program.id, webinar.id))
    _record(
        "webinar.scheduled",
        webinar,
        {"starts_at": entry.starts_at.isoformat(), "minutes": entry.minutes, "time_zone": entry.time_zone},
        at=at,
    )
    return webinar


def edit(
    webinar: Webinar,
    *,
    title: str,
    description: str,
    starts_wall: datetime,
    time_zone: str,
    minutes: int,
    host_name: str,
    meeting_url: str,
    cohort_id: int | None,
    host_id: int | None,
    at: datetime,
) -> bool:
    """Change a session; whether it moved. Only then is who is expected mailed; other words just show.

    RuleBroken as `schedule`, `webinar.cancelled`, and `webinar.begun`: what has begun keeps its time.
    """
    entry = locked(webinar.entry_id)
    _refuse_cancelled(webinar)
    rules.check_length(minutes)
    rules.check_meeting_url(meeting_url)
    if starts_wall != datetime.fromisoformat(entry.wall_start):
        rules.check_reach(starts_wall, at=at)
    when = meant(starts_wall, time_zone, minutes=minutes)
    if (when.starts_at, when.ends_at) != (entry.starts_at, entry.ends_at):
        if entry.starts_at <= at:
            raise RuleBroken("webinar.begun")
        rules.check_start(when.starts_at, at=at)
    before = _seen(webinar)
    webinar.host_name, webinar.meeting_url = host_name, meeting_url
    webinar.cohort_id, webinar.host_id = cohort_id, host_id
    agenda.reword_entry(entry, title=title, description=description, at=at)
    moved = agenda.move_entry(entry, when, at=at)
    changed = changes(before, _seen(webinar), unsaid=UNSAID)
    if changed:
        _record("webinar.moved" if moved else "webinar.edited", webinar, {"changed": changed}, at=at)
    return moved


def cancel(webinar: Webinar, *, reason: str, at: datetime) -> bool:
    """Call a session off; who is expected gets a mail with the reason. False if it is off already.

    RuleBroken `webinar.past`.
    """
    entry = locked(webinar.entry_id)
    if entry.is_cancelled:
        return False
    if entry.ends_at <= at:
        raise RuleBroken("webinar.past")
    webinar.cancelled_at, webinar.cancel_reason = at, reason
    done = agenda.cancel_entry(entry, reason=reason, at=at)
    _record("webinar.cancelled", webinar, {}, at=at)
    everybody = Scope.whole(webinar.program_id)
    record_training(
        list(queries.attendance_of(webinar.id, everybody)), at
    )  # marks in what is off count for nothing
    return done


def register(webinar: Webinar, person: Person, *, at: datetime) -> bool:
    """A person will come; the mail that confirms it carries the session. False if they were registered.

    Who was invited has that mail and gets no second one. RuleBroken `webinar.cancelled`, `webinar.past`,
    `session.left` for who left the program at this moment.
    """
    if programs.has_left(webinar.program_id, person.id):
        raise RuleBroken("session.left")
    _hold(webinar, at=at)
    found = queries.registration(webinar.id, person.id)
    if found is None:
        found = Registration(webinar_id=webinar.id, person_id=person.id, times=0)
        session.add(found)
    elif found.state == REGISTERED:
        return False
    found.state, found.registered_at, found.times = REGISTERED, at, found.times + 1
    agenda.add_people(webinar.entry, [person], asked=True, at=at)
    return True


def withdraw(webinar: Webinar, person: Person, *, at: datetime) -> bool:
    """A person cannot come: out of their calendar it goes. False if they were not expected.

    RuleBroken `webinar.cancelled`, `webinar.past`.
    """
    _hold(webinar, at=at)
    found = queries.registration(webinar.id, person.id)
    if found is None or found.state == WITHDRAWN:
        return False
    found.state, found.withdrawn_at = WITHDRAWN, at
    agenda.remove_person(webinar.entry, person, at=at)
    return True


def invite(webinar: Webinar, people: Iterable[Person], *, at: datetime) -> int:
    """Invite people who have nothing to do with a session yet; how many. Who withdrew is left alone.

    RuleBroken `webinar.cancelled`, `webinar.past`.
    """
    _hold(webinar, at=at)
    known = queries.known_to(webinar.id)
    new = list({person.id: person for person in people if person.id not in known}.values())
    session.add_all(
        Registration(webinar_id=webinar.id, person_id=person.id, state=INVITED, times=0, invited_at=at)
        for person in new
    )
    return agenda.add_people(webinar.entry, new, at=at)


def leave_program(person_id: int, program_id: int, at: datetime) -> dict[str, int]:
    """Somebody left a program: out of its sessions to come, and these out of their calendar. The places are free."""
    person = session.get_one(Person, person_id)
    coming = queries.expected_at(person_id, program_id, at=at)
    return {"sessions": sum(withdraw(webinar, person, at=at) for webinar in coming)}


def leave_all(leaver: Leaver, *, at: datetime) -> None:
    """Somebody is erased: nobody waits for them any more, and no session names them. They get no mail."""
    to_come = select(Webinar.id).join(Entry, Entry.id == Webinar.entry_id).where(Entry.ends_at > at)
    session.execute(
        update(Registration)
        .where(
            Registration.person_id == leaver.person_id,
            Registration.state != WITHDRAWN,
            Registration.webinar_id.in_(to_come),
        )
        .values(state=WITHDRAWN, withdrawn_at=at)
    )
    for program in programs.programs_ever_of(leaver.person_id):
        for webinar in queries.all_of(program.id):
            webinar.host_name = leaver.taken_out_of(webinar.host_name)
            if webinar.host_id == leaver.person_id:
                webinar.host_id = None
            if webinar.cancel_reason:
                webinar.cancel_reason = leaver.taken_out_of(webinar.cancel_reason)


def mark_attendance(
    webinar: Webinar, minutes_by_person: Mapping[int, int | None], *, scope: Scope, by: Person, at: datetime
) -> int:
    """Say for how many minutes people were there, None for those who were not; how many marks changed.

    Who is not in the program now, or not within what `by` is shown of it, is left out. RuleBroken
    `webinar.cancelled`, `webinar.not_begun`, `attendance.minutes` if somebody is given less than one minute or
    more than the session had.
    """
    entry = locked(webinar.entry_id)
    _refuse_cancelled(webinar)
    if at < entry.starts_at:
        raise RuleBroken("webinar.not_begun")
    if any(
        minutes is not None and not 1 <= minutes <= entry.minutes for minutes in minutes_by_person.values()
    ):
        raise RuleBroken("attendance.minutes", length=entry.minutes)
    here = {part.person_id for part in programs.participants(scope)}
    marked = queries.attendance_of(webinar.id, scope)
    before = {person_id: one.minutes for person_id, one in marked.items()}
    changed = [
        person_id
        for person_id, minutes in sorted(minutes_by_person.items())
        if person_id in here and _mark(webinar, marked.get(person_id), person_id, minutes, by=by, at=at)
    ]
    if changed:
        marks = [[one, before.get(one), minutes_by_person[one]] for one in changed]
        _record("attendance.marked", webinar, {"marks": marks}, people=changed, by=by.id, at=at)
    record_training(changed, at)
    if changed:
        settle("webinars.attendance", thing_id=webinar.id, at=at)
    return len(changed)


def _seen(webinar: Webinar) -> dict[str, Any]:
    """What the record compares."""
    entry = webinar.entry
    return {
        "title": entry.title,
        "starts_at": entry.starts_at,
        "minutes": entry.minutes,
        "time_zone": entry.time_zone,
    } | {field: getattr(entry if field == "description" else webinar, field) for field in UNSAID}


def _record(
    action: str,
    webinar: Webinar,
    details: dict[str, Any],
    *,
    people: Collection[int] = (),
    by: int | None = None,
    at: datetime,
) -> None:
    record(
        action,
        about=("webinar", webinar.id),
        program_id=webinar.program_id,
        people=people,
        details={"name": webinar.entry.title} | details,
        by=by,
        at=at,
    )


def _hold(webinar: Webinar, *, at: datetime) -> None:
    """Hold a session that people can still come to: two who register at once come one after the other."""
    entry = locked(webinar.entry_id)
    _refuse_cancelled(webinar)
    if entry.ends_at <= at:
        raise RuleBroken("webinar.past")


def _refuse_cancelled(webinar: Webinar) -> None:
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")


def _mark(
    webinar: Webinar,
    found: Attendance | None,
    person_id: int,
    minutes: int | None,
    *,
    by: Person,
    at: datetime,
) -> bool:
    if minutes == (found.minutes if found else None):
        return False
    if found is not None and minutes is None:
        session.delete(found)
        return True
    if found is None:
        found = Attendance(webinar_id=webinar.id, person_id=person_id)
        session.add(found)
    found.minutes, found.marked_by_id, found.marked_at = minutes or 0, by.id, at
    return True
