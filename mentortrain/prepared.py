"""Statements that are built once and then only given values.

Building a statement and finding its compiled form again takes several times as long as running it on a row or two.
In a request that only reads, one of plain columns goes straight to the driver as well: what SQLAlchemy does around
each execution, for every kind of statement and result there is, takes as long again (docs/performance.md).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, TypeVar, TypeVarTuple
from weakref import WeakSet

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    Integer,
    LargeBinary,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    select,
)
from sqlalchemy.engine import Connection, Dialect, IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import class_mapper
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CompoundSelect, TypedReturnsRows
from sqlalchemy.types import TypeEngine

from mentortrain.db import forget_if_other, read_ahead, reading, session

Columns = TypeVarTuple("Columns")
Object = TypeVar("Object")
Convert = Callable[[Any], Any]

MOST_SHAPES = 200
"""Of one statement in each process: lists of so many different lengths."""


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
            return straight.run(connection, values)
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


@dataclass(frozen=True, slots=True)
class Shape:
    """The text of a statement for lists of certain lengths, and how the driver wants its values."""

    text: str
    fixed: Mapping[str, Any]
    """What the statement itself brings along, by the name in the text."""
    single: tuple[tuple[str, Convert | None], ...]
    """What is given, each by its name."""
    lists: tuple[tuple[str, tuple[str, ...], Convert | None], ...]
    """Lists that are given: the name, the names of its elements in the text."""
    order: tuple[str, ...] | None
    """For a driver that takes values by their place."""

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them."""
        found = dict(self.fixed)
        for name, convert in self.single:
            found[name] = convert(values[name]) if convert else values[name]
        for name, elements, convert in self.lists:
            given = values[name]
            found.update(zip(elements, map(convert, given) if convert else given, strict=True))
        return found if self.order is None else tuple([found[name] for name in self.order])


class Straight:
    """A statement of one dialect as its driver takes it; rows come back as SQLAlchemy would give them."""

    def __init__(self, statement: Any, names: Collection[str], dialect: Dialect) -> None:
        self._compiled: SQLCompiler = _written_out(statement, names).compile(dialect=dialect)
        self._dialect = dialect
        self._types: list[TypeEngine[Any]] = [column.type for column in statement.selected_columns]
        # PostgreSQL sends bytes as hexadecimal text, twice as long, unless it is told to send values as they are.
        self.has_bytes = any(isinstance(getattr(kind, "impl", kind), LargeBinary) for kind in self._types)
        self._ask = _asking(binary=self.has_bytes) if dialect.driver == "psycopg" else _asked
        self._given = tuple(name for name in names if name in self._compiled.binds)
        self._lists = tuple(name for name in self._given if self._compiled.binds[name].expanding)
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._rows: SimpleResultMetaData | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Result[Any]:
        """Run it on the connection's driver; raises what the driver raises."""
        text, filled = self.sent(values)
        known = read_ahead.get()
        found = known.pop((text, filled), None) if known else None
        if found is None:
            watched = connection.dispatch
            watched.before_cursor_execute(connection, None, text, filled, None, False)
            found = self._ask(connection.connection.dbapi_connection, text, filled)
            watched.after_cursor_execute(connection, None, text, filled, None, False)
        columns, rows = found
        if self._rows is None:
            self._rows = self._described(columns)
        return IteratorResult(self._rows, iter(rows))

    def sent(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The text for lists of these lengths, and the values as the driver wants them."""
        lengths = tuple([len(values[name]) for name in self._lists])
        shape = self._shapes.get(lengths)
        if shape is None:
            shape = self._shape(values)
            if len(self._shapes) < MOST_SHAPES:
                self._shapes[lengths] = shape
        return shape.text, shape.filled(values)

    def _shape(self, values: Mapping[str, Any]) -> Shape:
        state = self._compiled.construct_expanded_state(dict(values))
        lists = tuple(
            (name, tuple(state.parameter_expansion[name]), self._to_driver(name)) for name in self._lists
        )
        stands_for = {one: name for name, elements in state.parameter_expansion.items() for one in elements}
        fixed = {}
        for name, value in state.parameters.items():
            of = stands_for.get(name, name)
            if of not in self._given:
                convert = self._to_driver(of)
                fixed[name] = convert(value) if convert else value
        text, order = state.statement, state.positiontup
        if self._ask is not _asked:
            text, order = _numbered(text)
        return Shape(
            text=text,
            fixed=fixed,
            single=tuple((name, self._to_driver(name)) for name in self._given if name not in self._lists),
            lists=lists,
            order=None if order is None else tuple(order),
        )

    def _to_driver(self, name: str) -> Convert | None:
        return self._compiled.binds[name].type.dialect_impl(self._dialect).bind_processor(self._dialect)

    def _described(self, description: Sequence[Sequence[Any]]) -> SimpleResultMetaData:
        from_driver = [
            kind.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            for kind, told in zip(self._types, description, strict=True)
        ]
        return SimpleResultMetaData([told[0] for told in description], _processors=from_driver)


def _asked(driver: Any, text: str, values: Any) -> tuple[Sequence[Sequence[Any]], Sequence[Any]]:
    """Columns and rows, from a driver of Python's usual kind."""
    cursor = driver.execute(text, values)
    found = cursor.description, cursor.fetchall()
    cursor.close()
    return found


def _asking(*, binary: bool) -> Callable[[Any, str, Any], tuple[Sequence[Sequence[Any]], Sequence[Any]]]:
    """The same from PostgreSQL."""
    from mentortrain import plans  # its driver is loaded where it is used

    return partial(plans.ask, binary=binary)


def _numbered(text: str) -> tuple[str, list[str]]:
    """The text with places as PostgreSQL counts them ($1), and the names of their values in this order.

    Else psycopg looks for them itself: each time, in texts of more than 4,096 characters.
    """
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return _PLACE.sub(place, text), names


_PLACE = re.compile(r"%%|%\((\w+)\)s")


def _written_out(statement: Any, names: Collection[str]) -> Any:
    """The same statement with its own words and numbers in its text; only what is given at each call stays apart.

    Where SQLite compares a value beside a partial index, it plans a statement anew whenever the value is given, the
    same or another: that took Home's longest statement from 0.02 to 0.2 ms. PostgreSQL cannot use such an index in a
    plan that it keeps.
    """

    def write_out(value: BindParameter[Any]) -> None:
        plain = isinstance(value.type, String | Integer | Boolean) and isinstance(value.value, str | int)
        value.literal_execute = value.literal_execute or (plain and value.key not in names)

    return visitors.cloned_traverse(statement, {}, {"bindparam": write_out})


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
