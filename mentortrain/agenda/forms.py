"""A name for a new calendar address."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from mentortrain.agenda.rules import LEADING, OWN, PROGRAM
from mentortrain.web.forms import not_offered


class FeedForm(FlaskForm):
    """What a person calls the device or the calendar that will fetch from it."""

    name = StringField(
        _l("Where you will use it"),
        [
            DataRequired(_l("Give it a name, such as Phone or Google.")),
            Length(max=60, message=_l("Enter at most 60 letters.")),
        ],
    )
    holds = SelectField(_l("What it holds"), default=OWN, **not_offered(_l("Choose from the list.")))
    replaces_invitations = BooleanField(
        _l("Stop attaching invitations to mails about new sessions"), default=True
    )

    def offer(self, programs: Sequence[tuple[int, str]]) -> None:
        """Offer what it can hold: of staff, also what they lead and all of each program, as (id, name).

        Others are not asked. A name never stands in a lazy text: those are taken for markup.
        """
        if not programs:
            del self.holds
            return
        self.holds.choices = [
            (OWN, _l("The sessions you take part in")),
            (LEADING, _l("The sessions you lead")),
            *((f"{PROGRAM}-{number}", _("All sessions of %(name)s", name=name)) for number, name in programs),
        ]

    def choose(self, what: str) -> None:
        """Begin with something that can be chosen; anything else is left alone."""
        if self.holds and any(choice[0] == what for choice in self.holds.choices or ()):
            self.holds.data = what

    @property
    def kind(self) -> str:
        """What it holds."""
        return (self.holds.data or OWN).partition("-")[0] if self.holds else OWN

    @property
    def program_id(self) -> int | None:
        """The program, of one that holds all of it."""
        number = (self.holds.data or "").partition("-")[2] if self.holds else ""
        return int(number) if number else None
