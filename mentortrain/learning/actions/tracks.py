"""What staff make of the tracks of their program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.learning.models import TrackEntry
from mentortrain.learning.rules import Track


def keep_track(*, program_id: int, role: str, track: Track, at: datetime) -> None:
    """This and nothing else is asked of a role from now on. Whoever calls holds the program."""
    _clear(program_id, role)
    session.add_all(
        TrackEntry(
            program_id=program_id,
            role=role,
            course_id=entry.course_id,
            position=position,
            required=entry.required,
            due_days=entry.due_days,
        )
        for position, entry in enumerate(track, start=1)
    )
    _record(program_id, role, [[one.course_id, one.required, one.due_days] for one in track], at)


def drop_track(*, program_id: int, role: str, at: datetime) -> None:
    """Back to the usual track: every course for the role."""
    _clear(program_id, role)
    _record(program_id, role, [], at)


def copy_tracks(program_id: int, copy_id: int, at: datetime) -> None:
    """A copied program asks what the first one asks."""
    for row in session.scalars(select(TrackEntry).where(TrackEntry.program_id == program_id)).all():
        values = {"role", "course_id", "position", "required", "due_days"}
        session.add(TrackEntry(program_id=copy_id, **{name: getattr(row, name) for name in values}))


def _clear(program_id: int, role: str) -> None:
    session.execute(delete(TrackEntry).where(TrackEntry.program_id == program_id, TrackEntry.role == role))


def _record(program_id: int, role: str, courses: list[list[object]], at: datetime) -> None:
    record(
        "track.changed",
        about=("program", program_id),
        program_id=program_id,
        details={"role": role, "courses": courses},
        at=at,
    )
