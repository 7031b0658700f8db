"""The readiness board, and one person's readiness as staff see it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, plain
from mentortrain.insight.rules import Counts, nearness, whose_move
from mentortrain.programs import queries as programs
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness import queries as readiness
from mentortrain.readiness import words
from mentortrain.readiness.queries import Standing
from mentortrain.web import can
from mentortrain.web.paging import page_of

bp = Blueprint("insight", __name__)


@bp.get("/programs/<int:program_id>/readiness")
@can("readiness.see")
@plain("names, and which thing each of them lacks next")
def board(program_id: int) -> Any:
    """Who is ready, and what each other person lacks: the nearest first."""
    role = MENTEE if request.args.get("role") == MENTEE else MENTOR
    everybody = readiness.standings_in(program_id, at=clock.now())
    shown = sorted((one for one in everybody if one.participation.role == role), key=_order)
    program = programs.program(program_id)
    return render_template(
        "insight/board.html",
        program=program,
        timeline=programs.timeline_of(program.first_cohort),
        at=clock.now(),
        role=role,
        counts=_counts(shown),
        in_all={one: sum(s.participation.role == one for s in everybody) for one in (MENTOR, MENTEE)},
        waiting_for_staff=sum(not s.ready and whose_move(s.readiness).value == "staff" for s in shown),
        listed=page_of(shown),
        words=words,
        whose_move=whose_move,
    )


@bp.get("/programs/<int:program_id>/readiness/<int:participation_id>")
@can("readiness.see")
@confidential("readiness.seen", "participation")
def person(program_id: int, participation_id: int) -> Any:
    part = programs.participation(program_id, participation_id)
    concerning(part.person_id)
    return render_template(
        "insight/person.html",
        program=programs.program(program_id),
        standing=readiness.standing_of(part, at=clock.now()),
        words=words,
    )


def _order(standing: Standing) -> tuple[bool, int, int]:
    """Not ready yet first, the nearest of them on top: they are who a word today helps most."""
    return standing.ready, *nearness(standing.readiness)


def _counts(standings: list[Standing]) -> Counts:
    return Counts(
        invited=len(standings),
        joined=sum(one.participation.joined_at is not None for one in standings),
        started=sum(one.has_started for one in standings),
        ready=sum(one.ready for one in standings),
    )
