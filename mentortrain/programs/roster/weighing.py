"""What it would take to read a workbook, told by its bytes alone: before openpyxl makes an object of each cell.

A few kilobytes unpack to a row of a million cells, or to as many formats: what is bounded here is the memory and the
time that somebody else's file may take. A list of 5,000 people with thirty columns has a third of it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import IO
from xml.parsers import expat

MOST_PARTS, MOST_BYTES = 1_000, 64 * 1024 * 1024
"""What a workbook may grow to when it is unpacked; 5,000 people take 3 MB."""
MOST_TAGS = MOST_ATTRIBUTES = 2_000_000
"""In all of its parts."""
MOST_CELLS = 16_384
"""Of one row, as in Excel itself."""
MOST_OTHERS, MOST_SHEETS = 100_000, 100
"""Elements of one part that are no cells: formats, names; and among them sheets, each of which is opened."""

_OF_CELLS = frozenset(("row", "c", "v", "f", "is", "t", "si", "r"))
_PIECE = 128 * 1024
"""Bytes that are read at a time. XML has a tag in each: a cell holds 32,767 letters of four bytes at the most."""
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class TooLargeError(Exception):
    """More than any list of people."""


def weigh(parts: zipfile.ZipFile) -> None:
    """Refuse with TooLargeError what would take more than it may. What is no XML is left to whoever reads it."""
    infos = parts.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
        raise TooLargeError
    tags = attributes = 0
    for info in infos:
        with parts.open(info) as part:
            piece = part.read(_PIECE)
            if not piece.lstrip(_BEFORE_XML).startswith(b"<"):
                continue  # a picture, a macro: nobody reads it
            while piece:
                found = piece.count(b"<")
                tags, attributes = tags + found, attributes + piece.count(b"=")
                endless = not found and len(piece) == _PIECE  # parsers begin it again with each piece
                if endless or tags > MOST_TAGS or attributes > MOST_ATTRIBUTES:
                    raise TooLargeError
                piece = part.read(_PIECE)
        with parts.open(info) as part:
            _parse(part, _Counter())


def hidden_rows(part: IO[bytes]) -> int:
    """How many rows a sheet hides."""
    counter = _Counter()
    _parse(part, counter)
    return counter.hidden


class _Counter:
    """What the elements of a part are, and how many cells a row has."""

    def __init__(self) -> None:
        self.cells = self.others = self.sheets = self.hidden = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        kind = name.rpartition(":")[2]
        if kind == "c":
            self.cells += 1
        elif kind == "row":
            self.cells = 0
            self.hidden += attributes.get("hidden") in ("1", "true")
        elif kind not in _OF_CELLS:
            self.others += 1
            self.sheets += kind == "sheet"
        if self.cells > MOST_CELLS or self.others > MOST_OTHERS or self.sheets > MOST_SHEETS:
            raise TooLargeError


def _parse(part: IO[bytes], counter: _Counter) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.StartDoctypeDeclHandler = _refuse  # workbooks have none; entities could grow without end
    try:
        parser.ParseFile(part)
    except expat.ExpatError:  # up to there it was within bounds
        return


def _refuse(*_about: object) -> None:
    raise TooLargeError
