"""Staff register people: chosen or pasted, looked over, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mentortrain import clock
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.programs.models import Program
from mentortrain.webinars import rules
from mentortrain.webinars.forms import addresses_in
from mentortrain.webinars.rules import (
    ALREADY,
    IN,
    INVITED,
    NO_PLACE,
    REGISTERED,
    STILL_WAITS,
    WAITING,
    WAITS,
    WITHDRAWN,
)
from tests.conftest import Visitor
from tests.webinars.stage import DETAILS, agreed, said

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
STATES = (None, INVITED, REGISTERED, WAITING, WITHDRAWN)


def test_people_are_chosen_pasted_looked_over_and_registered(
    app: Flask,
    amina: Visitor,
    bruno: Visitor,
    dov: Visitor,
    chandra: Visitor,
    visit: Callable[..., Visitor],
    program: Program,
    desk: str,
    page: str,
    letters: Callable[..., Any],
) -> None:
    eve, fay = (
        visit(f"{name}@example.org", f"{name.title()} Other", role="mentee", program=program)
        for name in ("eve", "fay")
    )
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "2"})
    amina.post(f"{page}/registration")
    letters()
    shown = chandra.get(f"{desk}/people").text
    assert "Bruno" in shown and amina.email not in shown
    found = chandra.get(f"{desk}/people?q=brunó").text
    assert bruno.email in found and eve.email not in found

    pasted = f"Eve <{eve.email.upper()}>, {amina.email}\n{dov.email}\nsomebody"
    over = chandra.post(f"{desk}/people", {"person": str(bruno.id), "addresses": pasted}).text
    assert "1 person will be registered" in over
    assert "registered already" in over and "waits for a place" in over
    assert over.index("Not in this program") < over.index(dov.email)
    assert over.index("No address in these lines") < over.index("somebody")
    assert letters() == [], "nothing has been done yet"

    sent = {"person": [str(one.id) for one in (bruno, eve, amina, dov)]}
    answer = chandra.post(f"{desk}/people/registration", sent)
    assert (
        "1 person is registered and told by mail. 1 person waits for a place."
        in chandra.get(answer.location).text
    )
    mails = sorted(letters(), key=lambda one: str(one["To"]))
    assert said(mails) == [(bruno.email, "REQUEST", 0)]
    assert "the staff of your program registered you" in mails[0].get_body(("plain",)).get_content()
    assert mails[1]["To"].addresses[0].addr_spec == eve.email
    chandra.post(f"{desk}/people/registration", {"person": [str(eve.id), str(fay.id)], "above": "y"})
    assert {one[0] for one in said(letters())} == {eve.email, fay.email}
    assert "2 places, and 4 people who keep theirs" in chandra.get(desk).text
    with app.app_context():
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "registration.made").order_by(AuditEvent.id)
        ).all()
        counts = [(one.details["registered"], one.details["waiting"], one.details["above"]) for one in events]
    assert counts == [(1, 1, False), (2, 0, True)]
    assert chandra.post(f"{desk}/people", {}).status_code == 422


@pytest.mark.either
def test_others_register_nobody(
    amina: Visitor, dov: Visitor, desk: str, letters: Callable[..., Any], chandra: Visitor
) -> None:
    for path in ("people", "people/registration"):
        for one in (amina, dov):
            assert one.post(f"{desk}/{path}", {"person": str(amina.id)}).status_code in (403, 404)
    assert dov.get(f"{desk}/people").status_code == 404
    assert letters() == []
    chandra.post(f"{desk}/cancellation", {"reason": "Grace is ill."})
    assert chandra.get(f"{desk}/people").status_code == 422
    assert chandra.post(f"{desk}/people/registration", {"person": str(amina.id)}).status_code == 422


@pytest.mark.either
def test_after_the_start_nobody_new_waits(
    amina: Visitor, bruno: Visitor, chandra: Visitor, page: str, desk: str
) -> None:
    agreed(chandra, f"{desk}/edit", DETAILS | {"capacity": "1"})
    amina.post(f"{page}/registration")
    with clock.held_at(START):
        assert "no place is free" in chandra.post(f"{desk}/people", {"addresses": bruno.email}).text
        chandra.post(f"{desk}/people/registration", {"person": str(bruno.id)})
        assert "You are registered" not in bruno.get(page).text


def test_addresses_are_read_from_what_people_paste() -> None:
    text = '"Eve" <eve@example.org>; fay@example.org,eve@example.org\n\n  no address \nmailto:gus@example.org'
    assert addresses_in(text)[1] == ["no address"]
    assert addresses_in(text)[0][:2] == ["eve@example.org", "fay@example.org"]


def test_the_longest_list_without_an_address_is_read_at_once() -> None:
    """Four times as long as the field lets it be: this took some minutes."""
    assert addresses_in("x" * 200_000) == ([], ["x" * 200_000])


@given(
    st.lists(st.sampled_from(STATES), max_size=20),
    st.one_of(st.none(), st.integers(0, 6)),
    st.booleans(),
    st.booleans(),
)
def test_no_place_is_given_twice(
    states: list[str | None], free: int | None, above: bool, has_begun: bool
) -> None:
    found = rules.outcomes(states, free=free, above=above, has_begun=has_begun)
    taken = [
        state for state, outcome in zip(states, found, strict=True) if outcome == IN and state != INVITED
    ]
    assert above or free is None or len(taken) <= free
    assert all(
        (state == REGISTERED) == (outcome == ALREADY) for state, outcome in zip(states, found, strict=True)
    )
    if above or free is None:
        assert set(found) <= {IN, ALREADY}
    left_out = [outcome in (WAITS, STILL_WAITS, NO_PLACE) for outcome in found]
    if free is not None and any(left_out):
        assert len(taken) == free, "who waits does so because all others are taken"
    assert (WAITS not in found) if has_begun else (NO_PLACE not in found)
