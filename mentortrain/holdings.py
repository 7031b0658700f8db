"""What the site holds of people. Each feature declares its tables in its `privacy.py`; the factory wires them.

A person's copy, what an erasure does, the privacy notice and the test that no table was forgotten are all made
from these declarations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select, update

from mentortrain.db import Base, session

Words = Any
"""A lazy gettext: `str()` of it is in the language of whoever reads."""

SOMEONE = "Someone who left"
"""The name of everybody who was erased: lists and counts still hold their row."""


class Fate(Enum):
    """What an erasure does to the rows of a table that are about the person."""

    GONE = "gone"  # deleted
    NAMELESS = "nameless"  # they stay for counts, and nothing says any more whose they were


@dataclass(frozen=True)
class Field:
    """One thing told in a person's copy: a column, or an expression that stands for some columns."""

    name: str
    """The key in data.json: it stays, whatever the column is called later."""
    label: Words
    value: Any
    """A mapped column, or a SQL expression of one row, such as the title of a session."""
    covers: tuple[str, ...] = ()
    """The columns that an expression stands for."""
    plain: bool = False
    """Staff meet it in their lists, as `seen_by` says. Showing anything else to them is a look: @confidential."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that this tells."""
        return self.covers or (self.value.key,)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One table with people in it. Every column is told, or withheld with a reason, or plumbing."""

    model: type[Base]
    title: Words
    why: Words
    """What it is for, in a sentence to the person."""
    seen_by: Words
    kept: Words
    """For how long; %(days)s in it is what `rule` has in force."""
    rule: str = ""
    """The key of the rule that lets its rows go."""
    of: Callable[[Any], ColumnElement[bool]]
    """The condition for the rows that are about the person of an id."""
    fields: tuple[Field, ...]
    withheld: Mapping[str, Words] = field(default_factory=dict)
    """Columns that no copy shows, each with the reason: secrets, and what would be about somebody else."""
    plumbing: tuple[str, ...] = ()
    """Numbers by which rows hang together or work is kept in order; they say nothing of a person."""
    fate: Fate
    because: Words
    """What an erasure does here and why, in a sentence to the person."""
    blank: Mapping[str, Any] = field(default_factory=dict)
    """For NAMELESS: the column and what it holds afterwards; a function is called anew for each person."""

    @property
    def table(self) -> Table:
        """The table."""
        found: Table = self.model.__table__  # type: ignore[assignment]
        return found

    @property
    def key(self) -> Column[Any]:
        """The primary key."""
        return next(iter(self.table.primary_key))

    @property
    def declared(self) -> set[str]:
        """The columns that the declaration speaks of."""
        told = {column for one in self.fields for column in one.columns}
        return told | set(self.withheld) | set(self.plumbing)


@dataclass(frozen=True)
class Leaver:
    """Who is being erased, as they were until now."""

    person_id: int
    name: str
    email: str

    def is_in(self, text: str | None) -> bool:
        """Whether a text of somebody else names them."""
        return bool(text) and self.taken_out_of(text or "") != text

    def taken_out_of(self, text: str) -> str:
        """The text without their address and their full name.

        A name of one word is replaced only where it is all there is: others mean May or Grace by it.
        """
        text = re.sub(re.escape(self.email), SOMEONE, text, flags=re.IGNORECASE)
        if text.strip() == self.name:
            return SOMEONE
        if len(self.name.split()) < 2:
            return text
        return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", SOMEONE, text)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that goes after a while. The preview counts with the same condition that the run uses."""

    key: str  # <feature>.<what>
    what: Words
    """What goes, and counted from when, in a sentence."""
    days: int
    least: int
    most: int
    model: type[Base]
    due: Callable[[datetime], ColumnElement[bool]]
    """The condition for rows that are over: it is given the moment `days` ago. False for what has gone."""
    act: Callable[[Sequence[Any], datetime], None]
    """What is done with the primary keys of some hundreds of rows; safe to run twice."""
    names_people: bool = False
    """The rows are people: the preview lists who."""

    @property
    def key_column(self) -> Column[Any]:
        """The primary key of its table."""
        return _key(self.model)


def _key(model: type[Base]) -> Column[Any]:
    table: Table = model.__table__  # type: ignore[assignment]
    return next(iter(table.primary_key))


def deleting(model: type[Base]) -> Callable[[Sequence[Any], datetime], None]:
    """The act of a rule whose rows go."""

    def act(keys: Sequence[Any], at: datetime) -> None:
        key = _key(model)
        session.execute(delete(model).where(key.in_(keys)).execution_options(synchronize_session=False))

    return act


def blanking(model: type[Base], values: Mapping[str, Any]) -> Callable[[Sequence[Any], datetime], None]:
    """The act of a rule whose rows stay for counts, without what they said."""

    def act(keys: Sequence[Any], at: datetime) -> None:
        key = _key(model)
        session.execute(
            update(model).where(key.in_(keys)).values(values).execution_options(synchronize_session=False)
        )

    return act


_holdings: dict[str, Holding] = {}
_rules: dict[str, Rule] = {}
_others: dict[str, str] = {}
_texts: dict[str, tuple[Any, Any]] = {}

on_leaving: list[Callable[[Leaver, datetime], None]] = []
"""Called in the transaction of an erasure, before the declared rows go: the last registered is asked first."""


def declare(*holdings: Holding) -> None:
    """Make tables known. ValueError if a table is declared twice."""
    for holding in holdings:
        if _holdings.setdefault(holding.table.name, holding) is not holding:
            raise ValueError(f"The table {holding.table.name} is declared twice.")


def declare_others(why: Mapping[Any, str]) -> None:
    """Columns that look as if they named a person and do not, each with what they hold."""
    _others.update({f"{column.table.name}.{column.key}": text for column, text in why.items()})


def declare_texts(program_of: Mapping[Any, Any]) -> None:
    """Columns in which staff may name anybody, each with the program of its row: an erasure takes the name out of
    those of the programs that somebody was in, and of no program."""
    _texts.update({f"{column.table.name}.{column.key}": (column, of) for column, of in program_of.items()})


def take_out_of_texts(leaver: Leaver, program_ids: Sequence[int]) -> None:
    """No declared text of these programs names them any more."""
    for column, program_id in _texts.values():
        model, key = column.class_, _key(column.class_)
        names_them = or_(
            column.contains(leaver.name, autoescape=True),
            func.lower(column).contains(leaver.email.lower(), autoescape=True),
        )
        theirs = or_(program_id.in_(program_ids), program_id.is_(None))
        rows = session.execute(select(key, column).where(theirs, names_them)).all()
        for row_key, text in rows:
            values = {column.key: leaver.taken_out_of(text)[: column.type.length]}
            session.execute(
                update(model)
                .where(key == row_key)
                .values(values)
                .execution_options(synchronize_session=False)
            )


def keep_for(*rules: Rule) -> None:
    """Make rules known. ValueError if a key stands for two."""
    for rule in rules:
        if _rules.setdefault(rule.key, rule) is not rule:
            raise ValueError(f"There are two rules named {rule.key}.")


def every() -> tuple[Holding, ...]:
    """All declared tables, those of the lower features first."""
    return tuple(_holdings.values())


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of their features."""
    return tuple(_rules.values())


def texts() -> frozenset[str]:
    """`table.column` of the texts in which staff may name anybody."""
    return frozenset(_texts)


def others() -> frozenset[str]:
    """`table.column` of what was declared to name nobody."""
    return frozenset(_others)
