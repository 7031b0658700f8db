"""The readiness board."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from mentortrain import clock
from mentortrain.audit.edge import plain
from mentortrain.insight import queries
from mentortrain.insight.words import rows
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen, scope_of
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readahead import read_ahead
from mentortrain.web import can, me, paging

bp = Blueprint("insight", __name__)


@bp.get("/programs/<int:program_id>/readiness")
@can("readiness.see")
@plain("names, and which thing each of them lacks next")
def board(program_id: int) -> Any:
    """Who is ready, and what each other person lacks: the nearest first."""
    role, at = MENTEE if request.args.get("role") == MENTEE else MENTOR, clock.now()
    limit, page = scope_of(me(), program_id), paging.wanted()
    scope = chosen(limit)
    read_ahead(programs.program_asked(program_id), *queries.board_asked(scope, role, page=page, at=at))
    program = programs.program(program_id)
    timelines = {cohort.id: programs.timeline_of(cohort) for cohort in program.cohorts}
    found = queries.board(scope, role, page=page, at=at)
    return render_template(
        "insight/board.html",
        program=program,
        days=timelines.get(scope.cohort_id or 0, timelines[program.first_cohort.id]).days_to_pairing(at),
        limit=limit,
        scope=scope,
        role=role,
        board=found,
        rows=rows(found.lines, timelines, at=at),
        listed=paging.Page(found.lines, found.number, found.pages),
    )
