"""Somebody waits for a place in a session, and what if it moves or is called off meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people.models import Person
from mentortrain.people.rules import first_name
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute
from mentortrain.webinars import queries
from mentortrain.webinars.actions import CONFIRM_PLACE, token_from
from mentortrain.webinars.models import Registration, Webinar


def _waiting(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found, webinar = _in_line(params)
    if found is None or webinar is None:
        return Dropped("waits no more")  # they have moved up, or left the line
    if webinar.entry.is_cancelled:
        return Dropped("cancelled")
    if webinar.entry.starts_at <= at:
        return Dropped("begun")
    return _letter(webinar, found)


def _line_ended(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found, webinar = _in_line(params)
    if found is None or webinar is None:
        return Dropped("waits no more")
    if webinar.entry.ends_at <= at:
        return Dropped("over")
    return _letter(webinar, found)


def _line_moved(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found, webinar = _in_line(params)
    if found is None or webinar is None:
        return Dropped("waits no more")  # they have moved up, which told them the time, or left the line
    if webinar.entry.is_cancelled:
        return Dropped("cancelled")
    if webinar.entry.sequence > params["sequence"]:
        return Dropped("superseded")  # it moved again, which posted another one
    if webinar.entry.starts_at <= at:
        return Dropped("begun")
    return _letter(webinar, found, was=tuple(datetime.fromisoformat(moment) for moment in params["was"]))


def _in_line(params: dict[str, Any]) -> tuple[Registration | None, Webinar | None]:
    """(who waits since the moment of the mail, the session); None for who does not."""
    found = queries.registration(params["webinar_id"], params["person_id"])
    since = found.waiting_since.isoformat() if found and found.waits and found.waiting_since else None
    return (found if since == params["since"] else None), queries.with_id(params["webinar_id"])


def _letter(webinar: Webinar, found: Registration, **words: object) -> Letter:
    entry, person = webinar.entry, found.person
    return Letter(
        context={
            "first_name": person.first_name,
            "title": entry.title,
            "times": (entry.starts_at, entry.ends_at),
            "program": programs.program(webinar.program_id),
            "places": webinar.capacity,
            "place": queries.place_in_line(webinar.id, person.id),
            "reason": webinar.cancel_reason,
            "url": _own_page(webinar, person),
            "staff": [
                grant.person for grant in programs.staff_of(webinar.program_id) if grant.looks_after(None)
            ],
            **words,
        },
        zone=person.time_zone,
        language=person.language,
    )


def _confirm_place(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found = queries.request_numbered(params["id"])
    webinar = queries.with_id(found.webinar_id) if found else None
    if found is None or webinar is None:
        return Dropped("gone")
    entry = webinar.entry
    if entry.is_cancelled:
        return Dropped("cancelled")
    if entry.ends_at <= at:
        return Dropped("over")
    return Letter(
        context={
            "first_name": first_name(found.name, found.email),
            "title": entry.title,
            "times": (entry.starts_at, entry.ends_at),
            "program": programs.program(webinar.program_id),
            "url": absolute("webinars.place", token=token_from(found.salt)),
        },
        zone=found.time_zone,
        language=found.language,
    )


def _own_page(webinar: Webinar, person: Person) -> str:
    """Where somebody sees how it stands: a guest has the page of their link."""
    found = queries.request_of(webinar.id, person.email) if webinar.is_public else None
    if found is not None and found.confirmed_at:
        return absolute("webinars.place", token=token_from(found.salt))
    return absolute("webinars.session", program_id=webinar.program_id, webinar_id=webinar.id)


def _program_of(params: dict[str, Any]) -> int | None:
    webinar = queries.with_id(params["webinar_id"])
    return webinar.program_id if webinar else None


register(
    Kind(name="webinars.waiting", template="waiting_for_place", compose=_waiting, program_of=_program_of)
)
register(Kind(name="webinars.line_moved", template="line_moved", compose=_line_moved, program_of=_program_of))
register(Kind(name="webinars.line_ended", template="line_ended", compose=_line_ended, program_of=_program_of))
register(Kind(name=CONFIRM_PLACE, template="confirm_place", compose=_confirm_place))
