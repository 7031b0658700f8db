"""The blueprint, the words for rules that can break here, and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from mentortrain.profiles import words
from mentortrain.profiles.rules.phone import international
from mentortrain.profiles.rules.week import PARTS, WEEKDAYS, Hour
from mentortrain.web import say

bp = Blueprint("profiles", __name__)

say(
    {
        "phone.signs": _l("A number has digits only. It looks like +254 712 345 678."),
        "phone.country": _l("Begin with a plus and the code of the country, as in +254 712 345 678."),
        "phone.length": _l("This number has too few or too many digits. It looks like +254 712 345 678."),
    }
)


@bp.app_context_processor
def _words() -> dict[str, Any]:
    """Who sees a field, `seen_by("phone")`, and a number as people read it: also for pages of other features."""
    return {"seen_by": words.seen_by, "international": international}


def language() -> str:
    """In which the reader reads this page."""
    return str(get_locale() or "en")


def ticked() -> tuple[set[tuple[int, str]], set[Hour]]:
    """(parts of days, hours) ticked in the form of a week; what is none of them is nothing."""
    parts = {(day, part) for day in WEEKDAYS for part in PARTS}
    hours = {(day, hour) for day in WEEKDAYS for hour in range(24)}
    named_parts = {f"{day}-{part}": (day, part) for day, part in parts}
    named_hours = {f"{day}-{hour}": (day, hour) for day, hour in hours}
    return (
        {named_parts[one] for one in request.form.getlist("part") if one in named_parts},
        {named_hours[one] for one in request.form.getlist("hour") if one in named_hours},
    )


def week_before() -> set[Hour]:
    """The hours that were free when the page of this form was made, as it says itself."""
    named = {f"{day}-{hour}": (day, hour) for day in WEEKDAYS for hour in range(24)}
    return {named[one] for one in request.form.get("before", "").split() if one in named}


def week_for(hours: set[Hour]) -> dict[str, Any]:
    """What the template of a week needs."""
    return {
        "hours": hours,
        "before": " ".join(f"{day}-{hour}" for day, hour in sorted(hours)),
        "days": words.weekdays(),
        "short_days": words.weekdays("abbreviated"),
        "parts": [(key, words.PARTS[key], span) for key, span in PARTS.items()],
    }
