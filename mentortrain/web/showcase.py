"""What /dev/components shows beside the words in its template: every kind of field, well and in error."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class SampleForm(Form):
    """One field of each kind that the macros of `_components/field.html` know."""

    title = StringField("Title", [InputRequired("Give the session a title.")])
    about = TextAreaField("What it is about", [Optional()])
    track = SelectField(
        "For whom",
        choices=lambda: [
            ("mentor", "Mentors"),
            ("mentee", "Mentees"),
            ("both", "Everybody"),
        ],
    )
    on = DateField("Pairing day", [InputRequired("Choose a day, like 10 December 2026.")])
    starts = DateTimeLocalField("Starts", [InputRequired("Choose a day and a time.")])
    seats = IntegerField("Seats", [NumberRange(2, 500, "Between 2 and 500 people.")])
    where = RadioField(
        "Where",
        [InputRequired("Choose one of the two.")],
        choices=lambda: [("link", "A link that I paste"), ("later", "I will say later")],
    )
    days = SelectMultipleField(
        "Good days",
        choices=lambda: [("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sheet = FileField("List of people")
    agree = BooleanField("I have read the code of conduct", [InputRequired("Read it first, then tick this.")])


def samples() -> dict[str, Any]:
    """The context of templates/web/components.html."""
    well = SampleForm(
        MultiDict(
            {
                "title": "Listening before advice",
                "about": "Forty-five minutes with two cases from a salon and a fish shop.",
                "track": "mentor",
                "on": "2026-12-10",
                "starts": "2026-11-23T20:00",
                "seats": "24",
                "where": "link",
                "days": "2",
                "agree": "y",
            }
        )
    )
    well.validate()
    wrong = SampleForm(MultiDict({"wrong-seats": "1"}), prefix="wrong-")
    wrong.validate()
    return {"well": well, "wrong": wrong, "asked": SampleForm(prefix="asked-"), "mentors": MENTORS}


def _mentor(
    name: str, place: str, state: str, move: str, missing: str, since: str, likely: str
) -> SimpleNamespace:
    return SimpleNamespace(
        name=name, place=place, state=state, move=move, missing=missing, since=since, likely=likely
    )


MENTORS = [
    _mentor(
        "Milica Đorđević", "Niš · online jewellery", "waiting", "you", "Interview", "6 days", "once you meet"
    ),
    _mentor(
        "Lucía Fernández de la Vega Muñoz",
        "Medellín · coffee",
        "today",
        "Lucía",
        "One session, registered today",
        "2 days",
        "today",
    ),
    _mentor(
        "Dragan Petrović",
        "Novi Sad · printing",
        "yours",
        "Dragan",
        "Quiz: 7 of 10, 8 are needed",
        "1 day",
        "27 November",
    ),
    _mentor(
        "Yusuf Ali",
        "Mombasa · fish",
        "stuck",
        "stuck",
        "3 lessons, the quiz, one session",
        "15 days",
        "not in time",
    ),
    _mentor(
        "Ngozi Okonkwo-Adeyemi", "Port Harcourt · tailoring", "done", "ready", "Nothing", "3 days", "ready"
    ),
]
