"""Who was or is ready, by the same reading that every page has."""

from __future__ import annotations

from datetime import datetime

from mentortrain.db import session
from mentortrain.demo.crowd.people import Group, days, write_rows
from mentortrain.demo.crowd.plan import PROGRAMS
from mentortrain.programs.rules import Scope
from mentortrain.readiness import queries
from mentortrain.readiness.actions import keep
from mentortrain.readiness.models import Declaration


def write(group: Group, *, at: datetime) -> None:
    """Declare everybody who has met what their program asks, with the evidence for it."""
    session.flush()
    for program, made in enumerate(group.programs):
        standings = queries.standings_in(Scope.whole(made.id), at=at)
        keep(standings)
        write_rows(
            Declaration,
            [
                {
                    "participation_id": one.participation.id,
                    "rubric_version": one.readiness.rubric_version,
                    "evidence": one.readiness.evidence(),
                    "declared_at": min(at - days(1), at + days(PROGRAMS[program].pairing - 1)),
                }
                for one in standings
                if one.is_due
            ],
        )
