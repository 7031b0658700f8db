"""One row of a list, and the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from email_validator import EmailNotValidError, validate_email

from mentortrain.people.rules import clean_name, email_key
from mentortrain.people.zones import zone_for
from mentortrain.programs.roster.headings import fold, role_named
from mentortrain.programs.rules import STAFF

LONGEST_NAME, LONGEST_ADDRESS = 200, 320
LONGEST_SHOWN = 400
"""Letters of a cell that are kept to show what was wrong with it."""


@dataclass(frozen=True)
class Row:
    """One line of the list: what it says, and what is wrong with it."""

    line: int  # as an editor or a spreadsheet numbers them, from 1
    name: str
    email: str
    role: str  # mentor, mentee or staff; as written when it is none of these
    zone_written: str
    group_written: str = ""
    time_zone: str = ""
    cohort_id: int | None = None  # staff belong to no group
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
class Rules:
    """What a program knows by which rows are judged."""

    default_zone: str
    groups: Mapping[str, int] = field(default_factory=dict)
    """Names of groups and their ids."""
    own_group: int | None = None
    """Of the groups, the one for rows that name none; with `only_own`, no other."""
    only_own: bool = False
    may_make_staff: bool = True
    known: frozenset[tuple[str, str]] = frozenset()
    """(email key, role) of those who are invited already."""

    def group_named(self, written: str) -> int | None:
        """The id of a group by its name, however it is capitalised."""
        named = {fold(name): group_id for name, group_id in self.groups.items()}
        return named.get(fold(written))


def judged(row: Row, rules: Rules) -> Row:
    """The row with its role, zone and group understood, or with the first thing that is wrong with it."""
    if not row.email:
        return replace(row, problem="row.no_email")
    try:
        email = validate_email(row.email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return replace(row, problem="row.bad_email")
    if not row.role:
        return replace(row, problem="row.no_role")
    role = role_named(row.role)
    if role is None:
        return replace(row, problem="row.bad_role")
    if role == STAFF and not rules.may_make_staff:
        return replace(row, problem="row.no_staff")
    if not row.name:
        return replace(row, problem="row.no_name")
    if len(row.name) > LONGEST_NAME or len(email) > LONGEST_ADDRESS:
        return replace(row, problem="row.too_long")
    if "\ufffd" in row.name:
        return replace(row, problem="row.lost_letters")
    row = _grouped(replace(row, email=email, role=role), rules)
    return row if row.problem else _zoned(row, rules)


def _grouped(row: Row, rules: Rules) -> Row:
    if row.role == STAFF:
        return row
    if not row.group_written:
        return replace(row, cohort_id=rules.own_group)
    found = rules.group_named(row.group_written)
    if found is None:
        return replace(row, problem="row.bad_group")
    if rules.only_own and found != rules.own_group:
        return replace(row, problem="row.other_group")
    return replace(row, cohort_id=found)


def _zoned(row: Row, rules: Rules) -> Row:
    if not row.zone_written:
        row = replace(row, time_zone=rules.default_zone, note="row.default_zone")
    else:
        zone = zone_for(row.zone_written) if len(row.zone_written) < LONGEST_NAME else None
        if zone is None:
            return replace(row, problem="row.bad_zone")
        row = replace(row, time_zone=zone.name, note="row.guessed_zone" if zone.guessed else "")
    meant = meant_by(row.name)
    return replace(row, note="row.garbled", params={"meant": meant}) if meant else row


def meant_by(name: str) -> str:
    """The name that somebody saved as UTF-8 and somebody else opened as Windows-1252; empty if it is none."""
    if name.isascii():
        return ""
    for encoding in ("cp1252", "cp1250"):
        try:
            meant = name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if clean_name(meant) == meant:
            return meant
    return ""
