"""What a program is, its groups and their breaks, and a list of people to invite."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from mentortrain.files import names, sniff
from mentortrain.people.forms import zone_choices
from mentortrain.programs import roster
from mentortrain.programs.actions import GroupFacts, WhatItIs
from mentortrain.programs.rules import FIRST_DAY, INTAKE, LAST_DAY, STANDARD, Break
from mentortrain.programs.verdicts import words
from mentortrain.programs.words import KINDS, TOUCH
from mentortrain.web.forms import not_offered, unreadable


def _within_reach(form: FlaskForm, field: Any) -> None:
    """A year that somebody meant."""
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_l("Enter a year from 2000 to 2099."))


_NO_DATE = _l("Enter a date, such as 2026-12-10.")
_DATE = [InputRequired(_NO_DATE), _within_reach]
_NO_HOURS = _l("Enter a number, such as 2.")


class Watched(FlaskForm):
    """A form that remembers what stood there when its page was made: two people may have it open at once."""

    seen = HiddenField()

    def show(self, facts: Any) -> None:
        """Fill it with what is in force."""
        self.process(data=asdict(facts))
        self.seen.data = _as_text(facts)

    def changed_meanwhile(self, facts: Any) -> dict[str, tuple[str, str]]:
        """{field: (what it was, what it is)} of what somebody else has saved since the page was made.

        What was typed stays; a field that was left alone takes what stands there now. Saving once more holds.
        """
        seen, now, typed = _read(self.seen.data), _words_of(facts), self.values()
        found = {
            name: (seen[name], now[name])
            for name in now
            if name in seen and seen[name] != now[name] and str(typed[name]) != now[name]
        }
        for name in found:
            if str(typed[name]) == seen[name]:
                self[name].data = getattr(facts, name)
                self[name].raw_data = None
        self.seen.data = self.seen.raw_data = None  # what was sent must not be shown again
        self.seen.data = _as_text(facts)
        return found

    def values(self) -> dict[str, Any]:
        """The checked values by the names of the facts."""
        return {
            name: field.data for name, field in self._fields.items() if name not in ("seen", "csrf_token")
        }


def _words_of(facts: Any) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(facts).items()}


def _as_text(facts: Any) -> str:
    return json.dumps(_words_of(facts), ensure_ascii=False)


def _read(text: str | None) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {name: str(value) for name, value in found.items()} if isinstance(found, dict) else {}


_NAME = [
    DataRequired(_l("Give the program a name.")),
    Length(max=120, message=_l("Enter at most 120 letters.")),
]
_SENTENCE = Length(max=500, message=_l("Enter at most 500 letters."))
_NEEDS = _l("A phone or computer with a browser, and a mail address.")


class DraftForm(Watched):
    """What a program is, while it is being set up: only its name must be there."""

    name = StringField(_l("Name of the program"), _NAME)
    audience = TextAreaField(_l("Who it is for"), [Optional(), _SENTENCE])
    hours_per_month = IntegerField(
        _l("Hours asked of a mentor each month"),
        [
            InputRequired(_NO_HOURS),
            NumberRange(min=1, max=40, message=_l("Enter a number from 1 to 40.")),
        ],
        default=2,
        **unreadable(_NO_HOURS),
    )
    digital_requirements = TextAreaField(
        _l("What people need to take part"), [Optional(), _SENTENCE], default=_NEEDS
    )
    touch_level = RadioField(
        _l("How closely staff accompany people"),
        choices=lambda: list(TOUCH.items()),
        default=STANDARD,
        **not_offered(_l("Choose one of the three.")),
    )

    def facts(self) -> WhatItIs:
        """The checked values."""
        values = self.values()
        return WhatItIs(
            **values | {name: str(values[name] or "") for name in ("audience", "digital_requirements")}
        )


class WhatForm(DraftForm):
    """The same of a program that is open: people read all of it."""

    audience = TextAreaField(
        _l("Who it is for"), [DataRequired(_l("Say in a sentence who it is for.")), _SENTENCE]
    )
    digital_requirements = TextAreaField(
        _l("What people need to take part"),
        [
            DataRequired(_l("Say what people need, such as a phone with a browser and a mail address.")),
            _SENTENCE,
        ],
        default=_NEEDS,
    )


class DatesForm(Watched):
    """Three dates and the zone that they are meant in."""

    opens_on = DateField(_l("Training opens"), _DATE, **unreadable(_NO_DATE))
    pairing_on = DateField(_l("Pairing day"), _DATE, **unreadable(_NO_DATE))
    ends_on = DateField(_l("Program ends"), _DATE, **unreadable(_NO_DATE))
    time_zone = SelectField(
        _l("Time zone of these dates"),
        choices=zone_choices,
        **not_offered(_l("Choose a zone from the list.")),
    )

    def validate_pairing_on(self, field: DateField) -> None:
        """Training comes before pairing."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_l("Pairing day comes after training opens."))

    def validate_ends_on(self, field: DateField) -> None:
        """Pairs need time."""
        if self.pairing_on.data and field.data and field.data <= self.pairing_on.data:
            raise ValidationError(_l("The end comes after pairing day."))

    def facts(self, group: GroupFacts) -> GroupFacts:
        """What a group is with these values."""
        return replace(group, **self.values())


