"""What people are told of a session that is no part of its calendar mails: the line, a part of it, its recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.agenda.actions import LENGTH
from mentortrain.mail.kinds import NUDGE, Dropped, Kind, Letter, register
from mentortrain.people.models import Person
from mentortrain.people.rules import first_name
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute
from mentortrain.webinars import makeups, queries, rules
from mentortrain.webinars.actions import CONFIRM_PLACE, token_from
from mentortrain.webinars.asking import read_questions
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.words import missed_words, partly_words, place_of


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
    was = tuple(datetime.fromisoformat(moment) for moment in params["was"])
    return _letter(webinar, found, was=was, begins_as_before=params.get("because") == LENGTH)


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
            "clocks": place_of(found.time_zone),
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


def _partly(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    webinar, person, minutes = _over(params)
    if webinar is None or person is None or not minutes:
        return Dropped("not there")
    length, percent = webinar.entry.minutes, webinar.threshold_percent
    if rules.outcome(minutes, length, percent) != rules.PARTLY:
        return Dropped("attended")  # staff have put it right, or it is made up already
    url = _own_page(webinar, person)
    is_guest = url != absolute("webinars.session", program_id=webinar.program_id, webinar_id=webinar.id)
    offer = None if is_guest else queries.offer_of(webinar.id)
    questions = len(read_questions(offer.questions)) if offer else None
    needed = rules.minutes_needed(length, percent)
    expected = queries.registration(webinar.id, person.id)
    return _letter_after(
        webinar,
        person,
        words=partly_words(minutes, length, needed, questions),
        can_make_up=offer is not None,
        recording=queries.recording_of(webinar.id),
        url=url,
        asked=not is_guest
        and makeups.can_say(
            webinar.entry.ends_at,
            expected=expected is not None and expected.is_expected,
            was_there=True,
            is_known=True,
            at=at,
        ),
    )


def _recording(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    webinar, person, minutes = _over(params)
    if webinar is None or person is None:
        return Dropped("not there")
    recording, offer = queries.recording_of(webinar.id), queries.offer_of(webinar.id)
    if recording is None:
        return Dropped("removed")
    came_to = rules.outcome(minutes, webinar.entry.minutes, webinar.threshold_percent)
    if came_to == rules.ATTENDED:
        return Dropped("attended")
    may = makeups.may_make_up(offer.open_to if offer else makeups.NOBODY, came_to, is_known=True)
    return _letter_after(
        webinar,
        person,
        words=missed_words(len(read_questions(offer.questions))) if offer and may else "",
        recording=recording,
    )


def _over(params: dict[str, Any]) -> tuple[Webinar | None, Person | None, int | None]:
    """(the session unless it was called off, the person, for how many minutes they were there)."""
    webinar = queries.with_id(params["webinar_id"])
    found = queries.people_with([params["person_id"]])
    if webinar is None or webinar.entry.is_cancelled or not found:
        return None, None, None
    return webinar, found[0], queries.minutes_of(webinar.id, found[0].id)


def _letter_after(webinar: Webinar, person: Person, **context: Any) -> Letter:
    entry = webinar.entry
    return Letter(
        context={
            "first_name": person.first_name,
            "title": entry.title,
            "times": (entry.starts_at, entry.ends_at),
            "program": programs.program(webinar.program_id),
            "url": absolute("webinars.session", program_id=webinar.program_id, webinar_id=webinar.id),
            "staff": [
                grant.person for grant in programs.staff_of(webinar.program_id) if grant.looks_after(None)
            ],
        }
        | context,
        zone=person.time_zone,
        language=person.language,
    )


def _program_of(params: dict[str, Any]) -> int | None:
    webinar = queries.with_id(params["webinar_id"])
    return webinar.program_id if webinar else None


register(
    Kind(name="webinars.waiting", template="waiting_for_place", compose=_waiting, program_of=_program_of)
)
register(Kind(name="webinars.line_moved", template="line_moved", compose=_line_moved, program_of=_program_of))
register(Kind(name="webinars.line_ended", template="line_ended", compose=_line_ended, program_of=_program_of))
register(Kind(name=CONFIRM_PLACE, template="confirm_place", compose=_confirm_place))
register(Kind(name="webinars.partly", template="partly_there", compose=_partly, program_of=_program_of))
register(
    Kind(
        name="webinars.recording",
        template="recording_there",
        compose=_recording,
        program_of=_program_of,
        message_class=NUDGE,
    )
)
