"""Reading a list of people to invite: pure, from pasted or uploaded text to rows with a verdict each."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from email_validator import EmailNotValidError, validate_email

from mentortrain.people.rules import clean_name, email_key
from mentortrain.people.zones import zone_for
from mentortrain.programs.rules import MENTEE, MENTOR, STAFF

MOST_ROWS = 5_000
COLUMNS = ("name", "email", "role", "zone")

_HEADINGS = {
    "name": {"name", "full name", "participant", "person"},
    "email": {"email", "e-mail", "mail", "email address", "e-mail address", "mail address", "address"},
    "role": {"role", "part", "as"},
    "zone": {"country", "time zone", "timezone", "zone", "country or time zone", "country/time zone"},
}
_ROLES = {"mentor": MENTOR, "mentee": MENTEE, "staff": STAFF, "": None}
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Row:
    """One line of the list: what it says, and what is wrong with it."""

    line: int  # as an editor numbers them, from 1
    name: str
    email: str
    role: str  # mentor, mentee or staff; as written when it is none of these
    zone_written: str
    time_zone: str = ""
    problem: str = ""  # a code; empty when the row can be imported
    note: str = ""  # a code: importable, but worth a look
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether it would be imported."""
        return not self.problem

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same invitation."""
        return email_key(self.email), self.role


@dataclass(frozen=True)
class Roster:
    """A whole list, or the reason why it could not be read (`problem`, a code)."""

    rows: tuple[Row, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[Row, ...]:
        """The rows to import."""
        return tuple(row for row in self.rows if row.is_good)

    @property
    def to_look_at(self) -> tuple[Row, ...]:
        """All rows, those first that somebody must mend: one bad row among five thousand is found at once."""
        return tuple(sorted(self.rows, key=_concern))


def _concern(row: Row) -> int:
    if row.problem and row.problem != "row.known":
        return 0
    return 1 if row.note else 2


def decode(data: bytes) -> str | None:
    """The text of an uploaded file (UTF-8 with or without a mark, UTF-16 with one); None if it is no text."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def read(text: str, *, default_zone: str, known: frozenset[tuple[str, str]] = frozenset()) -> Roster:
    """Read a list. `known` holds (email key, role) of those already invited; `default_zone` fills a blank one.

    Columns are name, email, role, country or time zone; a heading line may order them otherwise. Separated by
    comma, semicolon or tab. Every line gets a verdict; nothing is dropped silently.
    """
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        return Roster(problem="roster.unreadable")
    if not text.strip():
        return Roster(problem="roster.empty")
    try:
        lines = list(_lines(text))
    except csv.Error:
        return Roster(problem="roster.unreadable")
    if not lines:  # nothing but separators and quotes
        return Roster(problem="roster.empty")
    order, lines = _order(lines)
    if order is None:
        return Roster(problem="roster.no_email_column")
    if len(lines) > MOST_ROWS:
        return Roster(problem="roster.too_long")
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    addresses: dict[str, int] = {}
    for number, cells in lines:
        row = _judge(_row(number, cells, order), default_zone)
        if row.is_good and row.key in known:
            row = replace(row, problem="row.known")
        elif row.is_good and row.key in seen:
            row = replace(row, problem="row.twice", params={"line": str(seen[row.key])})
        if row.is_good:
            if row.key[0] in addresses:
                row = replace(row, note="row.another_role", params={"line": str(addresses[row.key[0]])})
            seen[row.key] = addresses[row.key[0]] = number
        rows.append(row)
    return Roster(tuple(rows), problem="" if rows else "roster.empty")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    found: list[tuple[int, list[str]]] = []
    before = 0
    for cells in reader:
        # A quoted cell may span lines: a row is named by its first one.
        start, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            found.append((start, [" ".join(cell.split()) for cell in cells]))
    return found


def _order(
    lines: list[tuple[int, list[str]]],
) -> tuple[dict[str, int] | None, list[tuple[int, list[str]]]]:
    """Which column is where, and the lines without the heading."""
    heading = [cell.casefold() for cell in lines[0][1]]
    named = {
        column: index
        for column, names in _HEADINGS.items()
        for index, cell in enumerate(heading)
        if cell in names
    }
    if "email" in named:
        return named, lines[1:]
    if any("@" in cell for _, cells in lines[:3] for cell in cells):
        return {column: index for index, column in enumerate(COLUMNS)}, lines
    return (None, lines) if named else ({column: index for index, column in enumerate(COLUMNS)}, lines)


def _row(number: int, cells: list[str], order: Mapping[str, int]) -> Row:
    def cell(column: str) -> str:
        index = order.get(column)
        return cells[index] if index is not None and index < len(cells) else ""

    return Row(
        line=number,
        name=clean_name(cell("name")),
        email=cell("email"),
        role=cell("role"),
        zone_written=cell("zone"),
    )


def _judge(row: Row, default_zone: str) -> Row:
    if not row.email:
        return replace(row, problem="row.no_email")
    try:
        email = validate_email(row.email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return replace(row, problem="row.bad_email")
    role = _ROLES.get(row.role.casefold())
    if role is None:
        return replace(row, problem="row.bad_role" if row.role else "row.no_role")
    if not row.name:
        return replace(row, problem="row.no_name")
    if len(row.name) > 200 or len(email) > 320:
        return replace(row, problem="row.too_long")
    row = replace(row, email=email, role=role)
    if not row.zone_written:
        return replace(row, time_zone=default_zone, note="row.default_zone")
    zone = zone_for(row.zone_written)
    if zone is None:
        return replace(row, problem="row.bad_zone")
    return replace(row, time_zone=zone.name, note="row.guessed_zone" if zone.guessed else "")
