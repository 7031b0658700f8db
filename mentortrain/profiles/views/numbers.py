"""What the people of a program are like, in totals that give nobody away."""

from __future__ import annotations

from typing import Any

from flask import render_template

from mentortrain.audit.edge import plain
from mentortrain.profiles import queries, words
from mentortrain.profiles.rules.totals import LEAST
from mentortrain.profiles.rules.vocabulary import ABOUT_PEOPLE
from mentortrain.profiles.views.blueprint import bp
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen, scope_of
from mentortrain.web import can, me


@bp.get("/programs/<int:program_id>/people/numbers")
@can("people.see")
@plain("totals of five or more, told as spans of five")
def numbers(program_id: int) -> Any:
    """Of all of them, or of one group: the one chosen, or that somebody is limited to."""
    limit = scope_of(me(), program_id)
    scope = chosen(limit)
    return render_template(
        "profiles/numbers.html",
        program=programs.program(program_id),
        limit=limit,
        scope=scope,
        joined=queries.people_counted(scope),
        questions=[
            (words.QUESTIONS[field], words.ANSWERS[field], queries.totals(scope, field))
            for field in ABOUT_PEOPLE
        ],
        span=LEAST - 1,
    )
