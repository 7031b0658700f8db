"""A database that has no room left: reading goes on, writing says so, nothing is half there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from mentortrain import clock
from mentortrain.db import db, session
from mentortrain.people.models import Person
from mentortrain.programs.jobs import work_off
from mentortrain.programs.models import Participation
from tests.conftest import import_list

ROWS = "\n".join(f"Somebody {number},new{number}@example.org,mentee," for number in range(400))


@pytest.fixture
def full(app) -> Callable[[], object]:
    """with full(): the database takes no new page (SQLite), or says what it says on a full disk (PostgreSQL)."""

    @contextmanager
    def no_room() -> Iterator[None]:
        with app.app_context():
            engine = db.engine
        engine.dispose()
        if engine.dialect.name == "sqlite":
            _give_back_free_pages(engine)
            event.listen(engine, "connect", _limit)  # SQLite counts its pages for each connection
            yield
            event.remove(engine, "connect", _limit)
            engine.dispose()
        else:
            run(engine, _REFUSE, _ON_LISTS)
            yield
            run(engine, "DROP FUNCTION refuse() CASCADE")

    def run(engine: Engine, *statements: str) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    return no_room


def _limit(driver: Any, record: object) -> None:
    driver.execute("PRAGMA max_page_count = 1")


def _give_back_free_pages(engine: Engine) -> None:
    """What earlier tests have deleted left pages in the file, into which rows still fit."""
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM")
    engine.dispose()


_REFUSE = """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"""
_ON_LISTS = "CREATE TRIGGER refuse BEFORE INSERT ON people_import EXECUTE FUNCTION refuse()"


def test_without_room_reading_goes_on_and_writing_says_so(app, chandra, program, full):
    form = f"/programs/{program.id}/people/import"
    with full():
        page = chandra.post(form, {"text": ROWS})
        assert page.status_code == 503
        assert "Nothing can be saved right now" in page.text
        assert "No space" not in page.text and "disk is full" not in page.text
        answer = chandra.post(form, {"text": ROWS}, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["error"]) == (503, "Nothing can be saved right now")
        assert chandra.get(f"/programs/{program.id}/people").status_code == 200
        with app.app_context():
            assert session.scalar(select(func.count()).select_from(Participation)) == 0
            assert session.scalar(select(func.count()).select_from(Person)) == 1
    page = import_list(chandra, program.id, ROWS)
    with app.app_context():
        work_off(int(page.rpartition("/")[2]), at=clock.now())
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Participation)) == 400
