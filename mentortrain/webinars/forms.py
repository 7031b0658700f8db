"""A session's details, why one is cancelled, and who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from mentortrain.errors import RuleBroken
from mentortrain.people.forms import zone_choices
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import LONGEST, SHORTEST, USUAL

FIELD_OF = {
    "time.skipped": "starts_wall",
    "webinar.in_the_past": "starts_wall",
    "webinar.begun": "starts_wall",
    "webinar.length": "minutes",
    "webinar.meeting_url": "meeting_url",
}
"""Which field a broken rule is about."""


class WebinarForm(FlaskForm):
    """What, when, with whom and where."""

    title = StringField(
        _l("What it is about"),
        [
            DataRequired(_l("Give the session a title.")),
            Length(max=200, message=_l("Enter at most 200 letters.")),
        ],
    )
    description = TextAreaField(
        _l("What people will do there"),
        [Optional(), Length(max=4000, message=_l("Enter at most 4,000 letters."))],
    )
    starts_wall = DateTimeLocalField(
        _l("Starts"),
        [InputRequired(_l("Choose a day and a time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],  # as browsers write it
    )
    time_zone = SelectField(_l("By the clocks of"), choices=zone_choices)
    minutes = IntegerField(
        _l("Length in minutes"),
        [
            InputRequired(_l("Enter a number of minutes, such as 45.")),
            NumberRange(SHORTEST, LONGEST, _l("Enter a number from 5 to 480.")),
        ],
        default=USUAL,
    )
    host_name = StringField(
        _l("With whom"),
        [
            DataRequired(_l("Say who leads it.")),
            Length(max=200, message=_l("Enter at most 200 letters.")),
        ],
    )
    meeting_url = StringField(
        _l("Meeting link"),
        [Optional(), Length(max=1000, message=_l("This link is too long."))],
        render_kw={"type": "url", "inputmode": "url"},
    )

    def offer_zone(self, name: str) -> None:
        """Offer a zone that is not in the list: a program may keep an older name."""
        choices = zone_choices()
        known = {value for value, _ in choices}
        self.time_zone.choices = choices if name in known else [(name, name.replace("_", " ")), *choices]

    def fill_from(self, webinar: Webinar) -> None:
        """Show what is in force."""
        entry = webinar.entry
        self.process(
            data={
                "title": entry.title,
                "description": entry.description,
                "starts_wall": datetime.fromisoformat(entry.wall_start),
                "time_zone": entry.time_zone,
                "minutes": entry.minutes,
                "host_name": webinar.host_name,
                "meeting_url": webinar.meeting_url,
            }
        )

    def values(self) -> dict[str, Any]:
        """The checked values, as the actions take them."""
        found = {name: self[name].data for name in self.data if name != "csrf_token"}
        for name in ("title", "description", "host_name", "meeting_url"):
            found[name] = (found[name] or "").replace("\r\n", "\n").strip()
        return found

    def note(self, error: RuleBroken, words: str) -> None:
        """Say at its field what rule is broken; raises it again if it is about none."""
        if error.code not in FIELD_OF:
            raise error
        self[FIELD_OF[error.code]].errors = [words]


class CancelForm(FlaskForm):
    """The reason goes into the mail."""

    reason = StringField(
        _l("Why"),
        [
            DataRequired(_l("Say why in a sentence; it goes into the mail.")),
            Length(max=500, message=_l("Enter at most 500 letters.")),
        ],
    )


@dataclass
class Marks:
    """Who was there and for how many minutes, as a page full of boxes says it."""

    minutes: dict[int, int | None] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    """What was entered, to show it again."""
    wrong: set[int] = field(default_factory=set)
    """Whose minutes are no number from 1 to the session's length."""

    @classmethod
    def read(cls, sent: Mapping[str, str], person_ids: Sequence[int], *, length: int) -> Marks:
        """Read `there-<id>` and `minutes-<id>`; only of people who stood on the page (`shown-<id>`)."""
        marks = cls()
        for person_id in person_ids:
            if f"shown-{person_id}" not in sent:
                continue  # joined after the page was opened: nobody has said anything of them
            if f"there-{person_id}" not in sent:
                marks.minutes[person_id] = None
                continue
            text = sent.get(f"minutes-{person_id}", "").strip()
            marks.typed[person_id] = text
            if text.isascii() and text.isdigit() and 1 <= int(text) <= length:
                marks.minutes[person_id] = int(text)
            else:
                marks.wrong.add(person_id)
        return marks
