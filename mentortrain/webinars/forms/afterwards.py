"""What staff add to a session that is over, and what people say of it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from mentortrain.errors import RuleBroken
from mentortrain.web.forms import not_offered
from mentortrain.webinars.makeups import (
    EVERYBODY,
    LONGEST_DIFFERENT,
    LONGEST_QUESTIONS,
    NOBODY,
    PARTLY_THERE,
)
from mentortrain.webinars.models.afterwards import Feedback, MakeUpDefault, MakeUpOffer, Recording
from mentortrain.webinars.rules import LONGEST
from mentortrain.webinars.words import USEFUL

FIELD_OF = {
    "recording.url": "url",
    "recording.minutes": "minutes",
    "material.url": "link_url",
    "material.too_many": "link_title",
    "makeup.gift": "questions",
    "makeup.kind": "questions",
    "makeup.too_many": "questions",
    "makeup.nothing": "questions",
}
"""Which field a broken rule is about."""

_LONG_URL = Length(max=1000, message=_l("This address is too long. Shorten it on the other site."))


class _Noting(FlaskForm):
    def note(self, error: RuleBroken, words: str) -> None:
        """Say at its field what rule is broken; raises it again if it is about none."""
        name = FIELD_OF.get(error.code, "")
        if name not in self:
            raise error
        self[name].errors = [words]


class RecordingForm(_Noting):
    """Where a session can be watched, and how long that takes."""

    url = StringField(
        _l("Link to the recording"), [DataRequired(_l("Paste the link to the recording.")), _LONG_URL]
    )
    minutes = IntegerField(
        _l("It lasts, in minutes"),
        [
            InputRequired(_l("Enter a number of minutes, such as 42.")),
            NumberRange(1, LONGEST, _l("Enter a number from %(min)s to %(max)s.")),
        ],
    )
    tell = BooleanField(_l("Tell those who missed it"))

    def fill_from(self, recording: Recording | None) -> None:
        """Show what is there."""
        if recording is not None:
            self.url.data, self.minutes.data = recording.url, recording.minutes


class LinkForm(_Noting):
    """A page of another site that belongs to a session."""

    link_title = StringField(
        _l("What it is"),
        [
            DataRequired(_l("Say what it is, such as Slides.")),
            Length(max=200, message=_l("Enter at most 200 letters.")),
        ],
    )
    link_url = StringField(_l("Its link"), [DataRequired(_l("Paste the link.")), _LONG_URL])


class MaterialForm(FlaskForm):
    """A file that belongs to a session."""

    file = FileField(_l("A file from this device"), [FileRequired(_l("Choose a file first."))])


def _who() -> list[tuple[str, Any]]:
    return [
        (NOBODY, _l("Nobody")),
        (PARTLY_THERE, _l("Who was there for a part of it")),
        (EVERYBODY, _l("Everybody whom the session is for")),
    ]


class MakeUpForm(_Noting):
    """Who may make a session up, and how."""

    open_to = RadioField(
        _l("Who may make it up"),
        [InputRequired(_l("Choose who may make it up."))],
        choices=_who,
        **not_offered(_l("Choose one of the three.")),
    )
    questions = TextAreaField(
        _l("Up to three questions, in GIFT"),
        [Optional(), Length(max=LONGEST_QUESTIONS, message=_l("Enter at most 10,000 letters."))],
    )
    watching_counts = BooleanField(_l("Watching the recording counts, without questions"))

    def fill_from(self, offer: MakeUpOffer | None) -> None:
        """Show what is in force."""
        self.open_to.data = offer.open_to if offer else NOBODY
        if offer is not None:
            self.questions.data, self.watching_counts.data = offer.questions, offer.watching_counts

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {
            "open_to": self.open_to.data,
            "questions": (self.questions.data or "").replace("\r\n", "\n").strip(),
            "watching_counts": bool(self.watching_counts.data),
        }


WATCHING, ANSWERING = "watching", "answering"
"""How sessions are made up, where the program says that they can be."""


class DefaultForm(FlaskForm):
    """Who may make up new sessions of a program, and how."""

    open_to = RadioField(
        _l("Who may make up a session"),
        [InputRequired(_l("Choose who may make it up."))],
        choices=_who,
        **not_offered(_l("Choose one of the three.")),
    )
    how = RadioField(
        _l("How it is made up"),
        [InputRequired(_l("Choose how it is made up."))],
        choices=lambda: [
            (WATCHING, _l("By watching the recording, and saying so")),
            (ANSWERING, _l("By answering questions about it")),
        ],
        default=WATCHING,
        **not_offered(_l("Choose one of the two.")),
    )

    def fill_from(self, default: MakeUpDefault | None) -> None:
        """Show what is in force."""
        self.open_to.data = default.open_to if default else NOBODY
        self.how.data = ANSWERING if default and not default.watching_counts else WATCHING

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {"open_to": self.open_to.data, "watching_counts": self.how.data == WATCHING}


class FeedbackForm(FlaskForm):
    """Two questions after a session."""

    useful = RadioField(
        _l("How useful was it for you?"),
        [InputRequired(_l("Choose one of the five."))],
        choices=lambda: [(str(step), words) for step, words in USEFUL.items()],
        **not_offered(_l("Choose one of the five.")),
    )
    different = TextAreaField(
        _l("What should we do differently?"),
        [Optional(), Length(max=LONGEST_DIFFERENT, message=_l("Enter at most 1,000 letters."))],
    )
    named = BooleanField(_l("Show my name with it"))

    def fill_from(self, said: Feedback | None) -> None:
        """Show what they said before."""
        if said is not None:
            self.useful.data, self.different.data, self.named.data = (
                str(said.useful),
                said.different,
                said.named,
            )

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {
            "useful": int(self.useful.data),
            "different": (self.different.data or "").replace("\r\n", "\n").strip(),
            "named": bool(self.named.data),
        }
