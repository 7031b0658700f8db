"""A session's details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from mentortrain.agenda.rules import USUAL_REMINDERS
from mentortrain.errors import RuleBroken
from mentortrain.people.forms import zone_choices
from mentortrain.people.models import Person
from mentortrain.programs.models import Cohort
from mentortrain.programs.rules import Scope
from mentortrain.web.forms import not_offered, unreadable
from mentortrain.webinars.forms.choices import (
    languages,
    number_or_none,
    parts_of,
    roles,
    subject_of,
    word_or_none,
)
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.queries import Subject, named
from mentortrain.webinars.rules import (
    LEAST_PERCENT,
    LONGEST,
    MOST_OF_TOPIC,
    MOST_PERCENT,
    MOST_PLACES,
    SHORTEST,
    USUAL,
    USUAL_PERCENT,
    one_spelling,
)
from mentortrain.webinars.words import REMINDERS

FIELD_OF = {
    "time.skipped": "starts_wall",
    "webinar.in_the_past": "starts_wall",
    "webinar.too_far": "starts_wall",
    "webinar.begun": "starts_wall",
    "webinar.length": "minutes",
    "webinar.capacity": "capacity",
    "webinar.threshold": "threshold_percent",
    "webinar.meeting_url": "meeting_url",
}
"""Which field a broken rule is about."""


TEXTS = ("title", "description", "host_name", "meeting_url", "meeting_code", "passcode", "dial_in")


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
    topic = StringField(
        _l("Topic"),
        [Optional(), Length(max=MOST_OF_TOPIC, message=_l("Enter at most 60 letters."))],
        render_kw={"list": "topics", "autocomplete": "off"},
    )
    topics: Sequence[str] = ()
    """Those that sessions of the program have: suggestions."""
    capacity = IntegerField(
        _l("Places"),
        [Optional(), NumberRange(1, MOST_PLACES, _l("Enter a number from 1 to 10,000, or leave it empty."))],
        **unreadable(_l("Enter a number from 1 to 10,000, or leave it empty.")),
    )
    threshold_percent = IntegerField(
        _l("Counts from, in percent of its length"),
        [
            Optional(),
            NumberRange(LEAST_PERCENT, MOST_PERCENT, _l("Enter a number from 50 to 100.")),
        ],
        default=USUAL_PERCENT,
        **unreadable(_l("Enter a number of percent, such as 80.")),
    )
    cohort_id = SelectField(
        _l("For whom"), coerce=number_or_none, **not_offered(_l("Choose a group from the list."))
    )
    role = SelectField(
        _l("For which role"),
        choices=roles,
        coerce=word_or_none,
        **not_offered(_l("Choose one from the list.")),
    )
    host_id = SelectField(
        _l("Who of the staff leads it"),
        coerce=number_or_none,
        **not_offered(_l("Choose somebody from the list.")),
    )
    co_hosts = TextAreaField(
        _l("Who leads it as well"),
        [Optional(), Length(max=4000, message=_l("Enter at most 4,000 letters."))],
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

    meeting_code = StringField(
        _l("Meeting ID"), [Optional(), Length(max=100, message=_l("Enter at most 100 letters."))]
    )
    passcode = StringField(
        _l("Passcode"),
        [Optional(), Length(max=100, message=_l("Enter at most 100 letters."))],
        render_kw={"autocomplete": "off"},
    )
    dial_in = TextAreaField(
        _l("Numbers to call"),
        [Optional(), Length(max=2000, message=_l("Enter at most 2,000 letters."))],
    )
    language = SelectField(
        _l("Language of the session"),
        choices=lambda: [("", _l("Not said")), *languages().items()],
        coerce=word_or_none,
        **not_offered(_l("Choose a language from the list.")),
    )
    counts_for = SelectField(
        _l("Course that it is about"), coerce=word_or_none, **not_offered(_l("Choose one from the list."))
    )

    reminders = SelectMultipleField(
        _l("Reminders by mail"),
        coerce=int,
        choices=lambda: list(REMINDERS.items()),
        default=USUAL_REMINDERS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **not_offered(_l("Choose from the list.")),
    )

    hosts: dict[int, str]
    scope: Scope
    led_as_well: Sequence[Person] = ()
    """Who does so already."""
    meant: Sequence[int] = ()
    """Ids of those whom the lines of `co_hosts` name, once they were checked."""
    about: Mapping[str, str] = {}
    """By key of a course: the choice of it."""
    zones: frozenset[str] | set[str] = frozenset()

    REST = (
        "description",
        "topic",
        "counts_for",
        "language",
        "time_zone",
        "capacity",
        "threshold_percent",
        "cohort_id",
        "role",
        "reminders",
        "host_id",
        "co_hosts",
        "meeting_code",
        "passcode",
        "dial_in",
    )
    """What stands under "More about it"."""

    @property
    def is_rest_wrong(self) -> bool:
        """Whether something under "More about it" is to be put right."""
        return any(self[name].errors for name in self.REST if name in self)

    @property
    def is_rest_shown(self) -> bool:
        """Whether "More about it" is open: something there is to be put right, or was chosen before."""
        return self.is_rest_wrong or bool(self.counts_for.data)

    def offer_zone(self, name: str) -> None:
        """Offer a zone that is not in the list: a program may keep an older name."""
        choices = zone_choices()
        known = {value for value, _ in choices}
        self.time_zone.choices = choices if name in known else [(name, name.replace("_", " ")), *choices]
        self.zones = known | {name}

    def offer_people(self, cohorts: Sequence[Cohort], hosts: Sequence[tuple[int, str]], scope: Scope) -> None:
        """Offer whom it can be for, within what somebody is shown, and who of the staff can lead it.

        Where there is only one answer, nobody is asked.
        """
        groups = [(str(cohort.id), cohort.name) for cohort in cohorts if scope.holds(cohort.id)]
        self.hosts, self.scope = dict(hosts), scope
        self.host_id.choices = [
            ("", _l("Nobody of them: a guest")),
            *((str(number), name) for number, name in hosts),
        ]
        if len(groups) == 1:
            del self.cohort_id
        else:
            self.cohort_id.choices = [("", _l("Everybody in the program")), *groups]

    def offer_subjects(self, subjects: Sequence[Subject], kept: str = "") -> None:
        """Offer what it can be about; what it is about already (`kept`) stays, though the course is other now."""
        choices: list[tuple[str, Any]] = [
            ("", _l("Nothing in particular")),
            *(part for one in subjects for part in parts_of(one)),
        ]
        if kept and kept not in dict(choices):
            choices.append((kept, kept.partition(":")[2] or _l("As it was")))
        self.counts_for.choices = choices
        self.about = {one.key: f"{one.course_id}:" for one in subjects}

    def offers_host(self, person_id: int) -> bool:
        """Whether somebody is among those who can lead it."""
        return person_id in self.hosts

    def validate_co_hosts(self, field: Any) -> None:
        """Each line is somebody who could lead it."""
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        found = named(lines, self.scope, kept=[one.id for one in self.led_as_well])
        for line in found.unknown:
            raise ValidationError(
                _("Nobody of the program is “%(line)s”. Write a name or an address.", line=line)
            )
        for line in found.ambiguous:
            raise ValidationError(_("Several people are called “%(line)s”. Write the address.", line=line))
        self.meant = found.ids

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
                "topic": webinar.topic,
                "capacity": webinar.capacity,
                "threshold_percent": webinar.threshold_percent,
                "cohort_id": webinar.cohort_id,
                "role": webinar.role,
                "host_id": webinar.host_id,
                "co_hosts": "\n".join(f"{one.name} <{one.email}>" for one in self.led_as_well),
                "host_name": webinar.host_name,
                "meeting_url": webinar.meeting_url,
                "meeting_code": webinar.meeting_code,
                "passcode": webinar.passcode,
                "dial_in": webinar.dial_in,
                "language": webinar.language,
                "counts_for": subject_of(webinar),
                "reminders": entry.reminders,
            }
        )

    def values(self, cohort_id: int | None) -> dict[str, Any]:
        """The checked values, as the actions take them; for `cohort_id` where nobody was asked."""
        found = {"cohort_id": cohort_id} | {
            name: self[name].data for name in self.data if name != "csrf_token"
        }
        for name in TEXTS:
            found[name] = (found[name] or "").replace("\r\n", "\n").strip()
        found["co_hosts"] = self.meant
        course_id, _colon, found["module"] = (found.pop("counts_for") or "").partition(":")
        found["course_id"] = int(course_id) if course_id else None
        found["topic"] = one_spelling(found["topic"] or "", self.topics)
        if found["threshold_percent"] is None:
            del found["threshold_percent"]  # left empty: it stays, or is what is usual
        return found

    def note(self, error: RuleBroken, words: str) -> None:
        """Say at its field what rule is broken; raises it again if it is about none."""
        if error.code not in FIELD_OF:
            raise error
        self[FIELD_OF[error.code]].errors = [words]
