"""Coming and not coming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentortrain.agenda import actions as agenda
from mentortrain.agenda.models import Entry
from mentortrain.agenda.queries import hold_all, hold_calendars
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Leaver
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.webinars import queries
from mentortrain.webinars.actions.holding import hold
from mentortrain.webinars.actions.leading import stop_leading
from mentortrain.webinars.actions.line import join_line, leave_line, move_up, take_place
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.rules import INVITED, MOST_OF_TOPIC, REGISTERED, WITHDRAWN


def register(webinar: Webinar, person: Person, *, at: datetime) -> bool:
    """A person will come; the mail that confirms it carries the session. False if they were registered or wait.

    Who was invited has that mail and gets no second one, and has a place. Where none is free, they wait behind all
    who wait already, and one mail says so. Once it has begun nobody waits: who comes to a free place has it.
    RuleBroken `webinar.cancelled`, `webinar.past`, `session.left` for who left the program at this moment,
    `session.full` for a full session that has begun, `session.led` for who leads it.

    Of a session that is offered at several times they choose this one: out of another one they go. `choice.full` for
    who has a place at another time, for none is free at this one; `choice.was_there` for who was there already.
    """
    if not webinar.is_public and programs.has_left(webinar.program_id, person.id):
        raise RuleBroken("session.left")
    before = _other_time(webinar, person, at=at)
    hold(webinar, at=at)
    _refuse_leader(webinar, person)
    found = queries.registration(webinar.id, person.id)
    if found is None:
        found = Registration(webinar_id=webinar.id, person_id=person.id, times=0)
    elif found.state == REGISTERED:
        return False
    has_begun = webinar.entry.starts_at <= at
    if found.is_expected or queries.places_of(webinar).free != 0:
        take_place(found, at=at)
        session.add(found)
        if before:
            hold_calendars(
                [person.id, *(one.person_id for one in queries.first_waiting(before.webinar_id, 1))]
            )
        agenda.add_people(webinar.entry, [person], asked=True, at=at)
        _leave_other_time(before, person, at=at)
        return True
    if has_begun:
        raise RuleBroken("session.full")
    if before and before.is_expected:
        raise RuleBroken("choice.full")
    if found.waits:
        return False
    join_line(webinar, found, person, at=at)
    session.add(found)
    _leave_other_time(before, person, at=at)
    return True


def _refuse_leader(webinar: Webinar, person: Person) -> None:
    """Who leads a session is no guest of it."""
    if queries.is_led_by(webinar, person.id):
        raise RuleBroken("session.led")


def _other_time(webinar: Webinar, person: Person, *, at: datetime) -> Registration | None:
    """Where else they chose to come, of the times at which a session is offered, all of which are held from now on."""
    if webinar.choice_id is None:
        return None
    hold_all(queries.entries_of_choice(webinar.choice_id))
    if queries.was_at_another_time(webinar, person.id):
        raise RuleBroken("choice.was_there")
    return queries.chosen_before(webinar, person.id, at=at)


def _leave_other_time(before: Registration | None, person: Person, *, at: datetime) -> None:
    if before is not None:
        withdraw(session.get_one(Webinar, before.webinar_id), person, at=at)


def withdraw(webinar: Webinar, person: Person, *, at: datetime) -> bool:
    """A person cannot come: out of their calendar it goes, and who is first in line has their place; or they leave
    the line. False if they were not expected and did not wait.

    RuleBroken `webinar.cancelled`, `webinar.past`.
    """
    hold(webinar, at=at)
    found = queries.registration(webinar.id, person.id)
    if found is None or found.state == WITHDRAWN:
        return False
    had_place = found.is_expected
    found.state, found.withdrawn_at = WITHDRAWN, at
    leave_line(found)
    if had_place:
        move_up(webinar, leaver=person, at=at)
    return True


def answer(entry: Entry, person: Person, coming: bool, at: datetime) -> bool | None:
    """Somebody said by mail if they come: as on the page. None if the entry is no session's.

    RuleBroken as `register` and `withdraw`, and `session.led`: who leads it tells the staff.
    """
    webinar = queries.of_entry(entry.id)
    if webinar is None:
        return None
    _refuse_leader(webinar, person)
    return register(webinar, person, at=at) if coming else withdraw(webinar, person, at=at)


def invite(webinar: Webinar, people: Iterable[Person], *, at: datetime) -> int:
    """Invite people who have nothing to do with a session yet; how many. Who withdrew, waits
    or leads it is left alone.

    An invitation holds a place: it stands in the calendar and opens the door. Staff who invite more people than there
    are places go above them; nobody moves up then until there is room.

    RuleBroken `webinar.cancelled`, `webinar.past`.
    """
    hold(webinar, at=at)
    known = queries.known_to(webinar.id) | queries.leaders_of(webinar)
    new = list({person.id: person for person in people if person.id not in known}.values())
    session.add_all(
        Registration(webinar_id=webinar.id, person_id=person.id, state=INVITED, times=0, invited_at=at)
        for person in new
    )
    return agenda.add_people(webinar.entry, new, at=at)


def leave_program(person_id: int, program_id: int, at: datetime) -> dict[str, int]:
    """Somebody left a program: out of its sessions to come, and these out of their calendar. The places are free, and
    what they led there they lead no more."""
    person = session.get_one(Person, person_id)
    coming = queries.expected_at(person_id, program_id, at=at)
    led = queries.led_in(person_id, program_id, at=at)
    hold_all([webinar.entry_id for webinar in (*coming, *led)])  # before any calendar is touched
    left = sum(withdraw(webinar, person, at=at) for webinar in coming)
    return {"sessions": left + stop_leading(person_id, program_id, at)}


def leave_all(leaver: Leaver, *, at: datetime) -> None:
    """Somebody is erased: nobody waits for them any more, and no session names them. They get no mail."""
    to_come = queries.expected_anywhere(leaver.person_id, at=at)
    hold_all([webinar.entry_id for webinar in to_come])
    for webinar in to_come:
        session.refresh(webinar, ["capacity"])
        found = queries.registration(webinar.id, leaver.person_id)
        if found is None or found.state == WITHDRAWN:
            continue
        had_place = found.is_expected
        found.state, found.withdrawn_at = WITHDRAWN, at
        leave_line(found)
        if had_place:
            move_up(webinar, at=at)
    for program in programs.programs_ever_of(leaver.person_id):
        for webinar in queries.all_of(program.id):
            webinar.host_name = leaver.taken_out_of(webinar.host_name)
            if webinar.topic:
                webinar.topic = leaver.taken_out_of(webinar.topic)[:MOST_OF_TOPIC]
            if webinar.host_id == leaver.person_id:
                webinar.host_id = None  # as who led it as well they go with the account
            if webinar.cancel_reason:
                webinar.cancel_reason = leaver.taken_out_of(webinar.cancel_reason)
        agenda.raise_program(program.id, at=at)
