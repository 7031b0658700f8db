"""Asking, reporting, answering, closing; and telling somebody above when nobody answers."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from mentortrain.audit.actions import record
from mentortrain.concerns import queries
from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.concerns.rules import HELP, REPORT
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.programs import queries as programs
from mentortrain.tasks import actions as tasks
from mentortrain.tasks import kinds

TASKS = ("concerns.help", "concerns.report", "concerns.unanswered")
ANSWER, REPORT_ANSWER = "concerns.answer", "concerns.report_answer"
REPORT_WAITS, ESCALATED = "concerns.report_waits", "concerns.escalated"
"""The kinds of mail."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody sent, checked by the form."""

    topic: str
    text: str
    page: str = ""
    browser: str = ""
    name: str = ""
    email: str = ""
    about_id: int | None = None


def give_what_was_sent_from(email: str, person_id: int) -> None:
    """What somebody sent from this address who was not signed in is this person's from here on. Commits nothing."""
    session.execute(
        update(Concern)
        .where(queries.sent_from(email_key(email)))
        .values(person_id=person_id)
        .execution_options(synchronize_session=False)
    )


def ask(asked: Asked, *, by: Person | None, at: datetime) -> Concern:
    """A request for help goes to the staff of their program; of nobody's, to the administrators."""
    concern = _open(HELP, asked, by, at)
    _refresh(at)
    return concern


def report(asked: Asked, *, by: Person | None, at: datetime) -> Concern:
    """A report goes to those who handle them, and they are mailed that one waits, without its text.

    RuleBroken `report.nobody`: whom it is about is all there is.
    """
    concern = _open(REPORT, asked, by, at)
    handlers = queries.handlers_of(concern.id)
    if not handlers:
        raise RuleBroken("report.nobody")
    for person in handlers:
        _mail(REPORT_WAITS, concern, person, at=at)
    _refresh(at)
    return concern


def _open(sort: str, asked: Asked, by: Person | None, at: datetime) -> Concern:
    parts = programs.active_participations(by.id) if by else []
    concern = Concern(
        sort=sort,
        topic=asked.topic,
        program_id=parts[-1].program_id if parts else None,
        cohort_id=parts[-1].cohort_id if parts else None,
        person_id=by.id if by else None,
        asker_name="" if by else asked.name,
        asker_email="" if by else asked.email,
        about_id=asked.about_id,
        page=asked.page,
        browser=asked.browser,
        salt=secrets.token_hex(16),
        opened_at=at,
        waits_since=at,
        turn=1,
    )
    session.add(concern)
    session.flush()
    _say(concern, asked.text, by_staff=False, author_id=by.id if by else None, at=at)
    return concern


def _say(concern: Concern, text: str, *, by_staff: bool, author_id: int | None, at: datetime) -> int:
    message = ConcernMessage(
        concern_id=concern.id, by_staff=by_staff, author_id=author_id, text=text.strip(), at=at
    )
    session.add(message)
    session.flush()
    return message.id


def write_more(concern: Concern, text: str, *, by: Person | None, at: datetime) -> None:
    """The asker says more: it waits for staff again, and is open again."""
    _say(concern, text, by_staff=False, author_id=by.id if by else None, at=at)
    if concern.waits_since is None:
        concern.waits_since, concern.turn = at, concern.turn + 1
    concern.closed_at = None
    session.flush()
    if concern.is_report:
        for person in queries.handlers_of(concern.id):
            _mail(REPORT_WAITS, concern, person, at=at)
    _refresh(at)


def answer(concern: Concern, text: str, *, by: Person, at: datetime) -> None:
    """One of staff answers, and the asker is mailed."""
    message_id = _say(concern, text, by_staff=True, author_id=by.id, at=at)
    concern.waits_since = None
    _record("concern.answered", concern, by=by.id, at=at)
    kind = REPORT_ANSWER if concern.is_report else ANSWER
    asker = session.get(Person, concern.person_id) if concern.person_id else None
    post(
        kind=kind,
        key=key_of_answer(kind, message_id),
        to=asker.email if asker else concern.asker_email,
        name=asker.name if asker else concern.asker_name,
        person_id=asker.id if asker else None,
        params={"id": concern.id, "message_id": message_id},
        at=at,
    )
    _refresh(at)


def key_of_answer(kind: str, message_id: int) -> str:
    """By which the mail that brings the asker this message is known."""
    return f"{kind}:{message_id}"


def close(concern: Concern, *, by: int, at: datetime) -> None:
    """Nothing is left to say."""
    if concern.closed_at is None:
        concern.closed_at = at
        _record("concern.closed", concern, by=by, at=at)
        _refresh(at)


def reopen(concern: Concern, *, by: int, at: datetime) -> None:
    """Something is."""
    if concern.closed_at is not None:
        concern.closed_at = None
        _record("concern.reopened", concern, by=by, at=at)
        _refresh(at)


def assign(concern: Concern, to: int | None, *, among: Collection[int], by: int, at: datetime) -> None:
    """Give it to a colleague who may see it, or to nobody. RuleBroken `concern.no_colleague`."""
    if to is not None and to not in among:
        raise RuleBroken("concern.no_colleague")
    if concern.assigned_to_id != to:
        concern.assigned_to_id = to
        _record("concern.assigned", concern, by=by, at=at)


def name_handlers(
    program_id: int, *, ordinary: Collection[int], safeguarding: Collection[int], by: int, at: datetime
) -> None:
    """Say who handles the reports of a program."""
    wanted = {(one, False) for one in ordinary} | {(one, True) for one in safeguarding}
    before = queries.named_for(program_id)
    if wanted == before:
        return
    session.execute(delete(ReportHandler).where(ReportHandler.program_id == program_id))
    session.add_all(
        ReportHandler(program_id=program_id, person_id=person_id, safeguarding=special)
        for person_id, special in sorted(wanted)
    )
    record(
        "concern.handlers_named",
        about=("program", program_id),
        program_id=program_id,
        people=sorted({person_id for person_id, _ in wanted | before}),
        by=by,
        at=at,
    )
    _refresh(at)


def escalate(concern: Concern, *, at: datetime) -> None:
    """Nobody answered: the administrators are told."""
    concern.escalated_at = at
    session.flush()
    for person in queries.told_when_unanswered(concern.id):
        _mail(ESCALATED, concern, person, at=at)
    _refresh(at)


def _mail(kind: str, concern: Concern, to: Person, *, at: datetime) -> None:
    post(
        kind=kind,
        key=key_of_call(kind, concern.id, concern.turn, to.id),
        to=to.email,
        name=to.name,
        person_id=to.id,
        params={"id": concern.id, "person_id": to.id, "turn": concern.turn},
        at=at,
    )


def key_of_call(kind: str, concern_id: int, turn: int, person_id: int) -> str:
    """By which the mail that tells one of staff of this turn of a conversation is known."""
    return f"{kind}:{concern_id}:{turn}:{person_id}"


def _refresh(at: datetime) -> None:
    """What staff's Today shows is true at once."""
    for code in TASKS:
        kind = kinds.kind_named(code)
        if kind:
            tasks.refresh(kind, at=at)


def _record(action: str, concern: Concern, *, by: int, at: datetime) -> None:
    """Of a report the program's record says nothing: whom it is about may read that."""
    details: dict[str, Any] = {"report": concern.is_report}
    is_help = not concern.is_report
    record(
        action,
        about=("concern", concern.id),
        program_id=concern.program_id if is_help else None,
        people=[concern.person_id] if is_help and concern.person_id else [],
        details=details,
        by=by,
        at=at,
    )
