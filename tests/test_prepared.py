"""What a request that only reads asks of the driver itself is what SQLAlchemy would have said."""

from __future__ import annotations

import gc
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import NullType

from mentortrain.db import UTCDateTime, only_reading, session
from mentortrain.people.models import Person
from mentortrain.prepared import Copied, Prepared, prepared
from mentortrain.programs.models import Cohort
from tests.conftest import Visitor
from tests.readiness.test_becoming_ready import read_all


def all_prepared() -> dict[str, Prepared[Any]]:
    """Every prepared statement of the site, by its name."""
    gc.unfreeze()  # tests/workers.py keeps what is loaded out of the collector's sight
    found = [one for one in gc.get_objects() if isinstance(one, Prepared)]
    gc.freeze()
    return {f"{one._build.__module__}.{one._build.__name__}": one for one in found}


def example(statement: Prepared[Any], at: datetime, *, many: int) -> dict[str, Any]:
    """Values of the right kind for each parameter; lists have `many` elements."""
    binds = statement._statement.compile(session.get_bind()).binds
    values: dict[str, Any] = {}
    for name in statement._names:
        bind = binds.get(name)
        if bind is None:
            continue
        is_number = isinstance(bind.type, Integer | NullType)
        one = at if isinstance(bind.type, UTCDateTime) else 1 if is_number else "mentor"
        values[name] = [n + 1 if is_number else one for n in range(many)] if bind.expanding else one
    return values


def test_every_statement_says_the_same_both_ways(
    app: Flask, amina: Visitor, bruno: Visitor, chandra: Visitor, program: Any, plan: Any, at: datetime
) -> None:
    read_all(app, amina, at)
    assert amina.post(f"/programs/{program.id}/sessions/{plan()}/registration").status_code == 302
    told = 0
    with app.app_context():
        for name, statement in all_prepared().items():
            if statement._statement is None:
                statement._prepare()
            if statement._of_objects or not statement._is_select or name.startswith("tests."):
                continue
            if getattr(statement._statement, "_for_update_arg", None) is not None:
                continue  # it holds its rows: for requests that write
            for many in (0, 1, 3, 1):
                values = example(statement, at, many=many)
                with only_reading():
                    straight = statement(**values)
                    keys, rows = tuple(straight.keys()), straight.all()
                usual = session.connection().execute(statement._statement, values)
                assert keys == tuple(usual.keys()), name
                expected = usual.all()
                # Bytes that the database joins are in no order.
                assert sorted(map(repr, rows)) == sorted(map(repr, expected)), (name, values)
                told += len(rows)
            session.rollback()
    assert told > 40  # there was something to compare


@prepared
def _wrong(person_id: Any) -> Any:
    return select(Person.id, Person.name).where(Person.id == person_id)


def test_what_the_driver_refuses_is_told_as_sqlalchemy_tells_it(app: Flask) -> None:
    with app.app_context(), only_reading(), pytest.raises(SQLAlchemyError):
        _wrong(person_id=object())


ODD = "it's 100%s \\\\ ? :name %%"


@prepared
def _called_so(person_id: Any) -> Any:
    return select(Person.id).where(Person.id == person_id, Person.name == ODD, Person.is_admin.is_(False))


def test_what_a_statement_brings_itself_stands_in_its_text(
    app: Flask, amina: Visitor, statements: Any
) -> None:
    with app.app_context():
        number = amina.person.id
        session.get_one(Person, number).name = ODD
        session.commit()
        with only_reading(), statements() as ran:
            assert _called_so(person_id=number).scalar_one() == number
            assert _called_so(person_id=number + 1).all() == []
    assert len([one for one in ran if "100%" in one]) == 2


def test_a_copy_has_every_column_under_its_name(app: Flask, program: Any) -> None:
    copied = Copied(Cohort)
    with app.app_context():
        mapped = session.scalars(select(Cohort)).first()
        row = session.connection().execute(select(*copied.columns)).first()
        assert mapped is not None and row is not None
        copy = copied.copy(row, program="the program")
        assert (copy.kept_breaks, copy.timeline, copy.program) == (
            mapped.kept_breaks,
            mapped.timeline,
            "the program",
        )
        copy.name = "Another"
        session.commit()
        assert session.scalars(select(Cohort.name)).first() != "Another"
