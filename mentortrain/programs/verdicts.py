"""The verdicts on a list of people and on its rows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from mentortrain.programs.models import PeopleImportRow
from mentortrain.programs.rules.lists import INVITED, WAITING

_WORDS = {
    "roster.empty": _l("Paste a list or choose a file first."),
    "roster.unreadable": _l(
        "This list could not be read as CSV. One person a line: name, email, role, country."
    ),
    "roster.quote": _l(
        'A quotation mark in line %(line)s is never closed, so that all lines after it belong to one cell. Put a " at '
        "its end, or take it out."
    ),
    "roster.no_email_column": _l("The heading has no column for the mail address. Call it: email."),
    "roster.too_long": _l("This list has more than 5,000 people. Split it and import the parts one by one."),
    "workbook.too_large": _l(
        "This workbook is far larger than a list of 5,000 people. Copy the list into a new workbook and send that."
    ),
    "workbook.protected": _l(
        "This workbook is protected by a password. Save it without one and send it again."
    ),
    "workbook.broken": _l(
        "This workbook could not be opened. Open it in Excel, save it as Excel Workbook (.xlsx), and send it again."
    ),
    "workbook.old": _l(
        "This is an old Excel workbook (.xls), or one with a password. In Excel choose: Save as, Excel Workbook "
        "(.xlsx), without a password."
    ),
    "workbook.open_document": _l(
        "This is an OpenDocument spreadsheet (.ods). In LibreOffice choose: Save as, Excel 2007-365 (.xlsx)."
    ),
    "file.no_list": _l(
        "This file is no list of people. It can be an Excel workbook (.xlsx) or CSV: in Excel choose Save as, "
        "CSV UTF-8."
    ),
    "row.no_email": _l("The mail address is missing."),
    "row.bad_email": _l("This is no mail address."),
    "row.no_role": _l("The role is missing: mentor, mentee or staff."),
    "row.bad_role": _l("The role must be mentor, mentee or staff."),
    "row.no_staff": _l("Only who leads the whole program can invite staff."),
    "row.no_name": _l("The name is missing."),
    "row.too_long": _l("The name or the address is too long."),
    "row.lost_letters": _l("Letters of the name were lost before the list came here. Write it again."),
    "row.bad_group": _l("The program has no group of this name. Make it first, or leave the cell empty."),
    "row.other_group": _l("You can invite people to your own group only."),
    "row.group_gone": _l("The group was removed since the list was read."),
    "row.bad_zone": _l("No country or time zone of this name. Write it like Kenya or Africa/Nairobi."),
    "row.known": _l("Already invited in this role."),
    "row.known_since": _l("Somebody else has invited them in this role since the list was read."),
    "row.twice": _l("The same person and role as in line %(line)s."),
    "row.default_zone": _l("No country: the program's time zone is used."),
    "row.guessed_zone": _l(
        "This country has several time zones. Look whether it is this one; the person can change it."
    ),
    "row.another_role": _l("The same address as in line %(line)s, in another role: the person gets both."),
    "row.garbled": _l(
        "The name looks garbled. Is it %(meant)s? Mend it in your file and read the list again."
    ),
}

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1250": _l("Windows-1250 (Serbian, Croatian, Polish, Czech, Hungarian)"),
    "cp1252": _l("Windows-1252 (Spanish, French, Portuguese, English)"),
}


def words(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a verdict on a list or one of its rows."""
    return str(_WORDS[code]) % params if params else str(_WORDS[code])


def verdict(row: PeopleImportRow) -> str:
    """What is said of one row: what is wrong with it, or worth a look; empty where nothing is."""
    code = row.problem or row.note
    return words(code, row.params) if code else ""


def outcome(row: PeopleImportRow) -> str:
    """What became of it, or will."""
    if row.outcome == INVITED:
        return str(_l("invited"))
    return str(_l("left out") if row.problem or row.outcome != WAITING else _l("invite"))
