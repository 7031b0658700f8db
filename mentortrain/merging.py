"""Two accounts of one person become one. Each feature says in its `merging.py` what becomes of its rows then.

As with an erasure (`holdings.py`), the preview, the page for the person, the deed itself and the test that no
column was forgotten are all made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from mentortrain.db import Base, session

Words = Any
"""A lazy gettext: `str()` of it is in the language of whoever reads."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The account that stays and the one that goes into it, as they were until now."""

    kept: int
    gone: int
    kept_email: str
    gone_email: str
    parts: Mapping[int, int]
    """Of participations that both have in one program and role: {the one that goes: the one that stays}."""
    at: datetime


class What(Enum):
    """What becomes of the rows of the account that goes."""

    MOVES = "moves"  # they are of the account that stays
    JOINED = "joined"  # the same, but where both have one that must be one, a rule says which
    ENDS = "ends"  # they are deleted
    STAYS = "stays"  # they keep the old number, which leads to the account that stays


@dataclass(frozen=True)
class Found:
    """How many rows of the account that goes there are, and how many of them the other one has as well."""

    moved: int
    both: int


@dataclass(frozen=True, kw_only=True)
class Merging:
    """What becomes of some columns that hold whose something is, or who did it."""

    columns: tuple[Any, ...]
    what: What
    says: Words
    """A sentence to staff and to the person. Empty: of no interest to either."""
    act: Callable[[Pair], None]
    count: Callable[[Pair, int | None], Found] | None = None
    """For the preview, within a program or (None) in all. Without one the sentence stands there uncounted."""
    finish: Callable[[Pair], None] | None = None
    """Called when every feature has acted."""

    @property
    def covers(self) -> frozenset[str]:
        """`table.column` of each."""
        return frozenset(f"{column.class_.__table__.name}.{column.key}" for column in self.columns)


_mergings: list[Merging] = []

stops: list[Callable[[Pair, int | None], str | None]] = []
"""Asked with the pair and the id of who asked for it: the code of a rule that forbids it; None: nothing does."""

used_by: list[Callable[[int], bool]] = []
"""Asked with a person's id: whether anybody has ever been behind that account, or said something as it."""

holds: list[Callable[[Collection[int]], None]] = []
"""Called with the ids of both before they are held: locks rows that others lock before they touch a person."""


def declare(*mergings: Merging) -> None:
    """Make them known. ValueError if a column is declared twice."""
    for merging in mergings:
        known = {name for one in _mergings for name in one.covers}
        if merging.covers & known:
            raise ValueError(f"Declared twice: {sorted(merging.covers & known)}.")
        _mergings.append(merging)


def every() -> Sequence[Merging]:
    """All, those of the lower features first."""
    return tuple(_mergings)


def carry_out(pair: Pair) -> None:
    """Bring everything of the one to the other. Safe to repeat: what is there meanwhile comes after."""
    steps = [one.act for one in _mergings] + [one.finish for one in _mergings if one.finish]
    for step in steps:
        step(pair)
        session.flush()
        session.expire_all()  # the next one reads what this one wrote with statements


def stopped_by(pair: Pair, *, by: int | None) -> str | None:
    """The code of the first rule that forbids it."""
    return next((code for ask in stops if (code := ask(pair, by))), None)


def was_used(person_id: int) -> bool:
    """Whether anybody has ever been behind this account."""
    return any(ask(person_id) for ask in used_by)


def moves(*columns: Any, says: Words = "") -> Merging:
    """Rows of which there can be as many as there are."""

    def act(pair: Pair) -> None:
        for column in columns:
            move(column, pair)

    return Merging(columns=columns, what=What.MOVES, says=says, act=act)


def ends(*columns: Any, says: Words = "") -> Merging:
    """Rows that go with the account."""

    def act(pair: Pair) -> None:
        for column in columns:
            session.execute(_quietly(delete(column.class_).where(column == pair.gone)))

    return Merging(columns=columns, what=What.ENDS, says=says, act=act)


def stays(*columns: Any) -> Merging:
    """Rows that cannot or must not change: who reads them follows the old number to the account that stays."""
    return Merging(columns=columns, what=What.STAYS, says="", act=lambda pair: None)


def move(column: Any, pair: Pair, *where: ColumnElement[bool]) -> None:
    """Let the rows of the one be the other's."""
    statement = update(column.class_).where(column == pair.gone, *where)
    session.execute(_quietly(statement.values({column.key: pair.kept})))


def join(
    column: Any,
    pair: Pair,
    *,
    same: Callable[[Any], Hashable],
    settle: Callable[[Any, Any], None] = lambda kept, gone: None,
) -> None:
    """The same for rows of which there is one for each `same`. Where both have one, `settle(kept, gone)` brings
    into the one that stays what the other one knows, and that goes."""
    model: type[Base] = column.class_
    key = next(iter(model.__table__.primary_key))
    mine = {same(row): row for row in session.scalars(select(model).where(column == pair.kept))}
    over = []
    for row in session.scalars(select(model).where(column == pair.gone).order_by(key)):
        if same(row) in mine:
            settle(mine[same(row)], row)
            over.append(getattr(row, key.key))
    session.flush()
    session.execute(_quietly(delete(model).where(key.in_(over))))
    move(column, pair)


def counting(
    column: Any, *same: Any, within: Callable[[int], ColumnElement[bool]] | None = None
) -> Callable[[Pair, int | None], Found]:
    """The count of rows that are the same where the columns `same` are; `within` narrows them to a program."""

    def count(pair: Pair, program_id: int | None) -> Found:
        of_program = (within(program_id),) if within and program_id is not None else ()
        key = same or tuple(column.class_.__table__.primary_key)
        statement = select(column, *key).where(column.in_((pair.kept, pair.gone)), *of_program)
        theirs: dict[int, set[Any]] = {pair.kept: set(), pair.gone: set()}
        for whose, *rest in session.execute(statement):
            theirs[whose].add(tuple(rest))
        both = theirs[pair.kept] & theirs[pair.gone]
        return Found(len(theirs[pair.gone] - both), len(both))

    return count


def _quietly(statement: Any) -> Any:
    """Without looking for the rows among the objects that are read: `carry_out` forgets them all."""
    return statement.execution_options(synchronize_session=False)
