"""Tables as CSV files: the one writer of every export. No cell of it is a formula in a spreadsheet.

Source: OWASP, "CSV Injection". A spreadsheet runs a cell that begins with = + - @, and a program set to another
language splits cells at semicolons, whatever the quotes say.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import current_app, stream_with_context

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

Cell = str | int | float | Decimal | datetime | date | None

TRIGGERS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
"""What begins a formula: plain, full-width, small, and the minus of typesetters."""

_NUMBER = re.compile(r"-\d{1,15}(?:[.,]\d{1,15})?")
_INNER = re.compile(rf"(;[\s\"']*)(?=[{re.escape(TRIGGERS)}])")
_ROWS_A_PIECE = 200


def csv_pieces(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with the mark that Excel needs, lines ended by CRLF (RFC 4180), text quoted.

    `rows` may be a generator: no more than a few hundred of them are in memory.
    """
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    page.write("\ufeff")
    writer.writerow([harmless(cell) for cell in heading])
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % _ROWS_A_PIECE == 0:
            yield _taken(page)
    yield _taken(page)


def _taken(page: io.StringIO) -> bytes:
    piece = page.getvalue()
    page.seek(0)
    page.truncate()
    return piece.encode("utf-8", "replace")  # half a surrogate pair has no UTF-8


def harmless(cell: Cell) -> str | int | float | Decimal:
    """The cell as a spreadsheet may see it: numbers stay numbers, a text that would run is led by an apostrophe.

    Line breaks, tabs and control characters become spaces: each could begin a new cell somewhere.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int) or (isinstance(cell, float | Decimal) and math.isfinite(cell)):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return _harmless_text(str(cell))


def _harmless_text(text: str) -> str:
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return text
    text = _INNER.sub(r"\1'", text)
    return f"'{text}" if _runs(text) else text


def _runs(text: str) -> bool:
    """Whether the first letter that shows begins a formula: what nobody sees, some programs drop."""
    seen = (letter for letter in text if letter not in "\"'" and not letter.isspace() and _shows(letter))
    return next(seen, "") in tuple(TRIGGERS)


def _shows(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cf", "Mn", "Cn", "Co", "Cs")


def csv_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The answer of a view: a CSV file to save as `name`, sent while `rows` are still being read.

    The database's transaction stays open until the last row. A form that asks for it carries `data-may-repeat`.
    """
    answer = current_app.response_class(stream_with_context(csv_pieces(heading, rows)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
