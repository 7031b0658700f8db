"""From the text of a list to its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mentortrain.people.rules import clean_name
from mentortrain.programs.roster.headings import (
    EMAIL,
    FIRST,
    GROUP,
    LAST,
    NAME,
    ROLE,
    ZONE,
    known_in,
    order_of,
    titles_above,
)
from mentortrain.programs.roster.rows import LONGEST_SHOWN, Row, Rules, judged

MOST_ROWS = 5_000
MOST_HEADINGS_SHOWN = 20
MOST_TITLES = 5
"""Lines from the top among which the headings are looked for."""
SEPARATORS = (",", ";", "\t")
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Roster:
    """A whole list, or the reason why it could not be read (`problem`, a code)."""

    rows: tuple[Row, ...] = ()
    problem: str = ""
    line: int = 0
    """Where the problem is, if it is somewhere."""
    ignored: tuple[str, ...] = ()
    """Headings that nobody knows: their columns were not read."""

    @property
    def good(self) -> tuple[Row, ...]:
        """The rows to import."""
        return tuple(row for row in self.rows if row.is_good)


def read(text: str, rules: Rules, *, separator: str | None = None) -> Roster:
    """Read a list: every line gets a verdict, nothing is dropped silently.

    The first line may name the columns, in any order; else they are name, address, role, country or time zone,
    group. Separated by comma, semicolon or tab, unless `separator` says by what. Touches nothing but what it is given.
    """
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        return Roster(problem="roster.unreadable")
    if not text.strip():
        return Roster(problem="roster.empty")
    try:
        lines = list(islice(_lines(text, separator), MOST_ROWS + 1 + MOST_TITLES))
    except csv.Error:
        return Roster(problem="roster.unreadable")
    if not lines:  # nothing but separators and quotes
        return Roster(problem="roster.empty")
    unclosed = _unclosed_quote(text, lines)
    if unclosed:
        return Roster(problem="roster.quote", line=unclosed)
    lines = lines[titles_above([cells for _, cells in lines[:MOST_TITLES]]) :]
    order = order_of([cells for _, cells in lines[:3]])
    if order is None:
        return Roster(problem="roster.no_email_column")
    lines = lines[1:] if order.headings else lines
    if len(lines) > MOST_ROWS:
        return Roster(problem="roster.too_long")
    rows = tuple(_with_verdicts((_row(number, cells, order.at) for number, cells in lines), rules))
    return Roster(rows, "" if rows else "roster.empty", ignored=order.ignored)


def _lines(text: str, separator: str | None) -> Iterator[Line]:
    separator, told = (separator, False) if separator else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    before = 0
    for cells in reader:
        # A quoted cell may span lines: a row is named by its first one.
        start, before = before + 1, reader.line_num
        if told and start == 1:
            continue
        if any(cell.strip() for cell in cells):
            yield start, [" ".join(cell.split()) for cell in cells]


def _separator(text: str) -> tuple[str, bool]:
    """The separator, and whether the first line does nothing but tell it, as Excel understands: sep=;"""
    first = next(line for line in text.splitlines() if line.strip())
    if first.casefold().startswith("sep=") and first[4:5] in SEPARATORS and len(first) == len("sep=") + 1:
        return first[4], True
    parsed = {mark: next(csv.reader([first], delimiter=mark), []) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: (known_in(parsed[mark]), first.count(mark))), False


def _unclosed_quote(text: str, lines: Sequence[Line]) -> int:
    """The line of a quote that is never closed, which swallows all that follows; 0 if there is none."""
    start, _ = lines[-1]
    rest = text.split("\n")[start - 1 :] if "\n" in text else text.split("\r")[start - 1 :]
    return start if len([line for line in rest if line.strip()]) > 1 and _is_odd(rest) else 0


def _is_odd(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _row(number: int, cells: list[str], at: Mapping[str, int]) -> Row:
    def cell(column: str) -> str:
        index = at.get(column)
        return cells[index] if index is not None and index < len(cells) else ""

    return Row(
        line=number,
        name=clean_name(cell(NAME) or f"{cell(FIRST)} {cell(LAST)}"),
        email=cell(EMAIL),
        role=cell(ROLE),
        zone_written=cell(ZONE),
        group_written=cell(GROUP),
    )


def _with_verdicts(rows: Iterator[Row], rules: Rules) -> Iterator[Row]:
    seen: dict[tuple[str, str], int] = {}
    addresses: dict[str, int] = {}
    for bare in rows:
        row = judged(bare, rules)
        if row.is_good and row.key in rules.known:
            row = replace(row, problem="row.known", note="")
        elif row.is_good and row.key in seen:
            row = replace(row, problem="row.twice", note="", params={"line": str(seen[row.key])})
        if row.is_good:
            if row.key[0] in addresses:
                row = replace(row, note="row.another_role", params={"line": str(addresses[row.key[0]])})
            seen[row.key] = addresses[row.key[0]] = row.line
        yield _shortened(row)


def _shortened(row: Row) -> Row:
    """A cell of a megabyte is a mistake: its beginning tells which."""
    return replace(
        row,
        name=_beginning(row.name),
        email=_beginning(row.email),
        role=_beginning(row.role),
        zone_written=_beginning(row.zone_written),
        group_written=_beginning(row.group_written),
    )


def _beginning(written: str) -> str:
    return written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}…"
