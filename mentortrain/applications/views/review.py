"""The queue of applications, and one of them."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from mentortrain import clock
from mentortrain.applications import queries, words
from mentortrain.applications.rules import NEW, STATES, UNCONFIRMED, days_waiting
from mentortrain.applications.views.blueprint import bp
from mentortrain.audit.edge import concerning, confidential, plain
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen as of_group
from mentortrain.programs.access import scope_of
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.web import can, me
from mentortrain.web.numbering import PAGE_SIZE, within
from mentortrain.web.paging import Page, wanted


@bp.get("/programs/<int:program_id>/applications")
@can("application.review")
@plain("names, addresses, roles and where people come from: who applied")
def index(program_id: int) -> Any:
    """Who waits for an answer, the newest first; the filters stand in the address."""
    program, at = programs.program(program_id), clock.now()
    limit = scope_of(me(), program_id)
    scope, chosen = of_group(limit), _chosen()
    conditions = queries.filtered(scope, **chosen)
    total = queries.queue(conditions, start=0, most=0)[1]
    number, count = within(wanted(), total)
    rows, _total = queries.queue(conditions, start=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)
    oldest = queries.oldest_new(scope)
    campaigns = queries.campaigns(scope)
    return render_template(
        "applications/index.html",
        program=program,
        limit=limit,
        scope=scope,
        rows=rows,
        total=total,
        chosen=chosen,
        counts=queries.states(scope),
        oldest=days_waiting(oldest, at=at) if oldest else 0,
        age={one.id: days_waiting(one.confirmed_at or one.applied_at, at=at) for one in rows},
        listed=Page(rows, number, count),
        intake=queries.intake_of(program_id),
        campaigns=campaigns,
        campaign_choices=[
            words.campaign(source, name) for source, name, *_rest in campaigns if source or name
        ],
        countries=sorted(
            ((code, words.country(code)) for code in queries.countries(scope)), key=lambda one: one[1]
        ),
        words=words,
    )


def _chosen() -> dict[str, str]:
    """What the filters say; what none of them offers is no filter."""
    args = request.args
    state, role = args.get("state", ""), args.get("role", "")
    return {
        "state": state if state in STATES and state != UNCONFIRMED else "",
        "role": role if role in (MENTOR, MENTEE) else "",
        "country": args.get("country", "")[:2],
        "campaign": args.get("campaign", "")[:163],
    }


@bp.get("/programs/<int:program_id>/applications/<int:application_id>")
@can("application.review")
@confidential("application.seen", "application")
def show(program_id: int, application_id: int) -> Any:
    scope = scope_of(me(), program_id)
    found = queries.application(scope, application_id)
    concerning(*([found.person_id] if found.person_id else []))
    latest = next((one for one in found.decisions if one.undone_at is None), None)
    return render_template(
        "applications/show.html",
        program=programs.program(program_id),
        limit=scope,
        found=found,
        latest=latest,
        age=days_waiting(found.confirmed_at or found.applied_at, at=clock.now()),
        waits=found.state == NEW,
        parts=queries.parts_of(scope, found.email_key),
        words=words,
    )
