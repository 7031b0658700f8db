"""Joining and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from mentortrain.db import session
from mentortrain.holdings import Leaver
from mentortrain.programs import queries
from mentortrain.programs.models import Participation
from mentortrain.programs.rules import ERASED


def note_joined(person_id: int, at: datetime) -> None:
    """The first sign-in after an invitation joins its program."""
    note_taking_part([person_id], at)


def note_taking_part(person_ids: Sequence[int], at: datetime) -> None:
    """So does the first lesson, quiz or session, of somebody who was signed in before they were invited."""
    session.execute(
        update(Participation)
        .where(
            Participation.person_id.in_(person_ids),
            Participation.joined_at.is_(None),
            Participation.program_id.not_in(queries.drafts()),  # they are not invited yet
        )
        .values(joined_at=at)
    )


def leave_all(leaver: Leaver, *, at: datetime) -> None:
    """Somebody is erased: they leave, and texts of their programs name them no more."""
    session.execute(
        update(Participation)
        .where(Participation.person_id == leaver.person_id, Participation.left_at.is_(None))
        .values(left_at=at, left_how=ERASED, left_by_id=leaver.person_id)
    )
    for program in queries.programs_ever_of(leaver.person_id):
        program.audience = leaver.taken_out_of(program.audience)
        program.digital_requirements = leaver.taken_out_of(program.digital_requirements)
        program.name = leaver.taken_out_of(program.name)
        for cohort in program.cohorts:
            cohort.name = leaver.taken_out_of(cohort.name)
            cohort.kept_breaks = [
                kept | {"name": leaver.taken_out_of(kept["name"])} for kept in cohort.kept_breaks
            ]
