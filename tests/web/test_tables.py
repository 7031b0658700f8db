"""Exports: what a spreadsheet makes of them, whatever people typed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentortrain.web.tables import TRIGGERS, csv_file, csv_pieces, harmless

pytestmark = pytest.mark.either  # pages and words, not the database

HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+SUM(A1)",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\ufeff=1",
    "\u200b=1",
    "＝1+1",
    "﹣1+1",
    '"=1',
    "'=1",
    "a;=1;b",
    'a";"=1',
    "a\n=1",
    "a\t=1",
    'x","=1',
    'x";=cmd;"',
]


def written(*rows, heading=("A", "B")):
    return b"".join(csv_pieces(heading, rows)).decode("utf-8-sig")


def cells(text, delimiter=","):
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


def runs(cell):
    bare = cell.strip().strip('"\ufeff\u200b').strip()
    try:
        float(bare.replace(",", "."))
    except ValueError:
        return bare.startswith(tuple(TRIGGERS))
    return False


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_runs_wherever_it_stands_and_however_it_is_split(hostile, delimiter):
    text = written((hostile, "b"), ("a", hostile), heading=(hostile, "B"))
    assert [cell for cell in cells(text, delimiter) if runs(cell)] == []


texts = st.text(
    st.one_of(st.sampled_from("=+-@＝﹣−;,\t\r\n\"' \u200b\ufeffa1|!"), st.characters()), max_size=12
)


@settings(max_examples=400)
@example([("", ";", "=1")])
@example([('"', "=1", '"')])
@given(st.lists(st.tuples(texts, texts, texts), max_size=4))
def test_no_text_runs_in_any_column(rows):
    text = written(*rows, heading=("A", "B", "C"))
    for delimiter in (",", ";", "\t"):
        assert [cell for cell in cells(text, delimiter) if runs(cell)] == []
    assert len(cells(text)) == 3 + 3 * len(rows)


def test_numbers_dates_and_harmless_words_stay_what_they_are():
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    row = (
        -5,
        -2.5,
        Decimal("-1.10"),
        "-7",
        "-7,5",
        None,
        True,
        moment,
        date(2026, 11, 23),
        "Đorđević, Milica",
    )
    assert written(row, heading=["h"] * 10).splitlines()[1] == (
        '-5,-2.5,-1.10,"-7","-7,5","","yes","2026-11-23T09:00:00+00:00","2026-11-23","Đorđević, Milica"'
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("=1", "'=1"),
        ("-", "'-"),
        ("+254 700 000 000", "'+254 700 000 000"),
        ("one\r\ntwo", "one  two"),
        (float("nan"), "nan"),
        (float("-inf"), "'-inf"),
    ],
)
def test_what_would_run_is_led_by_an_apostrophe(typed, shown):
    assert harmless(typed) == shown


def test_the_file_opens_in_excel_with_its_letters_right():
    data = b"".join(csv_pieces(["Name"], [["Bogotá"]]))
    assert data == '\ufeff"Name"\r\n"Bogotá"\r\n'.encode()


def test_half_a_letter_does_not_break_the_file():
    assert written(("\ud83d", "b")).endswith('"?","b"\r\n')


def test_a_long_table_goes_out_in_pieces():
    asked = []

    def rows():
        for number in range(1_000):
            asked.append(number)
            yield (number, "x")

    pieces = csv_pieces(["n", "x"], rows())
    next(pieces)
    assert len(asked) == 200
    assert len(b"".join(pieces).splitlines()) == 800


def test_a_view_answers_with_a_file_to_save(app):
    with app.test_request_context():
        answer = csv_file('päople "1".csv', ["Name"], [["Amina"]])
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.get_data(as_text=True) == '\ufeff"Name"\r\n"Amina"\r\n'
