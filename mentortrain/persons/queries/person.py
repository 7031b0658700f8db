"""Named reads of one person in a program."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.persons.models import StaffNote


def notes_on(program_id: int, person_id: int) -> Sequence[StaffNote]:
    """What staff of a program wrote of somebody, the newest first."""
    return session.scalars(
        select(StaffNote)
        .where(StaffNote.person_id == person_id, StaffNote.program_id == program_id)
        .options(joinedload(StaffNote.written_by))
        .order_by(StaffNote.written_at.desc(), StaffNote.id.desc())
    ).all()


def note_on(program_id: int, person_id: int, note_id: int) -> StaffNote:
    """One of them, held until the commit, or NotThere."""
    found = session.scalar(
        select(StaffNote)
        .where(StaffNote.id == note_id, StaffNote.person_id == person_id, StaffNote.program_id == program_id)
        .with_for_update()
    )
    if found is None:
        raise NotThere
    return found
