"""What somebody without an account writes to come to an open session."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Email, Length, Optional

from mentortrain.people.forms import zone_choices
from mentortrain.people.rules import clean_name
from mentortrain.web.forms import not_offered


class PlaceForm(FlaskForm):
    """A name, an address and the clocks by which they live."""

    name = StringField(
        _l("Your name"),
        [
            DataRequired(_l("Enter your name.")),
            Length(max=200, message=_l("Enter at most 200 letters.")),
        ],
        filters=[lambda typed: clean_name(typed) if typed else typed],
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        _l("Your mail address"),
        [
            DataRequired(_l("Enter your mail address.")),
            Length(max=320, message=_l("This address is too long.")),
            Email(_l("This is no mail address. It looks like amina@example.org.")),
        ],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    time_zone = SelectField(
        _l("Your time zone"),
        choices=zone_choices,
        **not_offered(_l("Choose a zone from the list.")),
    )
    website = StringField(_l("Leave this empty"), [Optional()])

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool((self.website.data or "").strip())