class GroupForm(DatesForm):
    """A group: its name, what its people have in common, and its dates."""

    name = StringField(
        _l("Name of the group"),
        [
            DataRequired(_l("Give the group a name, such as Kenya.")),
            Length(max=120, message=_l("Enter at most 120 letters.")),
        ],
    )
    kind = RadioField(
        _l("What its people have in common"),
        choices=lambda: list(KINDS.items()),
        default=INTAKE,
        **not_offered(_l("Choose one of the two.")),
    )


class BreakForm(FlaskForm):
    """Days on which a group rests."""

    name = StringField(
        _l("Name of the break"),
        [
            DataRequired(_l("Give the break a name, such as Ramadan.")),
            Length(max=80, message=_l("Enter at most 80 letters.")),
        ],
        id="break_name",  # the form of the group on the same page has a name too
    )
    first = DateField(_l("First day"), _DATE, **unreadable(_NO_DATE))
    last = DateField(_l("Last day"), _DATE, **unreadable(_NO_DATE))

    def validate_last(self, field: DateField) -> None:
        """It ends after it begins."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_l("The last day comes after the first."))

    def found(self) -> Break:
        """The checked values."""
        values: dict[str, Any] = {name: self[name].data for name in ("first", "last", "name")}
        return Break(**values)


class CopyForm(FlaskForm):
    """A copy has a name of its own and begins on another day."""

    name = StringField(_l("Name of the copy"), _NAME)
    opens_on = DateField(_l("Its training opens"), _DATE, **unreadable(_NO_DATE))

    def values(self) -> dict[str, Any]:
        """The checked values."""
        return {"name": self.name.data, "opens_on": self.opens_on.data}


class RosterForm(FlaskForm):
    """A list, pasted or uploaded; a file wins over the text."""

    text = TextAreaField(_l("Paste the list"), [Length(max=1_500_000, message=_l("This list is too long."))])
    file = FileField(_l("Or choose a file"))

    decoded = roster.Decoded("", "")
    """What is to be read, once the form holds."""
    workbook: roster.Workbook | None = None
    """What it was read from, where that is one."""

    @property
    def came_as_file(self) -> bool:
        """Whether somebody chose a file."""
        return bool(self.file.data and self.file.data.filename)

    @property
    def file_name(self) -> str:
        """What the file is called, fit to be shown; empty for a list that was pasted."""
        return names.clean(self.file.data.filename, "") if self.came_as_file else ""

    def validate_file(self, field: Any) -> None:
        """Read the upload, or take what was pasted."""
        if not self.came_as_file:
            self.decoded = roster.Decoded(self.text.data or "", "")
            return
        stream, type_ = field.data.stream, sniff.type_of(field.data.stream)
        if type_ in (sniff.WORKBOOK, sniff.OFFICE, sniff.ARCHIVE):
            self._read_workbook(stream)
            return
        found = roster.decode(stream.read()) if type_ not in sniff.NO_TEXT else None
        if found is None:
            raise ValidationError(words("file.no_list"))
        self.decoded = found

    def _read_workbook(self, stream: Any) -> None:
        head = stream.read(512)
        stream.seek(0)
        if head.startswith(_OLE):
            raise ValidationError(words("workbook.old"))
        if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head:
            raise ValidationError(words("workbook.open_document"))
        if sniff.type_of(stream) != sniff.WORKBOOK:
            raise ValidationError(words("file.no_list"))
        self.workbook = roster.read_workbook(stream)
        if self.workbook.problem:
            raise ValidationError(words(self.workbook.problem))
        self.decoded = roster.Decoded(self.workbook.text, "")


class AddressForm(FlaskForm):
    """The address that somebody should have been invited by."""

    email = StringField(
        _l("The right mail address"),
        [
            DataRequired(_l("Enter the mail address.")),
            Length(max=320, message=_l("This address is too long.")),
            Email(
                message=_l("This is no mail address. Write it like amina@example.org."),
                check_deliverability=False,
            ),
        ],
    )


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Excel's files of before 2007 begin, and those of today that are locked by a password."""
