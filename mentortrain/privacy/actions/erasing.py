"""Asking for an erasure, taking it back, and doing it: names go, counts stay."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from mentortrain import holdings
from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Fate, Holding, Leaver
from mentortrain.mail.actions import post
from mentortrain.people import queries as people
from mentortrain.people.models import Person
from mentortrain.people.rules import token_hash
from mentortrain.privacy import queries, store
from mentortrain.privacy.models import Erasure
from mentortrain.privacy.rules import ANNOUNCED, ASKED, IDLE, LETTER, WAITS
from mentortrain.programs import queries as programs

SOMEBODY_LEFT = "privacy.somebody_left"


def ask(
    person: Person, *, cause: str, by: int | None = None, reason: str | None = None, at: datetime
) -> int | None:
    """Plan an erasure and tell the person until when it can be called off; its id, None if one is planned.

    RuleBroken `erasure.last_administrator`.
    """
    refuse_last_administrator(person)
    waits = ANNOUNCED if cause == IDLE else WAITS
    return _plan(person, cause=cause, by=by, reason=reason, waits=waits, at=at)


def ask_for(person: Person, *, reason: str, by: int, at: datetime) -> int | None:
    """The same by an administrator, for somebody who wrote. RuleBroken `erasure.oneself` for their own account:
    that has a page on which they cannot mistake whom they erase.
    """
    refuse_for(person, by=by)
    return ask(person, cause=LETTER, by=by, reason=reason, at=at)


def ask_at_once(person: Person, *, reason: str, at: datetime) -> int | None:
    """The same without the wait, for a letter from somebody whose mailbox is gone; nobody is mailed."""
    refuse_last_administrator(person)
    return _plan(person, cause=LETTER, by=None, reason=reason, waits=None, at=at)


def _plan(
    person: Person, *, cause: str, by: int | None, reason: str | None, waits: timedelta | None, at: datetime
) -> int | None:
    erasure_id: int | None = insert_new(
        Erasure,
        person_id=person.id,
        cause=cause,
        asked_by_id=by,
        reason=reason,
        asked_at=at,
        due_at=at + waits if waits else at,
    )
    if erasure_id is not None:
        record("erasure.planned", people=[person.id], details={"cause": cause}, by=by, at=at)
    if erasure_id is not None and waits:
        kind = "privacy.erasure_planned" if cause != IDLE else "privacy.idle"
        post(
            kind=kind,
            key=f"{kind}:{erasure_id}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"erasure_id": erasure_id},
            at=at,
        )
    return erasure_id


def refuse_for(person: Person, *, by: int) -> None:
    """RuleBroken `erasure.oneself`, or `erasure.last_administrator`."""
    if person.id == by:
        raise RuleBroken("erasure.oneself")
    refuse_last_administrator(person)


def refuse_last_administrator(person: Person) -> None:
    """RuleBroken `erasure.last_administrator`: nobody could run the site any more."""
    if person.is_admin and len(people.administrators()) == 1:
        raise RuleBroken("erasure.last_administrator")


def make_cancel_token(erasure: Erasure) -> str:
    """A new secret for the link in a mail that calls it off; one made before ends."""
    token = secrets.token_urlsafe(32)
    erasure.cancel_hash = token_hash(token)
    session.flush()
    return token


def call_off(
    person_id: int, *, at: datetime, cause: str | None = None, since: datetime | None = None
) -> bool:
    """Everything stays. False if nothing was planned (for this `cause`, or `since` then), or it is done."""
    statement = update(Erasure).where(
        Erasure.person_id == person_id, Erasure.cancelled_at.is_(None), Erasure.done_at.is_(None)
    )
    if cause is not None:
        statement = statement.where(Erasure.cause == cause)
    if since is not None:
        statement = statement.where(Erasure.asked_at >= since)
    ended = session.execute(
        statement.values(cancelled_at=at, cancel_hash=None)
        .returning(Erasure.id)
        .execution_options(synchronize_session="fetch")
    ).scalar_one_or_none()
    if ended is not None:
        record("erasure.called_off", people=[person_id], at=at)
    return ended is not None


def note_sign_in(person_id: int, at: datetime) -> None:
    """Who was not here for long and comes back stays."""
    call_off(person_id, at=at, cause=IDLE)


def note_taken_back(person_id: int, since: datetime, at: datetime) -> None:
    """Whoever had the account may have asked for its end, and has the mail that calls it off."""
    call_off(person_id, at=at, cause=ASKED, since=since)


def put_off(erasure_id: int, *, until: datetime) -> None:
    """Look at it again later: it cannot be done now."""
    session.execute(update(Erasure).where(Erasure.id == erasure_id).values(due_at=until))


def erase(erasure_id: int, *, at: datetime) -> list[str] | None:
    """Do it, in the caller's one transaction: the files to drop after the commit. None if it is not to be done.

    RuleBroken `erasure.last_administrator`.
    """
    taken = session.execute(
        update(Erasure)
        .where(Erasure.id == erasure_id, Erasure.done_at.is_(None), Erasure.cancelled_at.is_(None))
        .values(done_at=at, cancel_hash=None, reason=None)
        .returning(Erasure.person_id, Erasure.cause, Erasure.asked_at)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is None:
        return None
    person_id, cause, asked_at = taken
    if cause == IDLE and queries.came_back(person_id, asked_at):
        session.execute(update(Erasure).where(Erasure.id == erasure_id).values(done_at=None, cancelled_at=at))
        return None
    people.administrators(hold=True)  # of the last two who go at once, one waits here and stays
    person = session.scalars(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    refuse_last_administrator(person)
    copies = queries.copies_of(person_id, limit=None)
    files = [copy.file_name for copy in copies if copy.file_name and not copy.gone_at]
    for copy in copies:
        store.forget(copy.id)
    leaver = Leaver(person_id=person_id, name=person.name, email=person.email)
    _tell_staff(erasure_id, leaver, at=at)
    for listener in reversed(holdings.on_leaving):
        listener(leaver, at)
    session.flush()
    holdings.take_out_of_texts(leaver, [program.id for program in programs.programs_ever_of(person_id)])
    for holding in reversed(holdings.every()):
        _forget(holding, person_id)
    record("erasure.done", people=[person_id], details={"cause": cause}, at=at)
    session.expire_all()
    return files


def _forget(holding: Holding, person_id: int) -> None:
    """What the declaration says, for the rows of one table."""
    if holding.fate is Fate.GONE:
        session.execute(
            delete(holding.model).where(holding.of(person_id)),
            execution_options={"synchronize_session": False},
        )
    elif holding.blank:
        values = {name: value() if callable(value) else value for name, value in holding.blank.items()}
        session.execute(
            update(holding.model).where(holding.of(person_id)).values(values),
            execution_options={"synchronize_session": False},
        )


def _tell_staff(erasure_id: int, leaver: Leaver, *, at: datetime) -> None:
    """The staff of each of their programs, else the administrators. The name stands in this mail alone."""
    for program_id, person in queries.whom_to_tell(leaver.person_id):
        post(
            kind=SOMEBODY_LEFT,
            key=f"{SOMEBODY_LEFT}:{erasure_id}:{program_id}:{person.id}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"name": leaver.name, "program_id": program_id, "person_id": person.id},
            at=at,
        )
