"""An archived program is read, and nothing in it changes."""

from __future__ import annotations

from flask import request

from mentortrain.errors import RuleBroken
from mentortrain.programs import queries
from mentortrain.programs.rules import ARCHIVED
from mentortrain.programs.views.blueprint import bp

STILL_OPEN = frozenset({"programs.archive", "programs.bring_back", "programs.copy"})
"""What may be done with it all the same."""


@bp.before_app_request
def refuse_to_write() -> None:
    """After who may has been asked: every route that would write into an archived program says so instead."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in STILL_OPEN:
        return
    program_id = (request.view_args or {}).get("program_id")
    if program_id is not None and queries.state_of(program_id) == ARCHIVED:
        raise RuleBroken("program.archived")
