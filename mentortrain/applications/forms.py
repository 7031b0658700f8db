"""The public forms, staff's answer, and the settings of a door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
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

from mentortrain.applications import words
from mentortrain.applications.actions import Applied, Settings
from mentortrain.applications.rules import Group, is_slug
from mentortrain.people.forms import ADDRESS, NAME, cleaned
from mentortrain.people.rules import clean_name
from mentortrain.programs.rules import MENTOR
from mentortrain.web import dates
from mentortrain.web.forms import ForAnybody, not_offered, unreadable

_TOO_LONG = _l("Enter at most 2,000 letters.")
_NO_HOURS = _l("Enter a number, such as 2.")
_CAMPAIGN = 80


def _email() -> StringField:
    return StringField(
        _l("Your mail address"),
        ADDRESS,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


def _group_id(typed: Any) -> int | None:
    """None for nothing. What is no number is no group's: WTForms would answer in words of its own."""
    if typed in (None, ""):
        return None
    text = str(typed)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _consent() -> BooleanField:
    return BooleanField(
        _l("I agree"), [DataRequired(_l("Tick this: without it we may not keep what you write."))]
    )


class _Public(ForAnybody):
    """What every public form carries: where its sender came from, and a field that only machines fill in."""

    source = HiddenField()
    campaign = HiddenField()

    @property
    def came_by(self) -> dict[str, str]:
        """(source, campaign), without what no link of anybody holds."""
        return {
            "source": clean_name(self.source.data or "")[:_CAMPAIGN],
            "campaign": clean_name(self.campaign.data or "")[:_CAMPAIGN],
        }


class ApplyForm(_Public):
    """One application."""

    name = StringField(
        _l("Your name"),
        NAME,
        filters=[cleaned],
        render_kw={"autocomplete": "name"},
    )
    email = _email()
    country = SelectField(
        _l("Country"),
        [DataRequired(_l("Choose your country."))],
        choices=lambda: [("", ""), *words.countries()],
        render_kw={"autocomplete": "country"},
        **not_offered(_l("Choose your country.")),
    )
    group = SelectField(
        _l("Group"),
        [InputRequired(_l("Choose a group."))],
        coerce=_group_id,
        **not_offered(_l("Choose a group from the list.")),
    )
    """Only where the applicant has a choice."""
    town = StringField(
        _l("Town"),
        [
            DataRequired(_l("Enter your town.")),
            Length(max=120, message=_l("Enter at most 120 letters.")),
        ],
        filters=[cleaned],
        render_kw={"autocomplete": "address-level2"},
    )
    language = SelectField(
        _l("Language in which you like to be written to"),
        choices=lambda: list(words.LANGUAGES.items()),
        default="en",
        **not_offered(_l("Choose a language from the list.")),
    )
    why = TextAreaField(
        _l("Why do you want to take part?"),
        [DataRequired(_l("Say it in a sentence or two.")), Length(max=2000, message=_TOO_LONG)],
    )
    background = TextAreaField(
        _l("Your business"),
        [DataRequired(_l("Say it in a sentence or two.")), Length(max=2000, message=_TOO_LONG)],
    )
    hours = IntegerField(
        _l("Hours a month that you can give"),
        [InputRequired(_NO_HOURS), NumberRange(min=1, max=100, message=_l("Enter a number from 1 to 100."))],
        **unreadable(_NO_HOURS),
    )
    consent = _consent()

    def for_role(self, role: str) -> None:
        """Ask mentors what mentors know."""
        if role == MENTOR:
            self.background.label.text = _l("Your experience: work, business, anything you could pass on")
        else:
            self.background.label.text = _l("Your business, or what you want to begin")

    def offer(self, groups: Sequence[Group]) -> None:
        """The groups among which they choose; none: that is not asked."""
        if groups:
            self.group.choices = [("", ""), *((group.id, _in_words(group)) for group in groups)]
        else:
            del self.group

    def applied(self, role: str, needs: list[tuple[str, bool]], wording: str) -> Applied:
        """The checked values."""
        return Applied(
            role=role,
            name=self.name.data or "",
            email=self.email.data or "",
            country=self.country.data,
            town=self.town.data or "",
            language=self.language.data,
            why=(self.why.data or "").strip(),
            background=(self.background.data or "").strip(),
            hours=self.hours.data or 0,
            needs=needs,
            wording=wording,
            group=self.group.data if self.group else None,
            **self.came_by,
        )


def _in_words(group: Group) -> str:
    return _("%(group)s: pairs begin on %(day)s", group=group.name, day=dates.day(group.pairing_on))


class InterestForm(_Public):
    """An address to write to when mentees can apply."""

    email = _email()
    consent = _consent()


THEIR_OWN = 0
"""No group's id: each of several is taken into the group of their application."""


class AnswerForm(FlaskForm):
    """What staff answer to one application, or to several."""

    letter = TextAreaField(
        _l("What the mail says"),
        [
            DataRequired(_l("Write a sentence: nobody likes an empty answer.")),
            Length(max=4000, message=_l("Enter at most 4,000 letters.")),
        ],
    )
    why = TextAreaField(_l("Why, for staff alone"), [Optional(), Length(max=2000, message=_TOO_LONG)])
    group = SelectField(
        _l("Group"),
        coerce=_group_id,
        **not_offered(_l("Choose a group from the list.")),
    )
    revision = HiddenField()

    def offer(self, groups: list[tuple[int, str]]) -> None:
        """The groups that somebody can be taken into."""
        self.group.choices = groups


_PLACES = [Optional(), NumberRange(min=1, max=100_000, message=_l("Enter a number from 1 to 100,000."))]
_NO_NUMBER = _l("Enter a whole number, or nothing.")


class DoorForm(FlaskForm):
    """Whether and how a program takes applications."""

    is_open = BooleanField(_l("Take applications"))
    slug = StringField(
        _l("Address of the page"),
        [
            DataRequired(_l("Enter an address, such as puentes-2027.")),
            Length(max=80, message=_l("Enter at most 80 letters.")),
        ],
        filters=[lambda typed: (typed or "").strip().lower()],
        render_kw={"autocapitalize": "off", "spellcheck": "false"},
    )
    introduction = TextAreaField(
        _l("A few words of yours"),
        [Optional(), Length(max=10_000, message=_l("Enter at most 10,000 letters."))],
    )
    mentor_places = IntegerField(_l("Places for mentors"), _PLACES, **unreadable(_NO_NUMBER))
    mentee_places = IntegerField(_l("Places for mentees"), _PLACES, **unreadable(_NO_NUMBER))
    mentors_first = IntegerField(
        _l("Mentees can apply when so many mentors are on the way"),
        [Optional(), NumberRange(min=0, max=100_000, message=_l("Enter a number from 0 to 100,000."))],
        **unreadable(_NO_NUMBER),
    )

    def validate_slug(self, field: Any) -> None:
        """What an address can hold."""
        if field.data and not is_slug(field.data):
            raise ValidationError(_l("Use small letters, digits and single dashes, such as puentes-2027."))

    def settings(self) -> Settings:
        """The checked values."""
        return Settings(
            is_open=bool(self.is_open.data),
            slug=self.slug.data or "",
            introduction=(self.introduction.data or "").strip(),
            mentor_places=self.mentor_places.data,
            mentee_places=self.mentee_places.data,
            mentors_first=self.mentors_first.data,
        )
