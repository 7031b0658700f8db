"""A certificate: one A4 sheet, landscape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentortrain.paper.sheet import (
    ACCENT,
    CARD,
    INK,
    LINE,
    MUTE,
    PAPER,
    POINT,
    SANS,
    SERIF,
    can_write,
    lines_of,
    new_sheet,
    write,
)

WIDE, HIGH = 297.0, 210.0
EDGE, LEFT = 11.0, 30.0
MEASURE = WIDE - 2 * LEFT
CODE = 34.0
"""Millimetres of the QR code's side: read at arm's length."""


@dataclass(frozen=True, kw_only=True)
class CertificateSheet:
    """What stands on it, in the reader's words."""

    title: str  # of the document
    program: str
    before_name: str  # "This certifies that"
    name: str
    before_course: str  # "has completed the course"
    course: str
    hours: str  # "2 hours 30 minutes of training"
    facts: Sequence[tuple[str, str]]  # (label, value): number and dates
    signed: str  # under the line
    check: str  # above the address
    address: str  # that the code leads to
    elsewhere: str  # for what the letters cannot write: where it can be read
    language: str
    made_at: datetime


def certificate(sheet: CertificateSheet) -> bytes:
    """The PDF. The same sheet makes the same bytes."""
    pdf = new_sheet(
        "L", title=sheet.title, author=sheet.program, language=sheet.language, made_at=sheet.made_at
    )
    pdf.add_page()
    _ground(pdf)
    write(
        pdf, LEFT, 29, sheet.program, size=13, style="B", colour=ACCENT, width=MEASURE,
        otherwise=sheet.elsewhere,
    )  # fmt: skip
    write(pdf, LEFT, 55, sheet.before_name, size=13, colour=MUTE, width=MEASURE)
    write(pdf, LEFT, 64, sheet.name, size=40, font=SERIF, width=MEASURE, otherwise=sheet.elsewhere)
    write(pdf, LEFT, 91, sheet.before_course, size=13, colour=MUTE, width=MEASURE)
    below = _course(pdf, sheet)
    write(pdf, LEFT, below + 3, sheet.hours, size=13, width=MEASURE)
    _foot(pdf, sheet)
    return bytes(pdf.output())


def _ground(pdf: Any) -> None:
    pdf.set_fill_color(*PAPER)
    pdf.rect(0, 0, WIDE, HIGH, style="F")
    pdf.set_fill_color(*CARD)
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.35)
    pdf.rect(EDGE, EDGE, WIDE - 2 * EDGE, HIGH - 2 * EDGE, style="DF", round_corners=True, corner_radius=5)
    pdf.set_fill_color(*ACCENT)
    pdf.rect(LEFT, 40, 22, 1.3, style="F")


def _course(pdf: Any, sheet: CertificateSheet) -> float:
    """The course's title in one line or two; where the next thing may stand."""
    size, y = 24.0, 100.0
    pdf.set_font(SANS, "B", size)
    lines = lines_of(pdf, sheet.course, MEASURE) if can_write(pdf, sheet.course) else [sheet.course]
    if len(lines) > 1:
        size = 19.0
        pdf.set_font(SANS, "B", size)
        lines = lines_of(pdf, sheet.course, MEASURE) if can_write(pdf, sheet.course) else lines
    for line in [lines[0], " ".join(lines[1:])][: len(lines)]:
        write(pdf, LEFT, y, line, size=size, style="B", width=MEASURE, otherwise=sheet.elsewhere)
        y += size * POINT * 1.3
    return y


def _foot(pdf: Any, sheet: CertificateSheet) -> None:
    y, right = 150.0, WIDE - LEFT
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.25)
    pdf.line(LEFT, y + 19, LEFT + 74, y + 19)
    write(pdf, LEFT, y + 21, sheet.signed, size=10, colour=MUTE, width=74, otherwise=sheet.elsewhere)
    for place, (label, value) in enumerate(sheet.facts):
        row = y - 1 + place * 12
        write(pdf, 124, row, label, size=9, colour=MUTE, width=60)
        write(pdf, 124, row + 4.2, value, size=12, style="B", width=60)
    _code(pdf, sheet.address, right - CODE, y - 5)
    write(pdf, right - 100, y + 31, sheet.check, size=8.5, colour=MUTE, width=100, align="R")
    write(
        pdf, right - 130, y + 35, sheet.address.partition("://")[2], size=8.5, colour=MUTE, width=130, align="R"
    )  # fmt: skip
    pdf.link(right - 100, y - 5, 100, 44, sheet.address)


def _code(pdf: Any, address: str, x: float, y: float) -> None:
    import segno

    rows = tuple(segno.make(address, error="m", micro=False).matrix)
    side = CODE / len(rows)
    pdf.set_fill_color(*INK)
    for down, row in enumerate(rows):
        start = None
        for along, dark in enumerate((*row, 0)):  # one box for each run: no hairlines between the squares
            if dark and start is None:
                start = along
            elif not dark and start is not None:
                pdf.rect(x + start * side, y + down * side, (along - start) * side, side + 0.02, style="F")
                start = None
