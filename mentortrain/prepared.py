"""Statements that are built once and then only given values.

Building a statement and finding its compiled form again takes several times as long as running it on a row or two.
In a request that only reads, one of plain columns goes straight to the driver as well: what SQLAlchemy does around
each execution, for every kind of statement and result there is, takes as long again (docs/performance.md).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, TypeVarTuple
from weakref import WeakSet

from sqlalchemy import (
    JSON,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    cast,
    select,
)
from sqlalchemy.engine import Connection, Dialect, Result
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import class_mapper
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CompoundSelect, TypedReturnsRows

from mentortrain.db import forget_if_other, reading, session
from mentortrain.straight import Straight

Columns = TypeVarTuple("Columns")
Object = TypeVar("Object")


class Prepared(Generic[*Columns]):
    """A statement that is built once and given values at each call: `roles(person_id=3)`. Made by `prepared`."""

    def __init__(self, build: Callable[..., TypedReturnsRows[*Columns]]) -> None:
        self._build = build
        self._statement: Any = None
        self._of_objects = False
        self._is_select = False
        self._names: tuple[str, ...] = ()
        self._straight: dict[str, Straight] = {}  # by the name of the dialect

    def __call__(self, **values: object) -> Result[*Columns]:
        """Run it in the session, with a value for each of its parameters."""
        if self._statement is None:  # at the first use: every model is known by then
            self._prepare()
        if self._of_objects:
            return session.execute(self._statement, values)
        connection = reading() if self._is_select else None
        if connection is not None:
            return self._read(connection, values)
        # Plain columns need nothing of the mapper, which takes as long again as the statement itself.
        mine = session()
        mine.flush()
        return mine.connection().execute(self._statement, values)

    def _prepare(self) -> None:
        self._names = tuple(inspect.signature(self._build).parameters)
        statement = self._build(**{name: bindparam(name) for name in self._names})
        columns = getattr(statement, "column_descriptions", ())  # a UNION has none, and no objects
        self._of_objects = any(isinstance(column["expr"], type) for column in columns)
        self._is_select = isinstance(statement, Select | CompoundSelect)
        self._statement = statement

    def _compile(self, dialect: Dialect) -> Straight:
        straight = self._straight[dialect.name] = Straight(self._statement, self._names, dialect)
        return straight

    def straight(self, dialect: Dialect) -> Straight | None:
        """As the driver takes it; None if it cannot be asked straight."""
        if self._statement is None:
            self._prepare()
        if self._of_objects or not self._is_select:
            return None
        return self._straight.get(dialect.name) or self._compile(dialect)

    def _read(self, connection: Connection, values: dict[str, Any]) -> Result[*Columns]:
        dialect = connection.dialect
        straight = self._straight.get(dialect.name) or self._compile(dialect)
        try:
            found: Any = straight.run(connection, values)
            return found
        except dialect.loaded_dbapi.Error as error:
            if dialect.name != "sqlite":
                forget_if_other(connection, error)
            # Read once more: SQLAlchemy knows what each error means for the connection, and says so in its own.
            return connection.execute(self._statement, values)


def prepared(build: Callable[..., TypedReturnsRows[*Columns]]) -> Prepared[*Columns]:
    """Make a function that builds a statement from its parameters into one that runs it.

    Within the function a parameter stands for a value to come: it can be compared and be given to `in_`, but
    not reckoned with.
    """
    made = Prepared(build)
    _every.add(made)
    return made


_every: WeakSet[Any] = WeakSet()


def make_ready(dialect: Dialect) -> None:
    """Build and compile every statement that is known by now."""
    for one in list(_every):
        one.straight(dialect)


def planned_once(number: Any) -> ScalarSelect[int]:
    """An integer that is given, as PostgreSQL's planner does not see it: so it keeps its plan of the statement.

    It plans a statement for each value anew where that promises more than the plan costs: where programs are of very
    different sizes, for all the small ones, at five times the price of the statement itself.
    """
    return select(cast(number, Integer)).scalar_subquery()


class Copied(Generic[Object]):
    """Mapped objects made of plain columns, for who only reads: `Copied(Person)`.

    They belong to no database session: who changes them changes nothing, and what is not given is not there.
    Making them takes a third of what the mapper takes.
    """

    def __init__(self, model: type[Object]) -> None:
        self._model = model
        self.columns = tuple(model.__table__.columns)  # type: ignore[attr-defined]

    @cached_property
    def _manager(self) -> Any:
        return class_mapper(self._model).class_manager

    @cached_property
    def _names(self) -> tuple[str, ...]:
        mapper = class_mapper(self._model)
        return tuple(mapper.get_property_by_column(column).key for column in self.columns)

    def copy(self, values: Sequence[Any], **related: Any) -> Object:
        """One object of the values of its columns, which may be followed by others; with what it leads to."""
        found: Object = (
            self._manager.new_instance()
        )  # without the events of a new object: it is not to be stored
        found.__dict__.update(zip(self._names, values, strict=False), **related)
        return found


class listed(FunctionElement[Any]):  # noqa: N801
    """An aggregate: of each row a list of these values, all of them as one list, in the rows' order; None if empty.

    For rows that belong to one of another statement: a journey to the database less.
    """

    type = JSON()
    inherit_cache = True


@compiles(listed, "sqlite")
def _listed_on_sqlite(element: listed, compiler: Any, **more: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **more)}))"


@compiles(listed, "postgresql")
def _listed_on_postgresql(element: listed, compiler: Any, **more: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **more)}))"
