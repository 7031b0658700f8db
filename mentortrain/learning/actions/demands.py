"""Staff ask a changed lesson again, or a new step of who had begun, and take that back."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.learning import events
from mentortrain.learning.models import CourseDemand
from mentortrain.learning.rules import Demand


def make_demand(demand: Demand, *, by: int) -> None:
    """From now on it is asked, and the readiness of everybody in the program is judged anew.

    Refused: `demand.stands` where somebody was faster.
    """
    values = {
        name: getattr(demand, name)
        for name in ("program_id", "course_id", "kind", "key", "version_id", "is_new", "reason", "made_at")
    }
    demand_id = insert_new(CourseDemand, **values, made_by_id=by)
    if demand_id is None:
        raise RuleBroken("demand.stands")
    _record("demand.made", demand, by=by, at=demand.made_at)
    events.tell_demanded(demand.program_id, demand.made_at)


def take_back_demand(row: CourseDemand, *, by: int, at: datetime) -> None:
    """It is no longer asked: what was done before it counts again. Whoever calls holds the row."""
    row.withdrawn_by_id, row.withdrawn_at = by, at
    session.flush()
    _record("demand.withdrawn", row.as_demand, by=by, at=at)
    events.tell_demanded(row.program_id, at)


def _record(kind: str, demand: Demand, *, by: int, at: datetime) -> None:
    record(
        kind,
        about=("course", demand.course_id),
        program_id=demand.program_id,
        details={"kind": demand.kind, "key": demand.key, "new": demand.is_new},
        by=by,
        at=at,
    )
