"""What somebody is called: one line that can be seen."""

from __future__ import annotations

import pytest

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.people.rules import clean_name
from tests.conftest import import_list

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Amina   Odhiambo ", "Amina Odhiambo"),
        ("Amina\r\nBcc: all@example.org", "Amina Bcc: all@example.org"),
        ("\u202egro.elpmaxe", "gro.elpmaxe"),
        ("Ami\u00adna\u200b\x07", "Amina"),
        ("\u0645\u06cc\u200c\u0646\u0627", "\u0645\u06cc\u200c\u0646\u0627"),  # with its joiner
        ("\u200b", ""),
        ("\u200d", ""),
        (" \u3164\u2800 ", ""),
        ("Zoe\u0308", "Zoe\u0308"),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\u200d\U0001f33e"),
    ],
)
def test_a_name_is_kept_as_it_was_meant(typed, name):
    assert clean_name(typed) == name


def test_a_name_that_nobody_sees_is_none_and_one_that_turns_is_set_straight(app, amina):
    for nothing in ("\u200b", "\u3164", "\u202e"):
        answer = amina.post("/you", {"name": nothing, "time_zone": "UTC"})
        assert answer.status_code == 422
        assert "Enter your name." in answer.text
    amina.post("/you", {"name": "\u202eanimA\r\nX-Spam: no", "time_zone": "UTC"})
    with app.app_context():
        assert session.get(Person, amina.id).name == "animA X-Spam: no"


def test_a_list_of_people_is_read_the_same_way(chandra, program):
    text = "name,email,role\n\u200b,fay@example.org,mentor\n"
    answer = chandra.get(import_list(chandra, program.id, text, confirm=False))
    assert "The name is missing." in answer.text
