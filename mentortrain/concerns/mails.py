"""Answers to who asked, and that a report waits: of a report no mail holds a word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.concerns import queries
from mentortrain.concerns.actions import (
    ANSWER,
    ESCALATED,
    REPORT_ANSWER,
    REPORT_WAITS,
    key_of_answer,
    key_of_call,
)
from mentortrain.concerns.models import Concern
from mentortrain.concerns.queries import Said
from mentortrain.concerns.rules import SAFEGUARDING
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute


def _answer(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    concern = queries.with_id(params["id"])
    if concern is None:
        return Dropped("gone")
    said = [one for one in _answers(params) if one.id == params["message_id"]]
    if not said:
        return Dropped("gone")
    return _to_asker(concern, {"answer": said[0].text}, _earlier_answers(ANSWER, params))


def _answers(params: dict[str, Any]) -> list[Said]:
    return [one for one in queries.messages_of(params["id"]) if one.by_staff]


def _earlier_answers(kind: str, params: dict[str, Any]) -> tuple[str, ...]:
    """The mails that brought the asker what staff answered before this."""
    return tuple(key_of_answer(kind, one.id) for one in _answers(params) if one.id < params["message_id"])


def _report_answer(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    concern = queries.with_id(params["id"])
    if concern is None:
        return Dropped("gone")
    return _to_asker(concern, {}, _earlier_answers(REPORT_ANSWER, params))


def _to_asker(concern: Concern, more: dict[str, object], follows: tuple[str, ...]) -> Letter:
    person = concern.person
    url = (
        absolute("concerns.mine", concern_id=concern.id)
        if person
        else absolute("concerns.by_link", token=queries.token_of(concern))
    )
    return Letter(
        context={"name": person.first_name if person else concern.asker_name, "url": url, **more},
        zone=person.time_zone if person else "UTC",
        language=person.language if person else "en",
        follows=follows,
    )


def _report_waits(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    concern, person = queries.with_id(params["id"]), people.with_id(params["person_id"])
    if concern is None or person is None or concern.waits_since is None:
        return Dropped("answered")
    if not queries.may_see(concern, person):
        return Dropped("no longer handles it")
    follows = _earlier_calls(params, before=params.get("turn", 1))
    return _to_staff(concern, person, absolute("concerns.thread", concern_id=concern.id), follows)


def _earlier_calls(params: dict[str, Any], *, before: int) -> tuple[str, ...]:
    """The mails that told one of staff of the same report. Who was named for it later has not got the first ones:
    mail programs put what names the same ones together all the same."""
    kind, number, person = REPORT_WAITS, params["id"], params["person_id"]
    return tuple(key_of_call(kind, number, turn, person) for turn in range(1, before))


def _escalated(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    concern, person = queries.with_id(params["id"]), people.with_id(params["person_id"])
    if concern is None or person is None or concern.waits_since is None:
        return Dropped("answered")
    if concern.about_id == person.id or not person.is_admin:
        return Dropped("not for them")
    sees = queries.may_see(concern, person)
    url = (
        absolute("concerns.thread", concern_id=concern.id)
        if sees or concern.program_id is None
        else absolute("concerns.handlers", program_id=concern.program_id)
    )
    letter = _to_staff(concern, person, url, _earlier_calls(params, before=params.get("turn", 1) + 1))
    letter.context["sees"] = sees
    return letter


def _to_staff(concern: Concern, person: Person, url: str, follows: tuple[str, ...]) -> Letter:
    program = programs.program(concern.program_id).name if concern.program_id else ""
    return Letter(
        context={
            "first_name": person.first_name,
            "program": program,
            "safeguarding": concern.topic == SAFEGUARDING,
            "url": url,
        },
        zone=person.time_zone,
        language=person.language,
        follows=follows,
    )


register(Kind(name=ANSWER, template="help_answer", compose=_answer))
register(Kind(name=REPORT_ANSWER, template="report_answer", compose=_report_answer))
register(Kind(name=REPORT_WAITS, template="report_waits", compose=_report_waits))
register(Kind(name=ESCALATED, template="report_escalated", compose=_escalated))
