"""A transcript: A4 upright, as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentortrain.paper.sheet import ACCENT, INK, LINE, MUTE, POINT, SANS, SERIF, lines_of, new_sheet, write

WIDE, HIGH, EDGE = 210.0, 297.0, 20.0
MEASURE = WIDE - 2 * EDGE
LAST = HIGH - 24
"""Where a page ends."""


@dataclass(frozen=True)
class Section:
    """A heading and its rows: (what, in small below it, at the right)."""

    title: str
    rows: Sequence[tuple[str, str, str]]
    empty: str  # what stands there without any


@dataclass(frozen=True, kw_only=True)
class TranscriptSheet:
    """What stands on it, in the reader's words."""

    title: str  # of the document
    eyebrow: str  # "Transcript"
    name: str
    lead: str  # when, and how much in all
    sections: Sequence[Section]
    foot: str
    elsewhere: str
    language: str
    made_at: datetime


def transcript(sheet: TranscriptSheet) -> bytes:
    """The PDF. The same sheet makes the same bytes."""
    pdf = new_sheet("P", title=sheet.title, author=sheet.name, language=sheet.language, made_at=sheet.made_at)
    pdf.add_page()
    write(pdf, EDGE, 22, sheet.eyebrow, size=11, style="B", colour=ACCENT, width=MEASURE)
    write(pdf, EDGE, 29, sheet.name, size=26, font=SERIF, width=MEASURE, otherwise=sheet.elsewhere)
    y = _paragraph(pdf, sheet.lead, 44, size=10.5) + 4
    for section in sheet.sections:
        y = _section(pdf, section, y, sheet)
    for page in range(1, pdf.pages_count + 1):
        pdf.page = page
        write(pdf, EDGE, HIGH - 16, sheet.foot, size=8, colour=MUTE, width=MEASURE - 20)
        write(
            pdf, EDGE, HIGH - 16, f"{page} / {pdf.pages_count}", size=8, colour=MUTE, width=MEASURE, align="R"
        )
    return bytes(pdf.output())


def _section(pdf: Any, section: Section, y: float, sheet: TranscriptSheet) -> float:
    y = _room(pdf, y, 26) + 3
    write(pdf, EDGE, y, section.title, size=13, style="B", width=MEASURE)
    y += 8
    if not section.rows:
        return _paragraph(pdf, section.empty, y, size=10) + 3
    for what, note, right in section.rows:
        pdf.set_font(SANS, "", 9)
        notes = lines_of(pdf, note, MEASURE) if note else []
        y = _room(pdf, y, 9 + 4.6 * len(notes))
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        pdf.line(EDGE, y, WIDE - EDGE, y)
        write(pdf, EDGE, y + 2, what, size=10.5, width=MEASURE - 48, otherwise=sheet.elsewhere)
        write(pdf, WIDE - EDGE - 45, y + 2, right, size=10.5, colour=INK, width=45, align="R")
        y += 7.5
        for line in notes:
            write(pdf, EDGE, y, line, size=9, colour=MUTE, width=MEASURE, otherwise=sheet.elsewhere)
            y += 4.6
        y += 1.5
    return y + 3


def _paragraph(pdf: Any, text: str, y: float, *, size: float) -> float:
    pdf.set_font(SANS, "", size)
    for line in lines_of(pdf, text, MEASURE):
        write(pdf, EDGE, y, line, size=size, colour=MUTE, width=MEASURE)
        y += size * POINT * 1.45
    return y


def _room(pdf: Any, y: float, needed: float) -> float:
    """Where something so high may begin: here, or on a new page."""
    if y + needed <= LAST:
        return y
    pdf.add_page()
    return 22.0
