"""Files that nobody should send, through the form that takes them: told what is wrong, or read and seen to be harmless.

Here those that take no time; all two hundred go to a running site in `tests/trials/test_lists.py`.
"""

from __future__ import annotations

import csv
import random
import time

from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs import queries
from mentortrain.programs.models import Participation, PeopleImport
from mentortrain.programs.rules import Scope
from tests.programs.hostile_lists import FIXED, by_chance
from tests.programs.test_roster_upload import error, send

TOLD = {
    "a row of a million cells": "This workbook is far larger",
    "an element with two hundred thousand attributes": "This workbook is far larger",
    "a million formats": "This workbook is far larger",
    "a thousand sheets of one part": "This workbook is far larger",
    "one part named forty times": "This workbook is far larger",
    "a billion laughs in the strings": "This workbook is far larger",
    "a file of the machine as an entity": "This workbook is far larger",
    "a comment that looks like rows": "The heading has no column for the mail address.",
    "a size that is a lie": "Paste a list or choose a file first.",
    "a string that is not in the table": "This workbook could not be opened.",
    "numbers without end": "This workbook could not be opened.",
    "half a workbook": "This workbook could not be opened.",
    "a password": "This workbook is protected by a password.",
    "an old workbook": "This is an old Excel workbook (.xls)",
    "a script": "This file is no list of people.",
    "a NUL in a name": "This file is no list of people.",
    "UTF-16 with half a letter": "This file is no list of people.",
    "a million columns": "This list could not be read as CSV.",
    "nothing but quotes": "This list could not be read as CSV.",
    "five thousand and one": "This list has more than 5,000 people.",
}
SECONDS = 5
"""Of the processor, for one of them: far more than they take."""


def test_what_is_no_list_is_told_at_the_field_in_no_time_and_kept_nowhere(app, chandra, program):
    for name, says in TOLD.items():
        data, began = FIXED[name](), time.process_time()
        answer = send(chandra, program, data)
        assert time.process_time() - began < SECONDS, name
        assert (answer.status_code, error(answer)[: len(says)]) == (422, says), name
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(PeopleImport)) == 0


READ = {
    "macros": ["Ana"],
    "formula injection": ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "=1"],
    "letters that hide": ["anA", "Ana", "Ana", "Ana", "A\u0301" * 90],
    "markup": ["<x-y on=1>", "{{ 7*7 }}", "%(name)s", "' OR 1=1 --"],
}
"""Under which names people are invited then."""


def test_what_can_be_read_is_invited_as_letters_and_nothing_else(app, chandra, program):
    for name in READ:
        page = send(chandra, program, FIXED[name]()).location
        shown = chandra.get(page).text
        assert "<x-y" not in shown and ">49<" not in shown
        chandra.post(f"{page}/confirmation")
        report = list(csv.reader(chandra.get(f"{page}/report.csv").text.splitlines()))
        assert not [cell for row in report for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    with app.app_context():
        people = [part.person.name for part in queries.participants(Scope.whole(program.id))]
    assert sorted(people) == sorted(name for names in READ.values() for name in names)


def test_what_nobody_has_thought_of_breaks_nothing_and_invites_nobody(app, chandra, program):
    for name, data in by_chance(random.Random(7), 30):
        answer = send(chandra, program, data)
        assert answer.status_code in (302, 422), name
        if answer.status_code == 302:
            assert chandra.get(answer.location).status_code == 200, name
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert session.scalar(select(func.count()).select_from(Person)) == 1
