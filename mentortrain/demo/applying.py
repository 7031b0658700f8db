"""The public page of the program in training: two mentors are still wanted, and then mentees may apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.applications import queries, words
from mentortrain.applications.actions import (
    Answer,
    Applied,
    Settings,
    apply,
    carry_out,
    change_settings,
    confirm,
    decide,
)
from mentortrain.applications.actions.applying import confirm_interest, leave_address, token_from
from mentortrain.applications.models import Application, Intake, Interest
from mentortrain.applications.rules import ANSWER_WAITS, DECLINE, TO_WAIT, needs
from mentortrain.db import session
from mentortrain.demo.mails import settle
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import RUN_BY, deed_of
from mentortrain.programs.models import Program
from mentortrain.programs.rules import MENTOR

INTRODUCTION = """Puentes brings people who run a small business together with somebody who has done it for years.

You talk twice a month, on the phone or on video. Before that you take three short lessons, about half an hour in all,
and come to one live session. Nobody pays anything, and nobody sells you anything."""


@dataclass(frozen=True)
class Applicant:
    """Somebody who applied; `days` before the first load."""

    days: float
    role: str
    name: str
    email: str
    country: str
    town: str
    language: str
    why: str
    background: str
    hours: int
    source: str
    campaign: str = ""
    confirms: bool = True
    answer: str = ""
    told: str = ""
    """The reason that staff note."""


APPLICANTS = (
    Applicant(
        6.2, MENTOR, "Joyce Wairimu", "joyce.wairimu@example.org", "KE", "Murang'a", "en",
        "My first shop failed and nobody told me why. I would like to be the person who says it in time.",
        "Fourteen years of wholesale in eggs and feed; six employees.",
        3, "whatsapp", "chamber-november",
    ),
    Applicant(
        3.4, MENTOR, "Predrag Jakšić", "predrag.jaksic@example.org", "RS", "Bor", "sr",
        "Two apprentices of mine have their own workshops now. That is the part of my work I liked best.",
        "Electrician, own company since 2009.",
        2, "newsletter", "privredna-komora",
    ),
    Applicant(
        8.0, MENTOR, "Abdirahman Noor", "abdirahman.noor@example.org", "KE", "Wajir", "sw",
        "I have a phone but the network is weak. I can climb the hill for calls.",
        "Solar lamps and charging, eleven years, one employee.",
        2, "radio", answer=TO_WAIT, told="Good. We try a call from the hill first; Kevin rings him on Thursday.",
    ),
    Applicant(
        7.1, MENTOR, "Milena Kostić", "milena.kostic@example.org", "RS", "Aranđelovac", "en",
        "I would present our financing products to your participants.",
        "Branch manager of a leasing company.",
        1, "search", answer=DECLINE, told="Wants to sell to mentees. Pointed to the fair in spring.",
    ),
    Applicant(
        0.4, MENTOR, "Harold Zapata", "harold.zapata@example.org", "CO", "Buga", "es",
        "A friend from Palmira was in the last program and told me to write.",
        "Bakery, twenty years.",
        2, "friend", confirms=False,
    ),
)  # fmt: skip


WANT_TO_HEAR = (
    ("leidy.cuesta@example.org", "es", "instagram"),
    ("otieno.barasa@example.org", "en", "whatsapp"),
    ("jasna.ristic@example.org", "sr", "newsletter"),
)
"""Who would like a mentor: address, language, and where they read of it."""


def load(program: Program, cast: Cast, at: datetime) -> None:
    """The door opened the day after the invitations. Five applied; three wait for mentees' turn."""
    with deed_of(cast[RUN_BY]):
        change_settings(
            program,
            Settings(
                is_open=True,
                slug="puentes",
                introduction=INTRODUCTION,
                mentor_places=22,
                mentee_places=26,
                mentors_first=22,
            ),
            at=at - timedelta(days=11),
        )
    intake = queries.intake_of(program.id)
    if intake is None:
        raise LookupError("the door that was just made")
    for one in APPLICANTS:
        _apply(intake, one, cast, at=at - timedelta(days=one.days))
    for number, (address, language, source) in enumerate(WANT_TO_HEAR, start=2):
        _leave_address(intake, address, language, source, at=at - timedelta(days=number))


def _apply(intake: Intake, one: Applicant, cast: Cast, *, at: datetime) -> None:
    program = intake.program
    application_id = apply(
        intake,
        Applied(
            role=one.role,
            name=one.name,
            email=one.email,
            country=one.country,
            town=one.town,
            language=one.language,
            why=one.why,
            background=one.background,
            hours=one.hours,
            needs=[(need, True) for need in needs(program.digital_requirements)],
            source=one.source,
            campaign=one.campaign,
            wording=words.consent(program.name),
        ),
        at=at,
    )
    settle(at=at)
    found = session.get_one(Application, application_id)
    if one.confirms:
        confirm(token_from(found.salt), at=at + timedelta(minutes=7))
    if one.answer:
        _decide(found, one, cast, at=at + timedelta(hours=22))


def _decide(found: Application, one: Applicant, cast: Cast, *, at: datetime) -> None:
    with deed_of(cast[RUN_BY]):
        decision = decide(
            found,
            Answer(one.answer, letter="", why=one.told),
            revision=found.revision,
            by=cast[RUN_BY],
            at=at,
        )
    session.flush()
    carry_out(decision.id, at=at + ANSWER_WAITS)
    settle(at=at + ANSWER_WAITS)


def _leave_address(intake: Intake, address: str, language: str, source: str, *, at: datetime) -> None:
    interest_id = leave_address(
        intake,
        address,
        language=language,
        source=source,
        campaign="",
        wording=words.interest_consent(intake.program.name),
        at=at,
    )
    settle(at=at)
    confirm_interest(token_from(session.get_one(Interest, interest_id).salt), at=at + timedelta(minutes=3))
