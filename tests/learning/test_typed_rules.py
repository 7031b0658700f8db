"""Typed answers, as Moodle decides them."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning import rules
from mentortrain.learning.rules.typed import as_typed, matches, typed_number


@pytest.mark.parametrize(
    ("pattern", "said", "right"),
    [
        ("Nairobi", "nairobi", True),
        ("Nairobi", " NAIROBI ", True),
        ("Nairobi", "Nairobi!", False),
        ("Nai*", "Nairobi", True),
        ("*obi", "Nairobi", True),
        ("N*r*i", "Nairobi", True),
        ("a*a", "a", False),
        ("ab*b", "ab", False),
        ("*", "anything", True),
        ("**", "anything", True),
        (r"2 \* 2", "2 * 2", True),
        (r"2 \* 2", "2 x 2", False),
        (r"\**", "*x", True),
        ("São", "sa\u0303o", True),
        ("STRASSE", "straße", True),
        ("a.c", "abc", False),
        ("(a", "(A", True),
    ],
)
def test_short_answers_match_as_in_moodle(pattern: str, said: str, right: bool):
    assert matches(pattern, said) is right


def test_many_stars_take_no_time():
    began = time.process_time()
    assert not matches("a*" * 200 + "b", "a" * 500)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        (" +3 ", "3"),
        ("-4", "-4"),
        ("\u22124", "-4"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1 000", "1000"),
        ("1\u00a0000,5", "1000.5"),
        ("1'000", "1000"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1,000", "1"),
        ("1.2e3", "1200"),
        ("1.2 x 10^3", "1200"),
        ("5E-2", "0.05"),
    ],
)
def test_numbers_as_people_type_them(said: str, number: str):
    assert typed_number(said) == Fraction(number)


@pytest.mark.parametrize(
    "said", ["", "three", "3 apples", ".", "-", "1.2.3", "1e", "1e9999", "--1", "٣", "1" * 101]
)
def test_what_is_no_number(said: str):
    assert typed_number(said) is None


@given(st.text(max_size=60))
def test_anything_may_be_typed(said: str):
    kept = as_typed(said)
    assert as_typed(kept) == kept
    typed_number(said)
    assert matches("*", said)


def option(answer: str, weight: str = "1", tolerance: str = "", html: str = "") -> dict[str, Any]:
    return {"html": html, "weight": weight, "feedback": "", "answer": answer, "tolerance": tolerance}


NUMBERS = [option("1822", tolerance="0"), option("1822", "1/2", "2"), option("*", "0")]
PAIRS = [
    option("asks", html="A mentor"),
    option("asks", html="A coach"),
    option("decides", html="A mentee"),
    option("pays"),
]


@pytest.mark.parametrize(
    ("kind", "options", "chosen", "response", "grade"),
    [
        ("numerical", NUMBERS, [], "1822", 1),
        ("numerical", NUMBERS, [], "1824", Fraction(1, 2)),
        ("numerical", NUMBERS, [], "1824.001", 0),
        ("numerical", NUMBERS, [], "", 0),
        ("numerical", [option("0.1", tolerance="0.2")], [], "0,3", 1),
        ("short-answer", [option("a", "0"), option("*", "1")], [], "A", 0),  # the first that fits decides
        ("short-answer", [option("*", "1")], [], "", 0),
        ("matching", PAIRS, [0, 0, 2], "", 1),
        ("matching", PAIRS, [1, 0, 2], "", 1),  # the same words are the same match
        ("matching", PAIRS, [0, -1, 3], "", Fraction(1, 3)),
        ("matching", PAIRS, [0], "", Fraction(1, 3)),
        ("matching", PAIRS, [], "", 0),
        ("essay", [], [], "Words.", None),
        ("description", [], [], "", None),
        ("single", [option("", "0"), option("")], [1], "", 1),
    ],
)
def test_every_kind_is_graded_exactly(
    kind: str, options: list[dict[str, Any]], chosen: list[int], response: str, grade: Fraction | None
):
    assert rules.grade_answer(kind, options, chosen, response) == grade
