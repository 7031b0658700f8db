"""What tests of learning share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.learning.models import CourseVersion
from mentortrain.people.actions import find_or_create
from tests.learning import makers
from tests.learning.course_folder import Folder, maker


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """folder({file: text}, name): a course folder, good unless told otherwise."""
    return maker(tmp_path)


@pytest.fixture
def opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def eve(opened: Flask, at: datetime) -> int:
    person = find_or_create(email="eve@example.org", name="Eve", time_zone="UTC", at=at)
    session.commit()
    return person.id


@pytest.fixture
def small(opened: Flask, at: datetime) -> CourseVersion:
    published = actions.publish(makers.course(), at=at)
    session.commit()
    assert published
    return queries.version_in_force("small")
