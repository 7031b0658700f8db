"""The three steps as forms: what somebody typed, as clean values."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mentortrain.errors import RuleBroken
from mentortrain.people import zones
from mentortrain.people.forms import ProfileForm
from mentortrain.people.rules import clean_name
from mentortrain.profiles import words
from mentortrain.profiles.actions import Contact, Work
from mentortrain.profiles.models import Profile
from mentortrain.profiles.rules.phone import international, normalised
from mentortrain.profiles.rules.vocabulary import (
    ABOUT_PEOPLE,
    CHANNELS,
    LANGUAGES,
    LONGEST_ABOUT,
    LONGEST_LACKING,
    LONGEST_OWN_TOPICS,
    MOST_HOURS,
    OFFERED,
    TOPICS,
    WANTED,
)
from mentortrain.web.errors import in_words
from mentortrain.web.forms import not_offered, unreadable

CAN, LACKING = "can", "lacking"
_NONE = "\N{EN DASH}"
"""What a list shows where nothing is chosen."""
_OFFERED = not_offered(_l("Choose from the list."))


def _tidy(typed: str | None) -> str:
    return clean_name(typed or "")


def _text(typed: str | None) -> str:
    return (typed or "").replace("\r\n", "\n").replace("\0", "").strip()


class Several(SelectMultipleField):
    """Any number of a list, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AnswerForm(FlaskForm):
    """Whether one can do what a program asks. There may be several of it on a page, each with its prefix."""

    class Meta:
        csrf = False  # the page's form has the token

    can = RadioField(
        _l("Can you take part like this?"),
        [InputRequired(_l("Choose one of the two."))],
        choices=lambda: [(CAN, _l("Yes, I can do this")), (LACKING, _l("Something is lacking"))],
        **_OFFERED,
    )
    lacking = TextAreaField(
        _l("What is lacking?"),
        [Length(max=LONGEST_LACKING, message=_l("Enter at most 1000 letters."))],
        filters=[_text],
        render_kw={"rows": 2},
    )

    def validate_lacking(self, field: Field) -> None:
        """Words are needed where something is lacking."""
        if self.can.data == LACKING and not field.data:
            raise ValidationError(_l("Say in a few words what is lacking, so that somebody can help."))


