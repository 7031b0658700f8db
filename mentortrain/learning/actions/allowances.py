"""What staff decide for one person: extra time, and whether answers that came late count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from mentortrain.audit.actions import record
from mentortrain.db import insert, session
from mentortrain.errors import RuleBroken
from mentortrain.learning import queries
from mentortrain.learning.actions.attempts import keep_result
from mentortrain.learning.models import OPEN, SUBMITTED, Attempt, ExtraTime
from mentortrain.learning.rules import Extra
from mentortrain.programs.models import Participation


def give_extra_time(part: Participation, extra: Extra, *, reason: str, by: int, at: datetime) -> None:
    """More time in every quiz with a limit, in place of what was given before; nothing takes it back.

    An attempt that is open has it at once. The reason stays with the extra time, and out of the record: it may
    be about somebody's health.
    """
    mine = {"program_id": part.program_id, "person_id": part.person_id}
    values = {
        "percent": extra.percent,
        "minutes": extra.minutes,
        "reason": reason,
        "set_by_id": by,
        "set_at": at,
    }
    if extra == Extra():
        session.execute(delete(ExtraTime).filter_by(**mine))
    else:
        session.execute(
            insert(ExtraTime)
            .values(**mine, **values)
            .on_conflict_do_update(index_elements=["program_id", "person_id"], set_=values)
        )
    begun = select(Attempt).where(
        Attempt.person_id == part.person_id, Attempt.state == OPEN, Attempt.deadline_at.is_not(None)
    )
    for attempt in session.scalars(begun.with_for_update().execution_options(populate_existing=True)):
        attempt.deadline_at = queries.deadline_for(part.person_id, attempt.quiz.settings, attempt.started_at)
    record(
        "quiz.extra_time",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        details={"percent": extra.percent, "minutes": extra.minutes},
        by=by,
        at=at,
    )


def decide_late(
    part: Participation, attempt: Attempt, *, counts: bool, reason: str, by: int, at: datetime
) -> None:
    """Whether what came after the deadline counts. Counting never makes a result worse.

    Refused: `learning.decided` if that was decided before, or nothing came late.
    """
    decided = session.scalar(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == SUBMITTED, Attempt.late_decided_at.is_(None))
        .values(late_decided_at=at, late_decided_by_id=by, late_counted=counts)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(attempt)
    session.expire(attempt, ["answers"])
    if decided is None or not attempt.late:
        raise RuleBroken("learning.decided")
    if counts:
        keep_result(attempt, at=at)
    record(
        "quiz.late_counted" if counts else "quiz.late_left_out",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        details={"attempt": attempt.id, "reason": reason},
        by=by,
        at=at,
    )
