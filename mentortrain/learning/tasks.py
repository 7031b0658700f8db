"""A kind of task: essays of a quiz wait to be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, case, cast, literal, select

from mentortrain.learning import queries
from mentortrain.learning.models import SUBMITTED, Attempt
from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import OPEN
from mentortrain.tasks.kinds import OURS, Case, Kind, register


def _unread(at: datetime) -> Any:
    """Attempts of people who take part; once more where a late essay was let count after the others were read."""
    return (
        select(
            (
                cast(Attempt.id, String)
                + literal(":")
                + case((Attempt.late_counted.is_(True), "late"), else_="")
            ).label("occasion"),
            Attempt.program_id,
            Participation.cohort_id,
            Attempt.person_id,
            Attempt.id.label("thing_id"),
            queries.unread_since().label("since"),
        )
        .select_from(Attempt)
        .join(Participation, queries.its_part())
        .join(Program, Program.id == Attempt.program_id)
        .where(Attempt.unread > 0, Attempt.state == SUBMITTED, Program.state == OPEN)
    )


def _why(case: Case) -> str:
    _part_id, title = case.detail or (None, "")
    return _("Handed in “%(quiz)s”. What is written there waits to be read and marked.", quiz=title)


def _url(case: Case) -> str:
    if case.detail is None:
        return url_for("learning.essays", program_id=case.program_id)
    return url_for(
        "learning.quizzes_of",
        program_id=case.program_id,
        participation_id=case.detail[0],
        _anchor=f"attempt-{case.thing_id}",
    )


register(
    Kind(
        code="learning.essays",
        title=_l("An essay waits to be read"),
        why=_why,
        move=OURS,
        deed=_l("Read and mark"),
        url=_url,
        find=_unread,
        details=queries.essays_of,
    )
)
