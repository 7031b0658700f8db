"""A statement as the driver takes it: its text, its values, and the rows made of what comes back.

What SQLAlchemy does around each execution, for every kind of statement and result there is, takes as long again as
a statement that reads a row or two (docs/performance.md). `prepared.py` says what comes this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Boolean, Integer, LargeBinary, String
from sqlalchemy.engine import Connection, Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from mentortrain.db import told_ahead

Convert = Callable[[Any], Any]
Make = Callable[[Sequence[Any]], Sequence[Any]]
"""SQLAlchemy's own rows of what a driver has read."""

MOST_SHAPES = 200
"""Of one statement in each process: lists of so many different lengths."""


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


class Told:
    """What a statement said, as a `Result` would: what most callers want of it is made here, the rest by one."""

    __slots__ = ("_columns", "_make", "_rows")

    def __init__(self, columns: SimpleResultMetaData, make: Make, rows: Sequence[Any]) -> None:
        self._columns, self._make, self._rows = columns, make, rows

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._make(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def __getattr__(self, name: str) -> Any:
        return getattr(IteratorResult(self._columns, iter(self._rows)), name)


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
        self._described: tuple[SimpleResultMetaData, Make] | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Told:
        """Run it on the connection's driver; raises what the driver raises."""
        text, filled = self.sent(values)
        known, found = told_ahead.get(), None
        if known and text in known and known[text][0] == filled:
            _values, found = known.pop(text)
        if found is None:
            watched = connection.dispatch
            watched.before_cursor_execute(connection, None, text, filled, None, False)
            found = self._ask(connection.connection.dbapi_connection, text, filled)
            watched.after_cursor_execute(connection, None, text, filled, None, False)
        columns, rows = found
        if self._described is None:
            self._described = self._description(columns)
        return Told(*self._described, rows)

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

    def _description(self, description: Sequence[Sequence[Any]]) -> tuple[SimpleResultMetaData, Make]:
        from_driver = [
            kind.dialect_impl(self._dialect).result_processor(self._dialect, told[1])
            for kind, told in zip(self._types, description, strict=True)
        ]
        columns = SimpleResultMetaData([told[0] for told in description], _processors=from_driver)
        # SQLAlchemy has no other door to it; tests/test_prepared.py holds it.
        make: Any = IteratorResult(columns, iter(()))._row_getter[1]
        return columns, make


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
