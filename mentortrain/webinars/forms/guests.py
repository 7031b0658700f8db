"""What somebody without an account writes to come to an open session."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from mentortrain.people.forms import ADDRESS, NAME, cleaned, zone_choices
from mentortrain.web.forms import ForAnybody, not_offered


class PlaceForm(ForAnybody):
    """A name, an address and the clocks by which they live."""

    name = StringField(_l("Your name"), NAME, filters=[cleaned], render_kw={"autocomplete": "name"})
    email = StringField(
        _l("Your mail address"),
        ADDRESS,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    time_zone = SelectField(
        _l("Your time zone"),
        choices=zone_choices,
        **not_offered(_l("Choose a zone from the list.")),
    )
