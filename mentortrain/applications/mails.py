"""The mails to who applies or wants to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale

from mentortrain.applications import queries, words
from mentortrain.applications.actions.applying import CONFIRM, CONFIRM_INTEREST, token_from
from mentortrain.applications.actions.deciding import ANSWERED
from mentortrain.applications.actions.opening import MENTEES_OPEN
from mentortrain.applications.models import Application, Interest
from mentortrain.applications.rules import LINK_LASTS, UNCONFIRMED
from mentortrain.db import session
from mentortrain.mail.actions import really
from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import zones
from mentortrain.people.rules import first_name
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Program
from mentortrain.web.links import absolute


def _confirm(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found = queries.by_id(params["id"])
    if found is None or found.state != UNCONFIRMED:
        return Dropped("confirmed or gone")
    if found.token_hash != params["hash"]:
        return Dropped("superseded")
    if really(at) >= found.applied_at + LINK_LASTS:
        return Dropped("the link has ended")
    return _to(
        found,
        {
            "url": absolute("applications.confirmation", token=token_from(found.salt)),
            "role": found.role,
            "ends_at": found.applied_at + LINK_LASTS,
        },
    )


def _answer(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    decision = queries.decision_by_id(params["id"])
    if decision is None or decision.undone_at:
        return Dropped("taken back")
    found = decision.application
    with force_locale(words.written_in(found.language)):
        usual = words.usual_letter(decision.answer, found.program.name)
    return _to(
        found,
        {
            "letter": decision.letter or usual,
            "answer": decision.answer,
            "staff": [
                grant.person
                for grant in programs.staff_of(found.program_id)
                if grant.looks_after(found.cohort_id)
            ],
        },
    )


def _to(found: Application, more: dict[str, object]) -> Letter:
    zone = zones.zone_for(found.country)
    return Letter(
        context={"first_name": first_name(found.name, found.email), "program": found.program, **more},
        zone=zone.name if zone else found.program.first_cohort.time_zone,
        language=words.written_in(found.language),
    )


def _confirm_interest(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found = session.get(Interest, params["id"])
    if found is None or found.told_at:
        return Dropped("told or gone")
    return _to_interested(found, found.program, "applications.interest")


def _mentees_open(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    found = session.get(Interest, params["id"])
    intake = queries.intake_of(found.program_id) if found else None
    if found is None or intake is None:
        return Dropped("gone")
    if intake.opened_at is None or found.program.is_archived:
        return Dropped("no longer open")
    return _to_interested(found, found.program, "applications.interest", apply_url=intake)


def _to_interested(found: Interest, program: Program, endpoint: str, apply_url: Any = None) -> Letter:
    where = {"slug": apply_url.slug, "role": found.role} if apply_url else None
    return Letter(
        context={
            "program": program,
            "confirmed": found.confirmed_at is not None,
            "url": absolute(endpoint, token=token_from(found.salt)),
            "apply_url": absolute("applications.form", **where) if where else "",
        },
        zone=program.first_cohort.time_zone,
        language=words.written_in(found.language),
    )


register(Kind(name=CONFIRM, template="application_confirm", compose=_confirm, urgent=True))
register(Kind(name=CONFIRM_INTEREST, template="interest_confirm", compose=_confirm_interest, urgent=True))
register(Kind(name=MENTEES_OPEN, template="mentees_open", compose=_mentees_open))
register(Kind(name=ANSWERED, template="application_answer", compose=_answer))
