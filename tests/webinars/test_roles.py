"""A session for mentors or for mentees alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.webinars import queries
from mentortrain.webinars.queries.opening import next_open_to
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed


def test_only_they_see_it_and_who_registered_before_sees_it_still(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    bruno.post(f"{page}/registration")
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"role": "mentor"}).status_code == 302
    assert "mentors" in chandra.get(desk).text
    assert DETAILS["title"] in bruno.get("/sessions").text, "he was expected before"
    agreed(chandra, f"{desk}/edit", DETAILS | {"role": "mentee"})
    assert amina.get(page).status_code == 404
    assert amina.post(f"{page}/registration").status_code == 404
    assert DETAILS["title"] not in amina.get("/sessions").text
    assert agreed(chandra, f"{desk}/edit", DETAILS | {"role": "lead"}).status_code == 422


@pytest.mark.parametrize(
    ("role", "open_to"),
    [(None, {MENTOR, MENTEE}), (MENTOR, {MENTOR}), (MENTEE, {MENTEE})],
)
def test_readiness_counts_only_what_somebody_can_register_for(
    role: str | None,
    open_to: set[str],
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    plan: Callable[..., int],
    program: Program,
) -> None:
    """Of many, of one for Home, and as the board counts it."""
    plan(role=role)
    with app.app_context():
        cohort, at = session.merge(program).first_cohort.id, clock.now()
        of_many = queries.next_open_until([program.id], at=at)
        assert {one for one in (MENTOR, MENTEE) if next_open_to(of_many, program.id, cohort, one)} == open_to
        for person_id, mine in ((amina.id, MENTOR), (bruno.id, MENTEE)):
            facts = queries.expected_and_facts(person_id, at=at).facts
            assert bool(facts.open_to(program.id, cohort, mine)) == (mine in open_to)
        of_board = queries.open_in(program.id, session.scalar(select(queries.open_listed(program.id, at))))
        assert of_board == of_many
