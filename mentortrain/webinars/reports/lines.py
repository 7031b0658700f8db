"""One line of a report: who, and from when to when."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.webinars.reports.headings import (
    ACTION,
    ADDRESS,
    ATTENDED,
    DURATION,
    FIRST,
    JOIN,
    LAST,
    LEAVE,
    NAME,
    PHONE,
    STAMP,
    WAITING,
    Layout,
)
from mentortrain.webinars.reports.times import Told, moment_in, seconds_in
from mentortrain.webinars.reports.values import Fault, Meeting
from mentortrain.webinars.stays import Stay

CAME, WENT = "came", "went"
ROUNDED = 90
"""Seconds by which a length in whole minutes may differ from its moments and mean the same."""
_NO = frozenset({"no", "nein", "non", "ne", "não", "nao"})
_NOTHING = frozenset({"", "-", "--", "n/a"})
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
NO_STAY = Stay()
_PHONE = re.compile(r"\+?[\d*•xX\s().-]{6,25}")
_ACTIONS = {"joined": CAME, "joined before": CAME, "left": WENT}


@dataclass(frozen=True)
class Line:
    """A row of the file with the number of its first line."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Visit:
    """What one line tells of somebody: a stay, or that they came or went (`action`) at a moment."""

    line: int
    name: str
    address: str
    phone: str
    stay: Stay = NO_STAY
    action: str = ""
    moment: datetime | None = None
    is_detail: bool = False
    """From the list of each coming and going, which says more than the summary above it."""
    supposed: bool = False
    """Whether its times name no zone."""
    dateless: bool = False
    note: str = ""
    """A code for what was assumed of it."""


def visit_in(line: Line, layout: Layout, meeting: Meeting, *, is_detail: bool) -> Visit | Fault | str:
    """What a line tells; a fault; or the name of a tally, for who is rightly left out: `absent`, `waiting`."""

    def cell(column: str) -> str:
        return next((text for place in layout.at.get(column, ()) if (text := _at(line, place))), "")

    if cell(ATTENDED).casefold() in _NO:
        return "absent"
    who = _who(line, layout)
    if not (who.name or who.address or who.phone):
        return Fault(line.number, "meeting.no_name", _written(line))
    if cell(WAITING).casefold() in ("yes", "true"):
        return "waiting"
    if ACTION in layout.at:
        return _coming_or_going(line, who, cell(ACTION), moment_in(cell(STAMP), meeting, layout.offset))
    return _staying(line, who, cell, layout, meeting, is_detail=is_detail)


@dataclass(frozen=True)
class _Who:
    name: str
    address: str
    phone: str


def _who(line: Line, layout: Layout) -> _Who:
    def first(column: str) -> str:
        return next((text for place in layout.at.get(column, ()) if (text := _at(line, place))), "")

    name = first(NAME) or f"{first(FIRST)} {first(LAST)}".strip()
    cells = [_at(line, place) for place in layout.at.get(ADDRESS, ())]
    address = next((text for text in cells if _ADDRESS.fullmatch(text)), "")
    phone = first(PHONE)
    if not phone and _PHONE.fullmatch(name) and sum(letter.isdigit() for letter in name) >= 4:
        phone = name  # who dials in is named by a number, some of it hidden
    return _Who(name, address, phone)


def _coming_or_going(line: Line, who: _Who, action: str, told: Told) -> Visit | Fault:
    done = _ACTIONS.get(action.casefold())
    if done is None:
        return Fault(line.number, "meeting.action", action or _written(line))
    if told.moment is None:
        return Fault(line.number, told.code, _written(line))
    return Visit(
        line.number, who.name, who.address, who.phone, action=done, moment=told.moment, supposed=told.supposed
    )


def _staying(
    line: Line, who: _Who, cell: Callable[[str], str], layout: Layout, meeting: Meeting, *, is_detail: bool
) -> Visit | Fault:
    read = {column: cell(column) for column in (JOIN, LEAVE, DURATION)}
    length = seconds_in(read[DURATION]) if read[DURATION] not in _NOTHING else None
    came, went = _moments(read, layout, meeting)
    for told in (came, went):
        if told and told.moment is None:
            return Fault(line.number, told.code, _written(line))
    begin, end = (told.moment if told else None for told in (came, went))
    supposed = any(told.supposed for told in (came, went) if told)
    dateless = any(told.dateless for told in (came, went) if told)
    note = "meeting.length" if length is None and read[DURATION] not in _NOTHING else ""
    if begin is None and end is None:
        if length is None:
            return Fault(line.number, note or "meeting.no_time", _written(line))
        stay = Stay(seconds=length)
    else:
        begin, end, note = _whole(begin, end, length, meeting, note)
        if begin >= end:
            if begin > end or not length:
                return Fault(
                    line.number, "meeting.backwards" if begin > end else "meeting.no_time", _written(line)
                )
            end = begin + timedelta(seconds=length)  # within one minute, as the clock shows it
        lasted = (end - begin).total_seconds()
        stay = Stay(begin, end, length if length is not None and length < lasted - ROUNDED else None)
    return Visit(
        line.number,
        who.name,
        who.address,
        who.phone,
        stay,
        is_detail=is_detail,
        supposed=supposed,
        dateless=dateless,
        note=note,
    )


def _moments(read: dict[str, str], layout: Layout, meeting: Meeting) -> tuple[Told | None, Told | None]:
    came = moment_in(read[JOIN], meeting, layout.offset) if read[JOIN] not in _NOTHING else None
    if read[LEAVE] in _NOTHING:
        return came, None
    return came, moment_in(read[LEAVE], meeting, layout.offset, not_before=came.moment if came else None)


def _whole(
    begin: datetime | None, end: datetime | None, length: int | None, meeting: Meeting, note: str
) -> tuple[datetime, datetime, str]:
    """Both moments, where one may be missing: by the length, else the session's own, with a note of that."""
    if begin and end:
        return begin, end, note
    if begin:
        if length is not None:
            return begin, begin + timedelta(seconds=length), note
        return begin, max(begin, meeting.ends_at), "meeting.never_left"
    assert end is not None  # noqa: S101  (one of them is there)
    if length is not None:
        return end - timedelta(seconds=length), end, note
    return min(end, meeting.starts_at), end, "meeting.never_came"


def _at(line: Line, place: int) -> str:
    text = line.cells[place] if place < len(line.cells) else ""
    return "" if text in _NOTHING else text


def _written(line: Line) -> str:
    return " | ".join(text for text in line.cells if text)[:200]
