"""A sheet of paper: its colours, its letters, and what is done with a name that they cannot write."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
SANS, SERIF = "noto-sans", "noto-serif"
DRAWN = ("NotoSansArabic-Regular.ttf", "NotoSansDevanagari-Regular.ttf")
"""Scripts whose letters join or change places: Pillow draws them, which can do that; fpdf2 alone cannot."""

PAPER, CARD, LINE = (250, 247, 242), (255, 255, 255), (211, 202, 187)
INK, MUTE, ACCENT = (31, 42, 46), (91, 104, 108), (11, 107, 93)
"""The light values of static/css/tokens.css."""

POINT = 0.352778
"""Millimetres."""
DRAWN_PIXELS = 240
"""The height in pixels at which a drawn name is sharp on a printer."""


def new_sheet(orientation: str, *, title: str, author: str, language: str, made_at: datetime) -> FPDF:
    """An empty A4 document. The same texts and moment make the same bytes."""
    from fpdf import FPDF  # half a second and 30 MB, for the few who download one

    pdf = FPDF(orientation=orientation, unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.add_font(SANS, "", FONTS / "NotoSans-Regular.ttf")
    pdf.add_font(SANS, "B", FONTS / "NotoSans-Bold.ttf")
    pdf.add_font(SERIF, "", FONTS / "NotoSerif-Regular.ttf")
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_lang(language)
    pdf.set_producer("mentortrain")
    pdf.set_creation_date(made_at)
    return pdf


def write(
    pdf: Any,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    width: float,
    font: str = SANS,
    style: str = "",
    colour: tuple[int, int, int] = INK,
    align: str = "L",
    otherwise: str = "",
) -> None:
    """One line with its top at y, made smaller until it is no wider than `width`.

    What the letters of the document cannot write is drawn, where a script's own are at hand; else `otherwise`
    stands there, which says where it can be read.
    """
    text = unicodedata.normalize("NFC", text)
    pdf.set_text_color(*colour)
    pdf.set_font(font, style, size)
    if not can_write(pdf, text):
        picture = drawn(text, colour)
        if picture is not None:
            _place(pdf, picture, x, y, size, width, align, text)
            return
        text, colour, size = otherwise, MUTE, min(size, 13)
        pdf.set_text_color(*colour)
        pdf.set_font(SANS, "", size)
    taken = pdf.get_string_width(text)
    if taken > width:
        pdf.set_font_size(size * width / taken * 0.99)
    pdf.set_xy(x, y)
    pdf.cell(width, size * POINT * 1.25, text, align=align)


def can_write(pdf: Any, text: str) -> bool:
    """Whether the font in use has every letter."""
    known = pdf.current_font.cmap
    return all(ord(letter) in known for letter in text)


def lines_of(pdf: Any, text: str, width: float) -> list[str]:
    """A text in lines no wider than this, in the font in use; a word that is wider stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pdf.get_string_width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def drawn(text: str, colour: tuple[int, int, int]) -> Any:
    """A picture of a line that has another script; None if no font here has all of it, or nothing can join it."""
    from PIL import Image, ImageDraw, ImageFont, features

    name = next((one for one in DRAWN if all(ord(letter) in _letters(one) for letter in text)), None)
    if name is None or not features.check("raqm"):
        return None
    font = ImageFont.truetype(FONTS / name, DRAWN_PIXELS, layout_engine=ImageFont.Layout.RAQM)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    if right <= left or bottom <= top:
        return None
    picture = Image.new("RGBA", (right - left, bottom - top), (*colour, 0))
    ImageDraw.Draw(picture).text((-left, -top), text, font=font, fill=(*colour, 255))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return Image.open(kept)


@lru_cache
def _letters(name: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(FONTS / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _place(
    pdf: Any, picture: Any, x: float, y: float, size: float, width: float, align: str, text: str
) -> None:
    scale = size * POINT / DRAWN_PIXELS
    wide, high = picture.width * scale, picture.height * scale
    if wide > width:
        wide, high = width, high * width / wide
    left = {"L": x, "C": x + (width - wide) / 2, "R": x + width - wide}[align]
    pdf.image(picture, left, y + max(0, (size * POINT * 1.25 - high) / 2), wide, high, alt_text=text)
