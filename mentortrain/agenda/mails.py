"""Invitation, update and cancellation, each with a part for the calendar; and reminders, without one.

Each is made from the entry as it is when the mail goes. What is no longer true is not sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain import calendar
from mentortrain.agenda import queries
from mentortrain.agenda.actions import LENGTH
from mentortrain.agenda.links import join_url, token_of
from mentortrain.agenda.models import EntryPerson
from mentortrain.agenda.render import as_event, organizer, page_of
from mentortrain.agenda.rules import DECLINED, HOST, SOON, why_no_reminder
from mentortrain.calendar import Mailbox
from mentortrain.mail.kinds import CalendarPart, Dropped, Kind, Letter, register
from mentortrain.mail.queries import has_not_gone
from mentortrain.programs import queries as programs
from mentortrain.prose import as_html, as_text
from mentortrain.web.links import absolute


def _invitation(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    part = _part(params)
    if part is None or part.part == DECLINED:
        return Dropped("no longer attends")
    if part.raised_by > params["raised_by"]:
        return Dropped("superseded")  # they left and came back, which posted another one
    if part.entry.is_cancelled:
        return Dropped("cancelled")
    if part.entry.ends_at <= at:
        return Dropped("over")
    if part.told_sequence is None or part.told_plainly:  # what was sent as an invitation goes on as one
        part.told_plainly = queries.feed_replaces_invitations(part.person_id)
    part.told_sequence = _sequence(part)
    # What was posted before there were reasons has none.
    return _letter(part, "REQUEST", asked=params["asked"], because=params.get("because", ""))


def _update(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    part = _part(params)
    if part is None or part.part == DECLINED:
        return Dropped("no longer attends")
    if part.entry.is_cancelled:
        return Dropped("cancelled")
    if _sequence(part) > params["sequence"]:
        return Dropped("superseded")
    if part.told_sequence is not None and part.told_sequence >= params["sequence"]:
        return Dropped("told already")  # their invitation went out late, with this time in it
    if part.entry.ends_at <= at:
        return Dropped("over")
    was = tuple(datetime.fromisoformat(moment) for moment in params["was"])
    return _letter(part, "REQUEST", was=was, begins_as_before=_begins_as_before(part, params))


def _begins_as_before(part: EntryPerson, params: dict[str, Any]) -> bool:
    """Whether it has another length and no other start, and they know of the start: a mail about that which had not
    gone before this was posted goes no more."""
    if params.get("because") != LENGTH:
        return False
    before = f"agenda.update:{part.entry_id}:{part.person_id}:{params['sequence'] - 1}"
    return not has_not_gone(before)


def _cancel(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    part = _part(params)
    if part is None:
        return Dropped("the person is gone")
    if not params["for_all"]:
        if part.part != DECLINED or part.raised_by > params["raised_by"]:
            return Dropped("attends again")
        if part.told_sequence is None:
            return Dropped("never invited")  # they left before the invitation went: nothing to take back
    return _letter(
        part, "CANCEL", reason=params["reason"], for_all=params["for_all"], because=params.get("because", "")
    )


def _reminder(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    part = _part(params)
    if part is None or part.part == DECLINED:
        return Dropped("no longer attends")
    if part.raised_by > params["raised_by"]:
        return Dropped("superseded")  # they left and came back, which posted another one
    entry, minutes = part.entry, params["minutes"]
    if entry.is_cancelled:
        return Dropped("cancelled")
    why_not = why_no_reminder(
        minutes,
        reminders=entry.reminders,
        planned_for=datetime.fromisoformat(params["starts_at"]),
        starts_at=entry.starts_at,
        at=at,
    )
    if why_not:
        return Dropped(why_not)
    return Letter(
        context=_context(part, soon=minutes <= SOON),
        zone=part.person.time_zone,
        language=part.person.language,
    )


def _part(params: dict[str, Any]) -> EntryPerson | None:
    return queries.part_of(params["entry_id"], params["person_id"])


def _sequence(part: EntryPerson) -> int:
    return part.entry.sequence + part.raised_by


def _letter(part: EntryPerson, method: str, **words: object) -> Letter:
    entry, person = part.entry, part.person
    asked = method == "REQUEST"
    make = calendar.invitation if asked else calendar.cancellation
    body = make(
        as_event(entry, raised_by=part.raised_by, url=join_url(part) if asked else ""),
        organizer=organizer(part),
        attendee=Mailbox(person.name, person.email),
    )
    return Letter(
        context=_context(part, attached=not part.told_plainly, **words),
        zone=person.time_zone,
        language=person.language,
        calendar=None if part.told_plainly else CalendarPart(method, body),
    )


def _context(part: EntryPerson, **words: object) -> dict[str, object]:
    entry = part.entry
    return {
        "first_name": part.person.first_name,
        "title": entry.title,
        "program": programs.program(entry.program_id),
        "staff": [grant.person for grant in programs.staff_of(entry.program_id) if grant.looks_after(None)],
        "description": as_text(entry.description),
        "description_html": as_html(entry.description, line_by_line=True),
        "times": (entry.starts_at, entry.ends_at),
        "url": page_of(entry),
        "join": join_url(part),
        "leads": part.part == HOST,
        "yes": absolute("agenda.answer", token=token_of(part), coming="yes"),
        "no": absolute("agenda.answer", token=token_of(part), coming="no"),
        **words,
    }


def _program_of(params: dict[str, Any]) -> int | None:
    part = _part(params)
    return part.entry.program_id if part else None


register(
    Kind(
        name="agenda.invitation",
        template="invitation_to_session",
        compose=_invitation,
        program_of=_program_of,
    )
)
register(Kind(name="agenda.update", template="session_update", compose=_update, program_of=_program_of))
register(Kind(name="agenda.cancel", template="session_cancelled", compose=_cancel))
register(Kind(name="agenda.reminder", template="session_reminder", compose=_reminder, program_of=_program_of))
