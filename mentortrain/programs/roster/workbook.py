"""An Excel workbook as text: its first visible sheet with something in it, one line for each of its rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

from mentortrain.programs.roster.reading import MOST_ROWS
from mentortrain.programs.roster.weighing import TooLargeError, hidden_rows, weigh

MOST_COLUMNS = 256
MOST_LINES = 20_000
"""Rows of a sheet that are looked at: among 5,000 people there may be empty ones."""
LONGEST_CELL = 32_767
"""As in Excel itself."""


@dataclass(frozen=True)
class Workbook:
    """What was read of a workbook, or why it could not be (`problem`, a code)."""

    text: str = ""  # separated by tabs; line numbers are the sheet's
    sheet: str = ""
    hidden: int = 0  # rows of it that the sheet hides, and that were read all the same
    others: tuple[str, ...] = ()  # further sheets, which were not read
    problem: str = ""


def read_workbook(stream: BinaryIO) -> Workbook:
    """Read an .xlsx: the values that formulas had when it was saved, dates and numbers as text."""
    import openpyxl  # only now: a tenth of a second of every process's start, for what few of them ever read

    try:
        with zipfile.ZipFile(stream) as parts:
            if any(part.flag_bits & 1 for part in parts.infolist()):
                return Workbook(problem="workbook.protected")
            weigh(parts)
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except (TooLargeError, MemoryError):
        return Workbook(problem="workbook.too_large")
    except Exception:
        return Workbook(problem="workbook.broken")
    try:
        return _first_with_something(book)
    except Exception:
        return Workbook(problem="workbook.broken")
    finally:
        book.close()


def _first_with_something(book: Any) -> Workbook:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    read: set[str] = set()
    for sheet in visible:
        if sheet._worksheet_path in read:  # many names for one empty part would be read as often
            continue
        read.add(sheet._worksheet_path)
        lines = list(_lines(sheet))
        if len([line for line in lines if line]) > MOST_ROWS + 1 or len(lines) > MOST_LINES:
            return Workbook(problem="roster.too_long")
        if any(lines):
            others = tuple(other.title for other in visible if other is not sheet)
            return Workbook(_as_text(lines), sheet.title, _hidden_rows(sheet), others)
    return Workbook(problem="roster.empty")


def _lines(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a sheet says of its own size may be a lie, and rows would be filled up to it
    full = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        line = [_as_cell(value) for value in cells]
        while line and not line[-1]:
            line.pop()
        yield line
        full += bool(line)
        if number > MOST_LINES or full > MOST_ROWS + 1:
            return


def _as_cell(value: object) -> str:
    """One line of text: a whole number without its point, a day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    return " ".join(str(value)[:LONGEST_CELL].replace("\x00", " ").split())


def _as_text(lines: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(lines)
    return out.getvalue()


def _hidden_rows(sheet: Any) -> int:
    """Read-only worksheets do not tell: their bytes do."""
    with sheet._get_source() as part:
        return hidden_rows(part)
