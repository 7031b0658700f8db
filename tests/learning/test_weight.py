"""What a first visit to a lesson costs on a phone: the page and all it loads, as a proxy sends them."""

from __future__ import annotations

import base64
import gzip
import random
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, content
from mentortrain.learning.content.lesson_file import MOST_SENT
from tests.conftest import Visitor
from tests.learning.course_folder import LESSON, Folder, faults, write

pytestmark = pytest.mark.either  # pages and words, not the database

MOST = 100_000
CHANCE = random.Random(7)


def first_view(visitor: Visitor, url: str) -> int:
    """Bytes of a page and of every style, script and picture it names, each compressed as nginx would."""
    page = visitor.get(url)
    assert page.status_code == 200
    named = re.findall(r'<(?:link|script|img|source)\b[^>]*?(?:href|src)="(/[^"]+)"', page.text)
    assert len(named) >= 10
    bodies = [page.data, *(visitor.get(one).data for one in named if not one.startswith("/files/"))]
    return sum(len(gzip.compress(body, 6)) for body in bodies)


def noise(size: int) -> str:
    """Letters that compress to about this many bytes."""
    return base64.b64encode(CHANCE.randbytes(size)).decode()


def test_the_lessons_that_we_ship_are_well_below_what_a_first_view_may_weigh(amina: Visitor):
    weights = [
        first_view(amina, f"/learn/mentoring-basics/lessons/{key}")
        for key in ("roles", "boundaries", "first-meeting")
    ]
    assert max(weights) < MOST / 2, weights


def test_the_heaviest_lesson_that_is_taken_stays_within_a_first_view(
    app: Flask, amina: Visitor, folder: Folder, at: Any
):
    path = folder({"01-roles.md": LESSON + noise(MOST_SENT - 2_000)})
    course, found = content.load(path)
    assert course, found
    with app.app_context():
        actions.publish(course, at=at)
        session.commit()
    weight = first_view(amina, "/learn/basics/lessons/roles")
    assert MOST_SENT < weight <= MOST


def test_a_heavier_lesson_is_refused(folder: Folder):
    path: Path = write(folder(), "01-roles.md", LESSON + noise(MOST_SENT))
    assert faults(path) == [("01-roles.md", 1, "the lesson is 66 KB as it is sent; at most 65 KB")]
