"""What a page asks together is what it asks one by one: all of it is used, and what fails is asked again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import column, literal, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from mentortrain import db, plans
from mentortrain.db import only_reading, session
from mentortrain.people.models import Person
from mentortrain.prepared import prepared
from mentortrain.readahead import read_ahead
from mentortrain.web import security
from tests.conftest import Visitor


@prepared
def _named(person_id: Any) -> Any:
    return select(Person.name, Person.created_at).where(Person.id == person_id)


@prepared
def _among(person_ids: Any) -> Any:
    return select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)


@prepared
def _wrong(person_id: Any) -> Any:
    return select(Person.id / (Person.id - person_id)).where(Person.id == person_id)


@prepared
def _refused(person_id: Any) -> Any:
    return select(Person.__table__.c.id.op("no operator")(person_id))


def test_each_call_finds_its_answer(
    app: Flask, amina: Visitor, bruno: Visitor, statements: Callable[[], Any]
) -> None:
    with app.app_context():
        ids = [amina.id, bruno.id]
        with only_reading():
            one_by_one = [_named(person_id=amina.id).all(), _among(person_ids=ids).all()]
        with only_reading(), statements() as ran:
            read_ahead(partial(_named, person_id=amina.id), partial(_among, person_ids=ids))
            ahead = len(ran)
            assert [_named(person_id=amina.id).all(), _among(person_ids=ids).all()] == one_by_one
            assert len(ran) == 2
            is_sqlite = session.get_bind().dialect.name == "sqlite"
            assert ahead == (0 if is_sqlite else 2)
            assert _named(person_id=bruno.id).all() != one_by_one[0]  # of somebody else: asked by itself
            assert _named(person_id=amina.id).all() == one_by_one[0]  # a second time: asked anew
            assert len(ran) == 4


def test_nothing_is_kept_for_the_next_request(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        with only_reading():
            read_ahead(partial(_named, person_id=amina.id))
        assert not db.told_ahead.get()


@pytest.mark.parametrize("statement", [_wrong, _refused])
def test_one_that_fails_fails_where_it_is_called(app: Flask, amina: Visitor, statement: Any) -> None:
    with app.app_context(), only_reading():
        if session.get_bind().dialect.name == "sqlite":
            return  # nothing is asked ahead
        read_ahead(partial(_named, person_id=amina.id), partial(statement, person_id=amina.id))
        assert len(_named(person_id=amina.id).all()) == 1
        with pytest.raises(SQLAlchemyError):
            statement(person_id=amina.id)
        assert len(_named(person_id=amina.id).all()) == 1


@prepared
def _kept_plan(number: Any) -> Any:
    name: Any = column("name")
    return select(name).select_from(table("kept_plan")).where(literal(1) == number)


def test_a_column_of_another_type_is_read_as_it_is(app: Flask, amina: Visitor) -> None:
    """As where a later version of the site changes it, while this one still serves."""
    with app.app_context():

        def change(statement: str) -> None:
            session.execute(text(statement))
            session.commit()

        def names() -> Any:
            with only_reading():
                read_ahead(partial(_named, person_id=amina.id), partial(_kept_plan, number=1))
                assert len(_named(person_id=amina.id).all()) == 1
                return _kept_plan(number=1).scalars().all()

        if session.get_bind().dialect.name == "sqlite":
            return  # it prepares anew by itself
        session.commit()
        change("CREATE TABLE kept_plan (name VARCHAR(10))")
        try:
            change("INSERT INTO kept_plan VALUES ('7')")
            assert [names() for _ in range(8)] == [["7"]] * 8
            change("ALTER TABLE kept_plan ALTER COLUMN name TYPE INTEGER USING name::INTEGER")
            assert [names() for _ in range(8)] == [[7]] * 8
        finally:
            change("DROP TABLE kept_plan")


@pytest.mark.parametrize(
    "path", ["/", "/programs/{program}/readiness", "/programs/{program}/readiness?page=-3"]
)
def test_a_page_asks_nothing_that_it_does_not_use(
    app: Flask,
    amina: Visitor,
    chandra: Visitor,
    program: Any,
    plan: Any,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan()
    asked, left = [], []
    together, end = plans.ask_together, db.end_reading

    def note(*given: Any) -> Any:
        asked.append(given)
        return together(*given)

    def look() -> None:
        left.append(db.told_ahead.get())
        end()

    monkeypatch.setattr(plans, "ask_together", note)
    monkeypatch.setattr(security, "end_reading", look)
    visitor = amina if path == "/" else chandra
    assert visitor.get(path.format(program=program.id)).status_code == 200
    with app.app_context():
        is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    assert len(asked) == (0 if is_sqlite else 1)
    assert left
    assert not any(left)