class ContactForm(FlaskForm):
    """How to reach somebody."""

    country = SelectField(_l("Country"), **_OFFERED)
    town = StringField(
        _l("Town"),
        [Length(max=120, message=_l("Enter at most 120 letters."))],
        filters=[_tidy],
        render_kw={"autocomplete": "address-level2"},
    )
    languages = Several(_l("Languages you speak well"), **_OFFERED)
    one_more = SelectField(_l("Another language"), **_OFFERED)
    phone = StringField(
        _l("Mobile number"),
        [Length(max=40, message=_l("This number is too long."))],
        filters=[_tidy],
        render_kw={"autocomplete": "tel", "inputmode": "tel", "type": "tel"},
    )
    on_whatsapp = BooleanField(_l("This number has WhatsApp"))
    channel = RadioField(
        _l("How we reach you best"),
        choices=lambda: [(key, words.CHANNELS[key]) for key in CHANNELS],
        **_OFFERED,
    )

    def __init__(self, *args: Any, spoken: Collection[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        names = words.languages()
        first = [code for code in LANGUAGES if code in names]
        first += [code for code in spoken if code in names and code not in first]
        self.languages.choices = [(code, names[code]) for code in first]
        self.one_more.choices = [
            ("", _NONE),
            *((code, name) for code, name in names.items() if code not in first),
        ]
        self.country.choices = [("", _NONE), *_countries()]

    def validate_phone(self, field: Field) -> None:
        """A number that some phone could have."""
        try:
            if field.data:
                normalised(field.data, self.country.data or "")
        except RuleBroken as reason:
            raise ValidationError(in_words(reason)) from None

    def validate_channel(self, field: Field) -> None:
        """Who wants to be rung up says where."""
        if field.data != "mail" and not self.phone.data:
            raise ValidationError(_l("Enter your mobile number for this, or choose mail."))

    def contact(self) -> Contact:
        """What was entered."""
        codes = [*(self.languages.data or []), *([self.one_more.data] if self.one_more.data else [])]
        return Contact(
            country=self.country.data or "",
            town=self.town.data or "",
            languages=tuple(dict.fromkeys(codes)),
            phone=self.phone.data or "",
            on_whatsapp=bool(self.on_whatsapp.data and self.phone.data),
            channel=self.channel.data,
        )


def _countries() -> list[Any]:
    return [
        (code, name, {"data-zones": " ".join(zones.of_country(code))}) for code, name in words.countries()
    ]


class WhoForm(ProfileForm, ContactForm):
    """The second step: who somebody is, and how to reach them."""


def contact_values(profile: Profile | None, spoken: Collection[str]) -> dict[str, Any]:
    """What the form shows of what is known."""
    if profile is None:
        return {"languages": list(spoken), "channel": CHANNELS[0]}
    return {
        "country": profile.country,
        "town": profile.town,
        "languages": list(spoken),
        "phone": international(profile.phone) if profile.phone else profile.phone_typed,
        "on_whatsapp": profile.on_whatsapp,
        "channel": profile.channel,
    }


def _about_people(key: str) -> SelectField:
    named = [(answer, words.ANSWERS[key][answer]) for answer in ABOUT_PEOPLE[key]]
    return SelectField(
        words.QUESTIONS[key], choices=lambda: [("", _NONE), *named, *words.PREFER_NOT.items()], **_OFFERED
    )


class WorkForm(FlaskForm):
    """The third step: what somebody brings, or wants."""

    about = TextAreaField(
        _l("Your business, or your experience"),
        [Length(max=LONGEST_ABOUT, message=_l("Enter at most 1000 letters."))],
        filters=[_text],
        render_kw={"rows": 3},
    )
    offered = Several(
        _l("What you can help with"), choices=lambda: [(key, words.TOPICS[key]) for key in TOPICS], **_OFFERED
    )
    own_offered = StringField(
        _l("Something else you can help with"),
        [Length(max=LONGEST_OWN_TOPICS, message=_l("Enter at most 300 letters."))],
        filters=[_tidy],
    )
    wanted = Several(
        _l("What you want help with"),
        choices=lambda: [(key, words.TOPICS[key]) for key in TOPICS],
        **_OFFERED,
    )
    own_wanted = StringField(
        _l("Something else you want help with"),
        [Length(max=LONGEST_OWN_TOPICS, message=_l("Enter at most 300 letters."))],
        filters=[_tidy],
    )
    hours_per_month = IntegerField(
        _l("Hours a month you can give"),
        [Optional(), NumberRange(1, MOST_HOURS, _l("Enter 1 to 40 hours."))],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_HOURS},
        **unreadable(_l("Enter a whole number of hours.")),
    )
    gender = _about_people("gender")
    age_band = _about_people("age_band")
    sector = _about_people("sector")
    employees = _about_people("employees")

    def __init__(self, *args: Any, ways: Collection[str], **more: Any) -> None:
        super().__init__(*args, **more)
        for way in {OFFERED, WANTED} - set(ways):
            del self[way], self[f"own_{way}"]
        self.ways = ways

    def work(self) -> Work:
        """What was entered."""
        return Work(
            about=self.about.data or "",
            topics={way: self[way].data or () for way in self.ways},
            own_topics={way: self[f"own_{way}"].data or "" for way in self.ways},
            hours_per_month=self.hours_per_month.data,
            about_people={key: self[key].data or None for key in ABOUT_PEOPLE},
        )


def work_values(profile: Profile | None, topics: dict[str, set[str]]) -> dict[str, Any]:
    """What the form shows of what is known."""
    found: dict[str, Any] = {way: sorted(chosen) for way, chosen in topics.items()}
    if profile is not None:
        for name in ("about", "own_offered", "own_wanted", "hours_per_month", *ABOUT_PEOPLE):
            found[name] = getattr(profile, name)
    return found


class MessagesForm(FlaskForm):
    """Which mails somebody wants."""

    nudge = BooleanField(_l("Reminders"))
    newsletter = BooleanField(_l("Newsletter"))

    def answers(self) -> dict[str, bool]:
        """Yes or no to each class."""
        return {"nudge": bool(self.nudge.data), "newsletter": bool(self.newsletter.data)}


class WeekForm(FlaskForm):
    """Nothing but the token: the ticks of a week are read as they are."""
