"""What somebody of the staff may do, as it is chosen on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Email, Length

from mentortrain.programs.models import Cohort
from mentortrain.programs.words import ROLES
from mentortrain.web.forms import not_offered


def _number(value: Any) -> int | None:
    """The id that a choice stands for; None for the first one."""
    return int(value) if value and str(value).isdigit() else None


class RoleForm(FlaskForm):  # type: ignore[misc]
    """What somebody of the staff may do, and of which group."""

    role = SelectField(
        _l("Role"), choices=lambda: list(ROLES.items()), **not_offered(_l("Choose a role from the list."))
    )
    cohort_id = SelectField(
        _l("Sees"), coerce=_number, choices=[], **not_offered(_l("Choose a group from the list."))
    )

    def offer_groups(self, cohorts: Sequence[Cohort]) -> None:
        """Offer the groups that somebody can be limited to."""
        self.cohort_id.choices = [
            ("", _l("All groups")),
            *((str(cohort.id), cohort.name) for cohort in cohorts),
        ]

    def values(self) -> dict[str, Any]:
        """The checked values, as the actions take them."""
        return {"role": self.role.data, "cohort_id": self.cohort_id.data}


class NewRoleForm(RoleForm):
    """The same for somebody who has no role yet."""

    email = StringField(
        _l("Mail address"),
        [
            DataRequired(_l("Enter the mail address.")),
            Length(max=320, message=_l("This address is too long.")),
            Email(_l("This is no mail address. It looks like amina@example.org.")),
        ],
        render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"},
    )
    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Enter the name.")),
            Length(max=200, message=_l("Enter at most 200 letters.")),
        ],
        render_kw={"autocomplete": "off"},
    )

    def values(self) -> dict[str, Any]:
        """The checked values, as the actions take them."""
        return super().values() | {"email": (self.email.data or "").strip(), "name": self.name.data or ""}
