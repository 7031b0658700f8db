"""Asking for a copy, and keeping what a worker made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.mail.actions import post
from mentortrain.people.models import Person
from mentortrain.privacy import queries, store
from mentortrain.privacy.models import DataCopy
from mentortrain.privacy.rules import COPY_LASTS, COPY_LEASE

COPY_READY = "privacy.copy_ready"


def ask_copy(person: Person, *, at: datetime) -> int | None:
    """Ask for a copy of all that is held of a person; its id, None while another one is being made."""
    copy_id: int | None = insert_new(DataCopy, person_id=person.id, asked_at=at, attempts=0)
    if copy_id is not None:
        record("copy.asked", people=[person.id], by=person.id, at=at)
    return copy_id


def take_up(copy_id: int, *, real_now: datetime) -> DataCopy | None:
    """Take a copy to make; None if it is made, given up, or another worker has it."""
    taken = session.execute(
        update(DataCopy)
        .where(
            DataCopy.id == copy_id,
            DataCopy.made_at.is_(None),
            DataCopy.failed_at.is_(None),
            or_(DataCopy.lease_until.is_(None), DataCopy.lease_until < real_now),
        )
        .values(lease_until=real_now + COPY_LEASE, attempts=DataCopy.attempts + 1)
        .returning(DataCopy.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return session.get(DataCopy, taken, populate_existing=True) if taken else None


def keep(copy_id: int, file_name: str, size: int, *, at: datetime) -> bool:
    """It is made: note where it lies and tell the person. False if it was made or went meanwhile."""
    kept = session.execute(
        update(DataCopy)
        .where(DataCopy.id == copy_id, DataCopy.made_at.is_(None), DataCopy.failed_at.is_(None))
        .values(made_at=at, file_name=file_name, size=size, expires_at=at + COPY_LASTS, lease_until=None)
        .returning(DataCopy.person_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if kept is None:
        return False
    store.note(copy_id, file_name, size, at=at)
    person = session.get_one(Person, kept)
    post(
        kind=COPY_READY,
        key=f"{COPY_READY}:{copy_id}",
        to=person.email,
        name=person.name,
        person_id=person.id,
        params={"copy_id": copy_id},
        at=at,
    )
    return True


def note_failed(copy_id: int, *, at: datetime) -> None:
    """A try broke: the lease lets it rest for a while; after some tries it is given up."""
    copy = session.get_one(DataCopy, copy_id, populate_existing=True)
    if queries.worn_out(copy):
        copy.failed_at = at


def end_copies(at: datetime) -> list[str]:
    """End those whose week is over; the names of the files to drop after the commit."""
    ended = queries.ended_copies(at)
    for copy in ended:
        store.forget(copy.id)
        copy.gone_at = at
    session.flush()
    return [copy.file_name for copy in ended if copy.file_name]
