"""The kind of task about who applied and waits for an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, func, literal, select

from mentortrain.applications import queries, words
from mentortrain.applications.actions.deciding import WAITS
from mentortrain.applications.models import Application
from mentortrain.applications.rules import NEW
from mentortrain.programs.models import Program
from mentortrain.programs.rules import OPEN
from mentortrain.tasks.kinds import OURS, Case, Kind, register


def _waits(at: datetime) -> Any:
    """Each that was confirmed and has no answer. For another group it is an occasion of its own: the tasks of a group
    are seen by who looks after it."""
    group = cast(func.coalesce(Application.cohort_id, 0), String)
    return (
        select(
            (cast(Application.id, String) + literal(":") + group).label("occasion"),
            Application.program_id,
            Application.cohort_id,
            Application.person_id,
            Application.id.label("thing_id"),
            Application.confirmed_at.label("since"),
        )
        .join(Program, Program.id == Application.program_id)
        .where(Application.state == NEW, Program.state == OPEN)
    )


def _names(ids: Collection[int]) -> Mapping[int, Application]:
    return {one.id: one for one in queries.applications_with(ids)} if ids else {}


def _why(case: Case) -> str:
    if case.detail is None:
        return _("An application waits for an answer.")
    return _(
        "%(name)s would like to take part as a %(role)s, and waits for an answer.",
        name=case.detail.name,
        role=words.ROLES[case.detail.role],
    )


register(
    Kind(
        code=WAITS,
        title=_l("An application waits"),
        why=_why,
        move=OURS,
        deed=_l("Read it and answer"),
        url=lambda case: url_for(
            "applications.show", program_id=case.program_id, application_id=case.thing_id
        ),
        find=_waits,
        details=_names,
    )
)
