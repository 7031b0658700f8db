"""What an open question page, a turn of a conversation, and staff of training send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from mentortrain.learning.rules import LEARNERS, LONGEST_TEXT, MOST_DAYS
from mentortrain.web.forms import not_offered, unreadable

PAGE = r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$"
"""The number of an open page."""


def _written(typed: str | None) -> str:
    return (typed or "").replace("\x00", "").strip()


class ReflectionForm(FlaskForm):
    """What somebody writes for themselves, or to be handed in."""

    text = TextAreaField(
        _l("Your text"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST_TEXT, message=_l("Enter at most 5,000 letters.")),
        ],
        filters=[_written],
    )


class DraftForm(Form):
    """The same while somebody writes, sent by the page's script: it may be empty again."""

    text = TextAreaField(validators=[Length(max=LONGEST_TEXT)], filters=[_written])
    client_uuid = StringField(validators=[Regexp(PAGE)])
    client_seq = IntegerField(validators=[InputRequired(), NumberRange(0, 2**53)])
    given_ago = IntegerField(validators=[Optional(), NumberRange(0, 2**53)])


class CommentForm(FlaskForm):
    """What staff answer to a reflection."""

    text = TextAreaField(
        _l("Your answer"),
        [
            DataRequired(_l("Write the answer first.")),
            Length(max=1000, message=_l("Enter at most 1,000 letters.")),
        ],
        filters=[_written],
    )


class DemandForm(FlaskForm):
    """Why staff ask a step of a course again or besides, for those who are asked."""

    reason = TextAreaField(
        _l("Why, in a sentence for them"),
        [
            DataRequired(_l("Write why: they read it beside the lesson.")),
            Length(max=500, message=_l("Enter at most 500 letters.")),
        ],
        filters=[_written],
    )


class PlaceForm(Form):
    """The section that somebody reads, and how many seconds ago that was: a day at the most."""

    section = StringField(validators=[Length(max=80)])
    ago = IntegerField(validators=[Optional(), NumberRange(0, 86_400)])


class LanguageForm(Form):
    """The language in which somebody likes to read, and the key of the lesson where they are; empty for none."""

    language = StringField(validators=[InputRequired(), Length(max=35)])
    lesson = StringField(validators=[Length(max=100)])


class AnswerForm(Form):
    """`chosen` may be empty; what can be chosen is checked where the question is known.

    Without the token and the words of a `FlaskForm`: every POST is checked before its view, and nobody reads
    what is wrong here, because a page sends it right.
    """

    response = StringField()
    chosen = SelectMultipleField(coerce=int, validate_choice=False)
    client_uuid = StringField(validators=[Regexp(PAGE)])
    client_seq = IntegerField(validators=[InputRequired(), NumberRange(0, 2**53)])
    given_ago = IntegerField(validators=[Optional(), NumberRange(0, 2**53)])
    """So many thousandths of a second ago it was given, by the device's clock; without it, now."""


class TurnForm(Form):
    """`after` is the last turn that the page knew. Without a token, as above."""

    after = IntegerField(validators=[InputRequired(), NumberRange(0, 2**31 - 1)])
    choice = IntegerField(validators=[Optional(), NumberRange(0, 2**31 - 1)])


class TrackForm(FlaskForm):
    """One deed with one course of one track."""

    role = StringField(validators=[AnyOf(LEARNERS)])
    deed = StringField(validators=[AnyOf(("add", "remove", "up", "down", "save", "usual"))])
    course = StringField()
    required = BooleanField()
    due_days = IntegerField(validators=[Optional(), NumberRange(1, MOST_DAYS)])


_REASON = (
    DataRequired(_l("Write the reason.")),
    Length(max=500, message=_l("Enter at most 500 letters.")),
)
_NO_NUMBER = _l("Enter a whole number, such as 25.")


def _clean(typed: str | None) -> str:
    return " ".join((typed or "").replace("\x00", "").split())


class ExtraTimeForm(FlaskForm):
    """Both may be there; two times nothing takes it back."""

    percent = IntegerField(
        _l("Percent more of each time limit"),
        [Optional(), NumberRange(0, 300, _l("Enter a number from 0 to 300."))],
        **unreadable(_NO_NUMBER),
    )
    minutes = IntegerField(
        _l("Minutes more"),
        [Optional(), NumberRange(0, 240, _l("Enter a number from 0 to 240."))],
        **unreadable(_NO_NUMBER),
    )
    reason = StringField(_l("Reason"), [*_REASON], filters=[_clean])


class MarkForm(FlaskForm):
    """What staff give to an essay. `seen` says which mark stood on the page."""

    percent = IntegerField(
        _l("Percent"),
        [
            InputRequired(_l("Enter a number from 0 to 100.")),
            NumberRange(0, 100, _l("Enter a number from 0 to 100.")),
        ],
        **unreadable(_l("Enter a number from 0 to 100.")),
    )
    comment = TextAreaField(
        _l("Comment"),
        [Length(max=2000, message=_l("Enter at most 2,000 letters."))],
        filters=[_written],
    )
    seen = HiddenField()


class LateForm(FlaskForm):
    """Whether answers that came after the deadline count."""

    counts = RadioField(
        _l("Do these answers count?"),
        [InputRequired(_l("Choose one."))],
        choices=lambda: [("yes", _l("They count")), ("no", _l("They do not count"))],
        **not_offered(_l("Choose one.")),
    )
    reason = StringField(_l("Reason"), [*_REASON], filters=[_clean])
