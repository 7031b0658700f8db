"""The filters of the list, and the name of a view."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from mentortrain.programs.rules import DECLINED, WITHDRAWN
from mentortrain.web.forms import not_offered, unreadable


class ViewForm(FlaskForm):
    """A name for the filters that are set."""

    name = StringField(
        _l("Name of the view"),
        [
            DataRequired(_l("Give the view a name, such as “Quiet mentors”.")),
            Length(max=60, message=_l("Enter at most 60 letters.")),
        ],
        filters=[lambda typed: " ".join((typed or "").replace("\x00", "").split())],
    )
    shared = BooleanField(_l("All staff of this program see it"))


def _clean(typed: str | None) -> str:
    return (typed or "").replace("\x00", "").strip()


class NoteForm(FlaskForm):
    """What staff want to remember of somebody."""

    text = TextAreaField(
        _l("Note"),
        [
            DataRequired(_l("Write the note first.")),
            Length(max=4000, message=_l("Enter at most 4,000 letters.")),
        ],
        filters=[_clean],
    )


_NO_DATE = _l("Enter a date, such as 2026-12-10.")


class LeaveForm(FlaskForm):
    """The first and the last day."""

    starts_on = DateField(_l("First day away"), [InputRequired(_NO_DATE)], **unreadable(_NO_DATE))
    ends_on = DateField(_l("Last day away"), [InputRequired(_NO_DATE)], **unreadable(_NO_DATE))


class DepartureForm(FlaskForm):
    """How and why somebody's part ends."""

    how = RadioField(
        _l("What happened"),
        choices=lambda: [
            (DECLINED, _l("Declined: they do not want to take part")),
            (WITHDRAWN, _l("Withdrawn: they took part and stop")),
        ],
        validators=[InputRequired(_l("Say which of the two."))],
        **not_offered(_l("Say which of the two.")),
    )
    why = StringField(
        _l("Why"),
        [Optional(), Length(max=500, message=_l("Enter at most 500 letters."))],
        filters=[_clean],
    )


class BulkLeaveForm(LeaveForm):
    """The days of leave for many."""

    def details(self) -> dict[str, Any]:
        """As a deed keeps them."""
        return {
            name: field.data.isoformat()
            for name, field in (("starts_on", self.starts_on), ("ends_on", self.ends_on))
            if field.data
        }


class BulkDepartureForm(DepartureForm):
    """How and why the parts of many end."""

    def details(self) -> dict[str, Any]:
        """As a deed keeps them."""
        return {"how": self.how.data, "why": self.why.data or ""}


class BulkGroupForm(FlaskForm):
    """The group that many are moved to; who shows it says which there are."""

    group = SelectField(_l("To which group"), coerce=int, **not_offered(_l("Choose one of the groups.")))

    def details(self) -> dict[str, Any]:
        """As a deed keeps them."""
        return {"group": self.group.data}


class BulkSessionForm(FlaskForm):
    """The session that many are invited to; who shows it says which there are."""

    session = SelectField(
        _l("To which session"), coerce=int, **not_offered(_l("Choose one of the sessions."))
    )

    def details(self) -> dict[str, Any]:
        """As a deed keeps them."""
        return {"session": self.session.data}


class LeavingForm(FlaskForm):
    """Why somebody ends their own part, if they like to say."""

    why = TextAreaField(
        _l("Why, if you like to say"),
        [Optional(), Length(max=500, message=_l("Enter at most 500 letters."))],
        filters=[_clean],
    )


class ProposalForm(FlaskForm):
    """Another address for somebody, and why."""

    email = StringField(
        _l("The new mail address"),
        [
            DataRequired(_l("Enter the mail address.")),
            Length(max=320, message=_l("This address is too long.")),
            Email(
                message=_l("This is no mail address. Write it like amina@example.org."),
                check_deliverability=False,
            ),
        ],
        filters=[_clean],
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )
    because = StringField(
        _l("Why"),
        [
            DataRequired(_l("Say why: they read it, and decide by it.")),
            Length(max=300, message=_l("Enter at most 300 letters.")),
        ],
        filters=[_clean],
    )


class WaiverForm(FlaskForm):
    """Why an address goes on without its person's yes."""

    reason = StringField(
        _l("How you know that it is them"),
        [
            DataRequired(_l("Say how you know, such as a call to the number they gave before.")),
            Length(max=300, message=_l("Enter at most 300 letters.")),
        ],
        filters=[_clean],
    )


class FindAccountForm(FlaskForm):
    """Whom staff think of. Sent with GET: what was found has an address."""

    class Meta:
        csrf = False  # it changes nothing

    q = StringField(
        _l("Name or mail address of the other account"),
        [
            DataRequired(_l("Enter a name or a mail address.")),
            Length(min=2, max=200, message=_l("Enter 2 to 200 letters.")),
        ],
        filters=[_clean],
        render_kw={"type": "search", "autocomplete": "off"},
    )


class OtherAddressForm(FlaskForm):
    """Who knows the other address in full shows that it is theirs: the mail names only its beginning."""

    email = StringField(
        _l("Type the other address in full"),
        [DataRequired(_l("Type the other address, to show that you know it.")), Length(max=320)],
        filters=[_clean],
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )
