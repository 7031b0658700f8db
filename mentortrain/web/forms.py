"""What forms of all rooms share: a field that only machines fill in, and words for what a field cannot read.

WTForms' own words say what is wrong, not what to do.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Optional


def unreadable(words: Any) -> dict[str, Any]:
    """For a date, a time or a number: `DateField(label, **unreadable(...))`."""
    return {"invalid_value_message": words}  # as a dict: the stubs of WTForms do not know the argument


def not_offered(words: Any) -> dict[str, Any]:
    """For a choice that is none of those offered."""
    return {"invalid_choice_message": words}


class ForAnybody(FlaskForm):
    """A form without an account: with a field that people do not see, and only machines fill in."""

    website = StringField(_l("Leave this empty"), [Optional()])

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool((self.website.data or "").strip())
