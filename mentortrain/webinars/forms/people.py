"""Why a session is cancelled, whom staff register, and who was there."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from mentortrain.files import names


class CancelForm(FlaskForm):
    """The reason goes into the mail."""

    reason = StringField(
        _l("Why"),
        [
            DataRequired(_l("Say why in a sentence; it goes into the mail.")),
            Length(max=500, message=_l("Enter at most 500 letters.")),
        ],
    )


class PeopleForm(FlaskForm):
    """Whom staff register: ticked, or pasted."""

    addresses = TextAreaField(
        _l("Or paste their addresses"),
        [Optional(), Length(max=50_000, message=_l("This list is too long. Send it in parts."))],
    )
    above = BooleanField(_l("Give everybody a place, also above the number of places"))


# From the beginning of what stands together: to look from each of its letters takes 20 seconds for a list without any.
_ADDRESS = re.compile(r"(?<![^\s,;<>()\"'])[^\s,;<>()\"']+@[^\s,;<>()\"']+")


def addresses_in(text: str) -> tuple[list[str], list[str]]:
    """(addresses of a pasted list, in order; its lines in which there is none)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [address for line in lines for address in _ADDRESS.findall(line)]
    return list(dict.fromkeys(found)), [line for line in lines if not _ADDRESS.search(line)]


class ReportForm(FlaskForm):
    """A provider's report about who was there."""

    file = FileField(_l("The report"))

    data_read = b""
    file_name = ""

    def validate_file(self, field: Any) -> None:
        """It has to be there; what is in it is read by whoever knows the session."""
        if not (field.data and field.data.filename):
            raise ValidationError(_l("Choose the file that you got from Zoom, Teams or Google Meet."))
        self.file_name = names.clean(field.data.filename, "")
        self.data_read = field.data.stream.read()
        field.data.close()
