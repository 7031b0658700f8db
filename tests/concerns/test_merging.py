"""What somebody asked without signing in, when two accounts of theirs become one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentortrain.concerns.models import Concern
from mentortrain.db import session
from tests.persons.merging_stage import OLD, merge


@pytest.fixture
def twin(visit, program):
    """The same Amina, as her former employer invited her."""
    return visit(OLD, "Amina Odhiambo", role="mentor", program=program, zone="Africa/Nairobi")


@pytest.mark.parametrize(
    ("address", "is_hers"), [(OLD, True), (OLD.upper(), True), ("eve@example.org", False)]
)
def test_what_was_sent_from_the_address_that_goes_is_of_the_account_that_stays(
    app, amina, twin, chandra, nobody, program, letters, address, is_hers
):
    asked = {"topic": "technical", "text": "I cannot sign in.", "name": "Amina", "email": address}
    assert nobody.post("/help", asked).status_code == 302
    merge(app, chandra, program, amina, twin, letters, nobody)
    with app.app_context():
        concern = session.scalars(select(Concern)).one()
        assert concern.person_id == (amina.id if is_hers else None)
