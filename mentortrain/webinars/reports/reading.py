"""From the bytes of a report to the people in it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from mentortrain.programs.roster.decoding import decode
from mentortrain.webinars.reports.headings import Layout, is_of_the_meeting, layout_of
from mentortrain.webinars.reports.lines import Line, Visit, visit_in
from mentortrain.webinars.reports.people import gathered
from mentortrain.webinars.reports.values import OTHER, Fault, Meeting, Report

MOST_LINES = 20_000
MOST_CELLS = 200
LONGEST_CELL = 200
"""Letters of a cell that are kept: a name of a megabyte is a mistake, and its beginning tells which."""
SEPARATORS = (",", ";", "\t")
_HEAD = 200
"""Lines from the top among which the headings are looked for."""
_TITLE = re.compile(r"\d{1,2}\.\s?\S.*|.*\bdetails?:?|other attended", re.IGNORECASE)
"""What stands alone above a part of a report: '2. Participants', 'Attendee Details', 'Other Attended'."""
_SHUT_OFF = re.compile(r"3\.\s?\S.*", re.IGNORECASE)


@dataclass
class _Found:
    """What is gathered on the way down a file."""

    visits: list[Visit] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    providers: Counter[str] = field(default_factory=Counter)
    tallies: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)


def read(data: bytes, meeting: Meeting) -> Report:
    """Read a report: every line below the headings is understood, or stands among the faults with a reason.

    Never raises. `problem` is `meeting.empty`, `meeting.no_text`, `meeting.unreadable`, `meeting.too_long`,
    `meeting.no_headings`, `meeting.nobody` or, where every line is of another day, `meeting.other_day`.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        return Report(problem="meeting.empty")
    decoded = decode(data)
    if decoded is None:
        return Report(problem="meeting.no_text")
    text = decoded.text.removeprefix("\ufeff").replace("\x00", "")
    try:
        lines = _lines(text)
    except csv.Error:
        return Report(problem="meeting.unreadable")
    if lines is None:
        return Report(problem="meeting.no_headings", seen=_beginning(text))
    if len(lines) > MOST_LINES:
        return Report(problem="meeting.too_long")
    found = _Found()
    _walk(lines, meeting, found)
    return _report(found, meeting)


def _lines(text: str) -> list[Line] | None:
    """The lines, cut by the separator that makes headings of one of the first; None if none does."""
    for separator in SEPARATORS:
        head = _cut("\n".join(text.splitlines()[:_HEAD]), separator, _HEAD)
        if any(layout_of(line.cells) for line in head):
            return _cut(text, separator, MOST_LINES + 1)
    return None


def _cut(text: str, separator: str, most: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    lines, before = [], 0
    for cells in islice(reader, most):
        start, before = (
            before + 1,
            reader.line_num,
        )  # a quoted cell may span lines: a row is named by its first
        lines.append(Line(start, [_plain(cell) for cell in cells[:MOST_CELLS]]))
    return lines


def _plain(cell: str) -> str:
    return " ".join(cell.split())[:LONGEST_CELL]


def _beginning(text: str) -> tuple[str, ...]:
    return tuple(_plain(line) for line in text.splitlines()[:3] if line.strip())


def _walk(lines: Sequence[Line], meeting: Meeting, found: _Found) -> None:
    layout: Layout | None = None
    begun, of_the_meeting, is_detail = False, False, False
    for line in lines:
        cells = [cell for cell in line.cells if cell]
        if not cells:
            of_the_meeting = False
            continue
        if is_of_the_meeting(line.cells):
            layout, of_the_meeting = None, True
            continue
        headed = layout_of(line.cells)
        if headed:
            layout, begun, of_the_meeting = headed, True, False
            found.providers[headed.provider] += 1
            found.headings.extend(headed.headings)
        elif len(cells) == 1 and _TITLE.fullmatch(cells[0]):
            layout, of_the_meeting = None, False
            is_detail = bool(_SHUT_OFF.fullmatch(cells[0]))
        elif layout:
            _take(line, layout, meeting, found, is_detail=is_detail)
        elif begun and not of_the_meeting:
            found.faults.append(Fault(line.number, "meeting.line", " ".join(cells)[:LONGEST_CELL]))


def _take(line: Line, layout: Layout, meeting: Meeting, found: _Found, *, is_detail: bool) -> None:
    told = visit_in(line, layout, meeting, is_detail=is_detail)
    if isinstance(told, Fault):
        found.faults.append(told)
    elif isinstance(told, str):
        found.tallies[told] += 1
    else:
        found.visits.append(told)


def _report(found: _Found, meeting: Meeting) -> Report:
    attendees, notes = gathered(found.visits, meeting)
    faults = tuple(sorted([*found.faults, *notes], key=lambda one: (one.line, one.code)))
    known = [name for name, _count in found.providers.most_common() if name != OTHER]
    timed = [visit for visit in found.visits if visit.moment or visit.stay.starts_at]
    problem = ""
    if not attendees:
        all_elsewhere = faults and all(one.code == "meeting.other_day" for one in faults)
        problem = "meeting.other_day" if all_elsewhere else "meeting.nobody"
    return Report(
        provider=known[0] if known else OTHER,
        attendees=attendees,
        faults=faults,
        problem=problem,
        asked_zone=any(visit.supposed for visit in found.visits),
        mixed=len({visit.supposed for visit in timed}) > 1,
        dateless=any(visit.dateless for visit in found.visits),
        absent=found.tallies["absent"],
        waiting=found.tallies["waiting"],
        seen=tuple(dict.fromkeys(found.headings)),
    )
