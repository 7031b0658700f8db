"""Notes of staff on somebody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.persons.models import StaffNote
from mentortrain.persons.rules import NOTE_EDITED_WITHIN


def write_note(program_id: int, person_id: int, text: str, *, by: int, at: datetime) -> StaffNote:
    """A new note. What it says stays out of the record."""
    note = StaffNote(
        program_id=program_id, person_id=person_id, text=text.strip(), written_by_id=by, written_at=at
    )
    session.add(note)
    session.flush()
    _record("note.written", note, by=by, at=at)
    return note


def mend_note(note: StaffNote, text: str, *, by: int, at: datetime) -> None:
    """Say it better, within the hour. RuleBroken `note.not_yours`, `note.too_late`."""
    if note.written_by_id != by:
        raise RuleBroken("note.not_yours")
    if at - note.written_at > NOTE_EDITED_WITHIN:
        raise RuleBroken("note.too_late")
    if note.text != text.strip():
        note.text, note.changed_at = text.strip(), at
        _record("note.mended", note, by=by, at=at)


def delete_note(note: StaffNote, *, by: int, at: datetime) -> None:
    """Forget it; that it was there, and who deleted it, is recorded."""
    _record("note.deleted", note, by=by, at=at)
    session.execute(delete(StaffNote).where(StaffNote.id == note.id))


def _record(action: str, note: StaffNote, *, by: int, at: datetime) -> None:
    record(
        action,
        program_id=note.program_id,
        people=[note.person_id],
        details={"note": note.id},
        by=by,
        at=at,
    )
