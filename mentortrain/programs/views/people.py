"""Who takes part in a program."""

from __future__ import annotations

from typing import Any

from flask import render_template

from mentortrain.audit.edge import plain
from mentortrain.programs import queries
from mentortrain.programs.access import scope_of
from mentortrain.programs.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.paging import page_of


@bp.get("/<int:program_id>/people")
@can("people.see")
@plain("names, addresses and parts: who takes part")
def people(program_id: int) -> Any:
    everybody = queries.participants(scope_of(me(), program_id))
    return render_template(
        "programs/people.html",
        program=queries.program(program_id),
        invited=len(everybody),
        joined=sum(part.joined_at is not None for part in everybody),
        listed=page_of(everybody),
    )
