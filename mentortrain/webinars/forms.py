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
from mentortrain.programs.models import Cohort
from mentortrain.programs.rules import Scope
from mentortrain.web.forms import not_offered, unreadable
from mentortrain.webinars.models import Attendance, Webinar
from mentortrain.webinars.rules import LONGEST, SHORTEST, USUAL

FIELD_OF = {
    "time.skipped": "starts_wall",
    "webinar.in_the_past": "starts_wall",
    "webinar.too_far": "starts_wall",
    "webinar.begun": "starts_wall",
    "webinar.length": "minutes",
    "webinar.meeting_url": "meeting_url",
}
"""Which field a broken rule is about."""


def _number(value: Any) -> int | None:
    """What a choice of ids stands for; None for the first one."""
    return int(value) if value and str(value).isdigit() else None


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
        **unreadable(_l("Choose a day and a time.")),
    )
    time_zone = SelectField(
        _l("By the clocks of"),
        choices=zone_choices,
        **not_offered(_l("Choose a zone from the list.")),
    )
    minutes = IntegerField(
        _l("Length in minutes"),
        [
            InputRequired(_l("Enter a number of minutes, such as 45.")),
            NumberRange(SHORTEST, LONGEST, _l("Enter a number from 5 to 480.")),
        ],
        default=USUAL,
        **unreadable(_l("Enter a number of minutes, such as 45.")),
    )
    cohort_id = SelectField(
        _l("For whom"), coerce=_number, **not_offered(_l("Choose a group from the list."))
    )
    host_id = SelectField(
        _l("Who of the staff leads it"), coerce=_number, **not_offered(_l("Choose somebody from the list."))
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

    hosts: dict[int, str]

    def offer_zone(self, name: str) -> None:
        """Offer a zone that is not in the list: a program may keep an older name."""
        choices = zone_choices()
        known = {value for value, _ in choices}
        self.time_zone.choices = choices if name in known else [(name, name.replace("_", " ")), *choices]

    def offer_people(self, cohorts: Sequence[Cohort], hosts: Sequence[tuple[int, str]], scope: Scope) -> None:
        """Offer whom it can be for, within what somebody is shown, and who of the staff can lead it.

        Where there is only one answer, nobody is asked.
        """
        groups = [(str(cohort.id), cohort.name) for cohort in cohorts if scope.holds(cohort.id)]
        self.hosts = dict(hosts)
        self.host_id.choices = [
            ("", _l("Nobody of them: a guest")),
            *((str(number), name) for number, name in hosts),
        ]
        if len(groups) == 1:
            del self.cohort_id
        else:
            self.cohort_id.choices = [("", _l("Everybody in the program")), *groups]

    def offers_host(self, person_id: int) -> bool:
        """Whether somebody is among those who can lead it."""
        return person_id in self.hosts

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
                "cohort_id": webinar.cohort_id,
                "host_id": webinar.host_id,
                "host_name": webinar.host_name,
                "meeting_url": webinar.meeting_url,
            }
        )

    def values(self, cohort_id: int | None) -> dict[str, Any]:
        """The checked values, as the actions take them; for `cohort_id` where nobody was asked."""
        found = {"cohort_id": cohort_id} | {
            name: self[name].data for name in self.data if name != "csrf_token"
        }
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

    was: dict[int, str] = field(default_factory=dict)
    """The minutes that stood on the page when it was opened; empty for who was not marked."""
    typed: dict[int, str] = field(default_factory=dict)
    """The minutes of who is ticked, as they were entered, to show them again."""
    changed: dict[int, int | None] = field(default_factory=dict)
    """What differs from the page as it was opened: minutes, None for who was not there after all."""
    wrong: set[int] = field(default_factory=set)
    """Whose minutes are no number from 1 to the session's length."""

    @classmethod
    def of(cls, attendance: Mapping[int, Attendance]) -> Marks:
        """What is in force."""
        minutes = {person_id: str(one.minutes) for person_id, one in attendance.items()}
        return cls(was=minutes, typed=dict(minutes))

    def read(self, sent: Mapping[str, str], person_ids: Sequence[int], *, length: int) -> Marks:
        """Read `was-<id>`, `there-<id>` and `minutes-<id>` of each person; ticked without minutes: all of it.

        Only rows that somebody changed count, so that an old page takes nobody's later marks back. Who did not
        stand on the page is left as they are: nobody has said anything of them.
        """
        marks = Marks(was=dict(self.was), typed=dict(self.typed))
        for person_id in person_ids:
            was = sent.get(f"was-{person_id}")
            if was is None:
                continue
            marks.was[person_id] = was
            marks.typed.pop(person_id, None)
            if f"there-{person_id}" not in sent:
                if was:
                    marks.changed[person_id] = None
                continue
            text = sent.get(f"minutes-{person_id}", "").strip()
            marks.typed[person_id] = text
            minutes = _whole(text) if text else length
            if minutes is None or not 1 <= minutes <= length:
                marks.wrong.add(person_id)
            elif str(minutes) != was:
                marks.changed[person_id] = minutes
        return marks


def _whole(text: str) -> int | None:
    """A number of minutes; more digits than any session has are none (and take int() its time)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
