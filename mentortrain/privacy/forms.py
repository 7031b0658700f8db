"""Typing one's address before an erasure, and the days of the rules."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from mentortrain.holdings import Rule
from mentortrain.people.rules import email_key

_ADDRESS = {"type": "email", "autocomplete": "off", "inputmode": "email"}


class EraseForm(FlaskForm):
    """A pressed button is easily pressed by mistake; an address is not typed by mistake."""

    email = StringField(
        _l("Type your mail address"),
        [DataRequired(_l("Type your mail address, to show that you mean it.")), Length(max=320)],
        render_kw=_ADDRESS,
    )
    mistaken = _l("This is not the address of your account.")

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def validate_email(self, field: StringField) -> None:
        """It has to be theirs."""
        if email_key(field.data or "") != email_key(self.address):
            raise ValidationError(self.mistaken)


class EraseSomebodyForm(EraseForm):
    """The same for somebody else, with what the administrator was asked by."""

    reason = StringField(
        _l("Why"),
        [DataRequired(_l("Say why: “letter of 3 March”.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    email = StringField(
        _l("Type their mail address"),
        [DataRequired(_l("Type their mail address, to show whom you mean.")), Length(max=320)],
        render_kw=_ADDRESS,
    )
    mistaken = _l("This is not the address of this person.")


class FindForm(FlaskForm):
    """Whom somebody looks for. Sent with GET: what was found has an address."""

    class Meta:
        csrf = False  # it changes nothing

    q = StringField(
        _l("Name or mail address"),
        [
            DataRequired(_l("Enter a name or a mail address.")),
            Length(min=2, max=200, message=_l("Enter 2 to 200 letters.")),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"type": "search", "autocomplete": "off"},
    )


def read_days(sent: Mapping[str, str], rules: tuple[Rule, ...]) -> tuple[dict[str, int], dict[str, str]]:
    """({rule: days}, {rule: what is wrong}) of the fields `days-<rule>`; what is not there stays as it is."""
    days, wrong = {}, {}
    for rule in rules:
        text = sent.get(f"days-{rule.key}")
        if text is None:
            continue
        number = int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) <= 6 else None
        if number is None or not rule.least <= number <= rule.most:
            wrong[rule.key] = _("Enter %(least)d to %(most)d days.", least=rule.least, most=rule.most)
        else:
            days[rule.key] = number
    return days, wrong
