"""What somebody who asks or reports types, and what staff answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from mentortrain.concerns.actions import Asked
from mentortrain.concerns.rules import (
    BEHAVIOUR,
    COURSE,
    DATA,
    ELSE,
    LONGEST,
    LONGEST_BROWSER,
    LONGEST_PAGE,
    OTHER,
    PARTNER,
    SAFEGUARDING,
    SESSIONS,
    TECHNICAL,
)
from mentortrain.people.rules import clean_name
from mentortrain.web.forms import not_offered

TOPIC_WORDS: dict[str, Any] = {
    TECHNICAL: _l("Technical help"),
    COURSE: _l("My course"),
    SESSIONS: _l("My sessions"),
    PARTNER: _l("My mentor or mentee"),
    ELSE: _l("Something else"),
    BEHAVIOUR: _l("How somebody behaves"),
    SAFEGUARDING: _l("Somebody may be in danger (safeguarding)"),
    DATA: _l("My data"),
    OTHER: _l("Another problem"),
}
_TEXT = [
    DataRequired(_l("Write what it is about.")),
    Length(max=LONGEST, message=_l("Write at most %(max)d letters.")),
]
_CHOOSE = not_offered(_l("Choose from the list."))


def _worded(topics: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, str(TOPIC_WORDS[one])) for one in topics]


class _Sent(FlaskForm):
    """Who is not signed in says who they are; a field that people do not see is filled by machines alone."""

    name = StringField(
        _l("Your name"),
        [DataRequired(_l("Enter your name.")), Length(max=200, message=_l("Enter at most 200 letters."))],
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
    website = StringField(_l("Leave this empty"), [Length(max=500)], render_kw={"tabindex": "-1"})
    page = StringField(_l("The page you came from"), [Length(max=LONGEST_PAGE)])

    def without_who(self) -> None:
        """For who is signed in."""
        del self.name, self.email

    @property
    def is_a_machine(self) -> bool:
        """Whether the field was filled that nobody sees."""
        return bool(self.website.data)

    def _who(self) -> dict[str, Any]:
        if "name" not in self:
            return {}
        return {"name": clean_name(self.name.data or ""), "email": (self.email.data or "").strip()}


class HelpForm(_Sent):
    """A question."""

    topic = SelectField(
        _l("What is it about?"),
        choices=partial(_worded, (TECHNICAL, COURSE, SESSIONS, PARTNER, ELSE)),
        **_CHOOSE,
    )
    text = TextAreaField(_l("Your message"), _TEXT)

    def asked(self, browser: str) -> Asked:
        """The checked values, with the browser that sent them."""
        return Asked(
            topic=self.topic.data,
            text=self.text.data or "",
            page=(self.page.data or "")[:LONGEST_PAGE],
            browser=browser[:LONGEST_BROWSER],
            **self._who(),
        )


class ReportForm(_Sent):
    """A report."""

    category = SelectField(
        _l("What kind of problem?"),
        choices=partial(_worded, (BEHAVIOUR, SAFEGUARDING, DATA, OTHER)),
        **_CHOOSE,
    )
    about = SelectField(_l("Is it about one of these people?"), coerce=int, **_CHOOSE)
    text = TextAreaField(_l("What happened?"), _TEXT)

    def asked(self) -> Asked:
        """The checked values: neither page nor browser."""
        return Asked(
            topic=self.category.data,
            text=self.text.data or "",
            about_id=self.about.data or None,
            **self._who(),
        )


class MessageForm(FlaskForm):
    """One message more."""

    text = TextAreaField(_l("Your message"), _TEXT)


class AnswerForm(FlaskForm):
    """What staff answer."""

    text = TextAreaField(_l("Your answer"), _TEXT)
    close = BooleanField(_l("Close it: nothing is left to say"))


class AssignForm(FlaskForm):
    """To whom it is given."""

    to = IntegerField(_l("To"), [Optional()])
