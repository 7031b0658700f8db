"""A program's settings, and a list of people to invite."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from mentortrain.files import names, sniff
from mentortrain.people.forms import zone_choices
from mentortrain.programs import roster
from mentortrain.programs.actions import ProgramFacts
from mentortrain.programs.models import Program
from mentortrain.programs.rules import FIRST_DAY, LAST_DAY
from mentortrain.programs.verdicts import words
from mentortrain.web.forms import not_offered, unreadable


def _within_reach(form: FlaskForm, field: Any) -> None:
    """A year that somebody meant."""
    if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_l("Enter a year from 2000 to 2099."))


_NO_DATE = _l("Enter a date, such as 2026-12-10.")
_DATE = [InputRequired(_NO_DATE), _within_reach]
_NO_HOURS = _l("Enter a number, such as 2.")


class ProgramForm(FlaskForm):
    """Name, three dates with their zone, and what is asked of people."""

    name = StringField(
        _l("Name of the program"),
        [
            DataRequired(_l("Give the program a name.")),
            Length(max=120, message=_l("Enter at most 120 letters.")),
        ],
    )
    audience = TextAreaField(
        _l("Who it is for"),
        [
            DataRequired(_l("Say in a sentence who it is for.")),
            Length(max=500, message=_l("Enter at most 500 letters.")),
        ],
    )
    opens_on = DateField(_l("Training opens"), _DATE, **unreadable(_NO_DATE))
    pairing_on = DateField(_l("Pairing day"), _DATE, **unreadable(_NO_DATE))
    ends_on = DateField(_l("Program ends"), _DATE, **unreadable(_NO_DATE))
    time_zone = SelectField(
        _l("Time zone of these dates"),
        choices=zone_choices,
        render_kw={"data-zone-field": ""},
        **not_offered(_l("Choose a zone from the list.")),
    )
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
        _l("What people need to take part"),
        [
            DataRequired(_l("Say what people need, such as a phone with a browser and a mail address.")),
            Length(max=500, message=_l("Enter at most 500 letters.")),
        ],
        default=_l("A phone or computer with a browser, and a mail address."),
    )

    def validate_pairing_on(self, field: DateField) -> None:
        """Training comes before pairing."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_l("Pairing day comes after training opens."))

    def validate_ends_on(self, field: DateField) -> None:
        """Pairs need time."""
        if self.pairing_on.data and field.data and field.data <= self.pairing_on.data:
            raise ValidationError(_l("The end comes after pairing day."))

    def fill_from(self, program: Program) -> None:
        """Show what is in force."""
        cohort = program.first_cohort
        self.process(
            data={
                name: getattr(program if hasattr(program, name) else cohort, name)
                for name in ProgramFacts.__dataclass_fields__
            }
        )

    def facts(self) -> ProgramFacts:
        """The checked values."""
        values: dict[str, Any] = {
            name: self[name].data for name in ProgramFacts.__dataclass_fields__ if name in self
        }
        return ProgramFacts(**values)


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


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Excel's files of before 2007 begin, and those of today that are locked by a password."""
