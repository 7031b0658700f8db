"""A kind of task about people who ended their own part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, exists, select
from sqlalchemy.orm import aliased

from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import OPEN, WITHDRAWN
from mentortrain.tasks.kinds import OURS, Case, Kind, register

LEFT_ALONE = "person.left_alone"


def _left_alone(at: datetime) -> Any:
    """Who ended their own part and has not come back. Done once, it stays done."""
    again = aliased(Participation)
    return (
        select(
            cast(Participation.id, String).label("occasion"),
            Participation.program_id,
            Participation.cohort_id,
            Participation.person_id,
            Participation.id.label("thing_id"),
            Participation.left_at.label("since"),
        )
        .join(Program, Program.id == Participation.program_id)
        .where(
            Program.state == OPEN,
            Participation.left_by_id == Participation.person_id,
            Participation.left_how == WITHDRAWN,
            ~exists().where(
                again.program_id == Participation.program_id,
                again.person_id == Participation.person_id,
                again.role == Participation.role,
                again.left_at.is_(None),
            ),
        )
    )


def _why(case: Case) -> str:
    return _("Ended their part themselves. Read why, and see who counts on them: a pair, or a session.")


def _url(case: Case) -> str:
    return url_for("insight.person", program_id=case.program_id, participation_id=case.thing_id)


def _message(case: Case) -> str:
    return _(
        "Hello %(name)s, I saw that you left %(program)s. Thank you for the time you gave. May I ask what made "
        "you leave? It helps us to do better.",
        name=case.first_name,
        program=case.program,
    )


register(
    Kind(
        code=LEFT_ALONE,
        title=_l("Left by themselves"),
        why=_why,
        move=OURS,
        deed=_l("Open their page"),
        url=_url,
        message=_message,
        find=_left_alone,
    )
)
