"""Two hundred files that nobody should send: broken, enormous once unpacked, lying, or full of letters that hide."""

from __future__ import annotations

import io
import random
import warnings
import zipfile
from collections.abc import Callable, Iterator

import openpyxl

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEADING = "name,email,role,country\n"
MEGABYTE = 1024 * 1024


def workbook(*rows: list[object]) -> bytes:
    """As openpyxl writes one: strings in a table of their own, where Excel has them too."""
    book = openpyxl.Workbook()
    for row in rows or (["name", "email", "role"], ["Ana", "ana@example.org", "mentor"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, data: bytes | str, *, whole: bytes = b"") -> bytes:
    """The workbook with one part in place of its own, or beside the others."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole or workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def sheet_of(rows: str, *, before: str = "") -> bytes:
    """A workbook whose sheet has this XML."""
    return with_part(SHEET, f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")


def inline(*cells: str) -> str:
    """A row as other programs write them: its text within it."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def _laughs() -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{lines}]>'


def _locked() -> bytes:
    """The bit that says "encrypted" at each of its parts."""
    whole = bytearray(workbook())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = whole.find(mark)
        while start >= 0:
            whole[start + at] |= 1
            start = whole.find(mark, start + 4)
    return bytes(whole)


def _overlapping() -> bytes:
    """A directory in which one part of some megabytes is named forty times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in ("[Content_Types].xml", "xl/workbook.xml"):
            parts.writestr(part, b"<a/>")
        parts.writestr(SHEET, b" " * 4 * MEGABYTE)
        parts.filelist += [parts.getinfo(SHEET)] * 40
    return out.getvalue()


def _people(*names: str) -> bytes:
    """A list of these, at addresses that no other list here has."""
    rows = [f'"{name}",p{n}of{len(names)}@example.org,mentor,KE' for n, name in enumerate(names)]
    return (HEADING + "\n".join(rows)).encode("utf-8", "surrogatepass")


FIXED: dict[str, Callable[[], bytes]] = {
    "eighty megabytes of spaces": lambda: with_part("xl/extra.xml", b" " * 80 * MEGABYTE),
    "a row of a million cells": lambda: sheet_of("<row>" + "<c/>" * 1_000_000 + "</row>"),
    "a million rows": lambda: sheet_of("<row><c/></row>" * 1_000_000),
    "six hundred thousand rows, just small enough": lambda: sheet_of("<row><c/></row>" * 600_000),
    "a million formats": lambda: with_part(
        STYLES, f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"
    ),
    "a million strings": lambda: with_part(STRINGS, f"<sst {MAIN}>{'<si><t/></si>' * 1_000_000}</sst>"),
    "an element with two hundred thousand attributes": lambda: sheet_of(
        "<row " + "".join(f"a{n}='' " for n in range(200_000)) + "/>"
    ),
    "a comment that looks like rows": lambda: sheet_of(inline("name"), before=f"<!--{'<row ' * 100_000}-->"),
    "elements within elements": lambda: sheet_of("<a>" * 90_000),
    "a thousand sheets of one part": lambda: with_part(
        "xl/workbook.xml",
        f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 1001))
        + "</sheets></workbook>",
    ),
    "two thousand parts": lambda: with_many_parts(2_000),
    "one part named forty times": _overlapping,
    "a billion laughs in the sheet": lambda: sheet_of(inline("&l9;"), before=_laughs()),
    "a billion laughs in the strings": lambda: with_part(
        STRINGS, _laughs() + f"<sst {MAIN}><si><t>&l9;</t></si></sst>"
    ),
    "a file of the machine as an entity": lambda: sheet_of(
        inline("&e;"), before='<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "a size that is a lie": lambda: with_part(
        SHEET,
        f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{inline("email")}</sheetData></worksheet>',
    ),
    "a cell in a row far below": lambda: sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a row below zero": lambda: sheet_of('<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "a string that is not in the table": lambda: sheet_of('<row><c t="s"><v>99999999</v></c></row>'),
    "a day that no calendar has": lambda: sheet_of(
        '<row><c t="d"><v>9999-99-99</v></c><c s="1"><v>1e99</v></c></row>'
    ),
    "numbers without end": lambda: sheet_of(
        "<row><c><v>1e999</v></c><c><v>nan</v></c><c><v>" + "9" * 5_000 + "</v></c></row>"
    ),
    "no sheet at all": lambda: with_part("xl/workbook.xml", f"<workbook {MAIN}><sheets/></workbook>"),
    "a sheet in UTF-7": lambda: sheet_of(inline("name"), before='<?xml version="1.0" encoding="utf-7"?>'),
    "macros": lambda: with_part(
        "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + random.Random(1).randbytes(20_000)
    ),
    "a password": _locked,
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "half a workbook": lambda: workbook()[:3_000],
    "a directory and nothing else": lambda: workbook()[-400:],
    "formulas in each cell": lambda: workbook(
        ["name", "email", "role"], ['=HYPERLINK("http://x")', "=1+1", "=cmd|' /C calc'!A0"]
    ),
    "formula injection": lambda: _people("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1"),
    "letters that hide": lambda: _people(
        "\u202eanA", "A\u200bna", "\u2066Ana", "\ufeffAna", "A\u0301" * 90, "\U000e0041"
    ),
    "markup": lambda: _people("<x-y on=1>", "{{ 7*7 }}", "%(name)s", "' OR 1=1 --"),
    "a script": lambda: _people("<script>alert(1)</script>"),
    "lone surrogates": lambda: _people("\ud800", "\udfff\ud800"),
    "a NUL in a name": lambda: _people("A\x00na"),
    "other controls": lambda: _people("A\x1bna", "\x7f", "\x85", "\u2028"),
    "a cell of a megabyte": lambda: _people("A" * MEGABYTE),
    "a line of ten megabytes": lambda: b"x" * 10 * MEGABYTE,
    "a million columns": lambda: b"," * 1_000_000,
    "a million columns with a heading": lambda: b"email\n" + b"a@example.org," * 200_000,
    "a quote that is never closed": lambda: HEADING.encode() + b'"Ana,ana@example.org\n' * 3_000,
    "nothing but quotes": lambda: b'"' * MEGABYTE,
    "nothing but line ends": lambda: b"\r" * MEGABYTE,
    "an address of a megabyte": lambda: (
        HEADING.encode() + b"Ana," + b"a" * 120_000 + b"@example.org,mentor,KE\n"
    ),
    "addresses that are none": lambda: (
        HEADING.encode() + b"A,a@b@c,mentor,KE\nA,@,mentor,KE\nA,a@[::1],mentor,KE\n"
    ),
    "UTF-16 with half a letter": lambda: b"\xff\xfe" + HEADING.encode("utf-16-le") + b"A",
    "UTF-16 that says it is UTF-8": lambda: b"\xef\xbb\xbf" + HEADING.encode("utf-16-le"),
    "UTF-32": lambda: (HEADING + "Ana,ana@example.org,mentor,KE").encode("utf-32"),
    "the eight bits of DOS": lambda: (HEADING + "Begoña,ana@example.org,mentor,ES").encode("cp850"),
    "a page": lambda: b"<!doctype html><table><tr><td>name</td></tr></table>",
    "five thousand and one": lambda: (
        HEADING.encode() + b"".join(b"A,a%d@example.org,mentor,KE\n" % n for n in range(5_001))
    ),
    "an empty file": lambda: b"",
}
"""Each by what it is."""


def with_many_parts(count: int) -> bytes:
    """A workbook with so many parts more."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as parts:
        for number in range(count):
            parts.writestr(f"xl/media/{number}.png", b"")
    return out.getvalue()


PIECES = [
    '"',
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "=1+1",
    "\u202e",
    "\u200b",
    "A" * 140_000,
    "name",
    "email",
    "role",
    "a@b.co",
]
PIECES += [
    "ana@example.org",
    "mentor",
    "Kenya",
    "sep=;",
    "\ufeff",
    "\x0b",
    "ђ",
    "é",
    "@",
    "\ufffd",
    "," * 9_000,
    "\x00",
]


def hostile_files(chance: random.Random, count: int = 200) -> Iterator[tuple[str, bytes]]:
    """(what it is, its bytes): all that are known by name, and then by chance what nobody has thought of."""
    for name, make in FIXED.items():
        yield name, make()
    yield from by_chance(chance, count - len(FIXED))


def by_chance(chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Mutated workbooks and lists, pieces of lists, and noise."""
    whole, text = workbook(), HEADING * 3 + "Milica Đorđević,milica@example.org,mentor,Serbia\n" * 40
    for number in range(count):
        kind = number % 5
        if kind == 0:
            yield f"mutated workbook {number}", _mutated(whole, chance)
        elif kind == 1:
            part = chance.choice((SHEET, "xl/workbook.xml", STYLES, "[Content_Types].xml"))
            with zipfile.ZipFile(io.BytesIO(whole)) as parts:
                yield (
                    f"workbook with mutated {part} {number}",
                    with_part(part, _mutated(parts.read(part), chance)),
                )
        elif kind == 2:
            yield (
                f"mutated list {number}",
                _mutated(text.encode(chance.choice(("utf-8", "utf-16", "cp1250"))), chance),
            )
        elif kind == 3:
            made = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 30)))
            encoded = made.encode(chance.choice(("utf-8", "utf-16", "utf-16-be", "utf-8-sig")))
            yield f"pieces {number}", encoded[chance.randint(0, 2) :]
        else:
            yield f"random bytes {number}", chance.randbytes(chance.randint(1, 20_000))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)
