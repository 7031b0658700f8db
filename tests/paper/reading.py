"""What stands in a PDF, read without the library that made it."""

from __future__ import annotations

import re
import zlib


def text_of(pdf):
    """The lines of a PDF, read by its own map from glyphs to letters: fpdf2 is not asked."""
    objects = dict(re.findall(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S))
    fonts = {
        name: dict(_letters(_stream(objects[re.search(rb"/ToUnicode (\d+) 0 R", objects[number])[1]])))
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", b"".join(objects.values()))
    }
    streams = [_stream(one) for one in objects.values() if b"stream\n" in one]
    pages = b"\n".join(one for one in streams if b" Tf" in one)
    found, letters = [], {}
    for font, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", pages, re.S):
        if font:
            letters = fonts[font]
        else:
            codes = re.sub(rb"\\(.)", _unescaped, shown, flags=re.S)
            found.append("".join(letters.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2)))
    return found


def _stream(one):
    held = one.partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    return zlib.decompress(held) if held[:1] == b"x" else held


def _unescaped(found):
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(found[1], found[1])


def _letters(stream):
    for code, letter in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", stream):
        yield bytes.fromhex(code.decode()), bytes.fromhex(letter.decode()).decode("utf-16-be")
