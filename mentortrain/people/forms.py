"""Sign-in, the first administrator, and a person's own settings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from mentortrain.people import zones
from mentortrain.people.rules import SHORTEST_PASSWORD, clean_name
from mentortrain.web.forms import not_offered

ADDRESS = [
    DataRequired(_l("Enter your mail address.")),
    Length(max=320, message=_l("This address is too long.")),
    Email(_l("This is no mail address. It looks like amina@example.org.")),
]
NAME = [
    DataRequired(_l("Enter your name.")),
    Length(max=200, message=_l("Enter at most 200 letters.")),
]


def cleaned(typed: str | None) -> str | None:
    """A name as it is kept, for `filters`."""
    return clean_name(typed) if typed else typed


def zone_choices() -> list[tuple[str, str]]:
    """Every zone a person can choose, in readable form."""
    return [(name, name.replace("_", " ")) for name in zones.choices()]


class SignInForm(FlaskForm):
    """Only the address."""

    email = StringField(
        _l("Your mail address"),
        ADDRESS,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


class CodeForm(FlaskForm):
    """The code of a sign-in mail."""

    code = StringField(
        _l("Code from the mail"),
        [DataRequired(_l("Enter the six digits of the mail.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"},
    )


class PasswordSignInForm(SignInForm):
    """Address and password; the way that password managers know."""

    email = StringField(
        _l("Your mail address"),
        ADDRESS,
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _l("Your password"),
        [DataRequired(_l("Enter your password.")), Length(max=4000)],
        render_kw={"autocomplete": "current-password"},
    )


class ProofForm(FlaskForm):
    """The password once more."""

    password = PasswordField(
        _l("Your password"),
        [DataRequired(_l("Enter your password.")), Length(max=4000)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(FlaskForm):
    """A new password, typed once: it can be shown."""

    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Enter a password.")), Length(max=4000)],
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST_PASSWORD},
    )


class AppCodeForm(FlaskForm):
    """Six digits of an authenticator app."""

    code = StringField(
        _l("Code from the app"),
        [DataRequired(_l("Enter the six digits that your app shows.")), Length(max=60)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"},
    )


class SecondStepForm(FlaskForm):
    """The second step of a sign-in. A recovery code has letters, so the keyboard is the usual one."""

    code = StringField(
        _l("Code from your app"),
        [DataRequired(_l("Enter the six digits that your app shows, or a recovery code.")), Length(max=60)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"},
    )
    remember = BooleanField(_l("Do not ask in this browser for 30 days"))


class PolicyForm(FlaskForm):
    """What the site asks of its staff."""

    two_step = BooleanField(_l("Staff must sign in with two steps"))


class ResetForm(FlaskForm):
    """Whose two-step sign-in is reset, and why."""

    email = StringField(_l("Mail address"), ADDRESS, render_kw={"type": "email", "autocomplete": "off"})
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Say why: it stands in the record.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class ProfileForm(FlaskForm):
    """What the site calls a person, and in which zone it shows times."""

    name = StringField(_l("Your name"), NAME, filters=[cleaned], render_kw={"autocomplete": "name"})
    time_zone = SelectField(
        _l("Your time zone"),
        choices=zone_choices,
        **not_offered(_l("Choose a zone from the list.")),
    )


class PhotoForm(FlaskForm):
    """A picture of a person."""

    photo = FileField(
        _l("A picture from this device"),
        [FileRequired(_l("Choose a picture first."))],
        render_kw={"accept": "image/jpeg,image/png,image/webp,image/gif"},
    )


class FirstAdministratorForm(ProfileForm):
    """Who runs this site."""

    email = StringField(
        _l("Your mail address"),
        ADDRESS,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    time_zone = SelectField(
        _l("Your time zone"), choices=zone_choices, default="UTC", render_kw={"data-zone-field": "UTC"}
    )
