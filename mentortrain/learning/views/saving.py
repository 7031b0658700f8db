"""What saves itself while somebody writes: when it was given, and what became of it, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.learning import rules
from mentortrain.web.dates import clock_time, short_day, zone_of_reader

LONGEST_AGO = timedelta(days=60)
"""Longer ago than any late answer is taken: a device whose clock was wrong says anything."""


def given_at(ago: int | None, at: datetime) -> datetime:
    """The moment so many thousandths of a second before `at`; without them, `at`."""
    return at - min(timedelta(milliseconds=ago or 0), LONGEST_AGO)


def saved_in_words(saved_at: datetime, kept: str, *, counts: bool = True) -> str:
    """With the day, unless it is today's. `counts` says whether the question is scored."""
    if kept == rules.OLDER:
        return str(
            _("Kept, but a newer answer of yours to this question stands. Load the page anew to see it.")
        )
    zone = ZoneInfo(zone_of_reader())
    time = clock_time(saved_at)
    if saved_at.astimezone(zone).date() != clock.now().astimezone(zone).date():
        time = f"{short_day(saved_at)}, {time}"
    if kept == rules.AFTER_REVIEW:
        return str(
            _(
                "Kept %(time)s, but it does not count: what is said to the answers was open before. "
                "Staff of your program see it.",
                time=time,
            )
        )
    if kept == rules.LATE and not counts:
        return str(
            _("Saved %(time)s, after the time was over. It is not scored, so nothing is lost.", time=time)
        )
    if kept == rules.LATE:
        return str(
            _("Saved %(time)s, after the time was over: staff decide whether this answer counts.", time=time)
        )
    return str(_("Saved %(time)s.", time=time))
