"""How a quiz is taken, in words: time, tries, feedback, and why another try must wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.learning import rules
from mentortrain.learning.models import Attempt
from mentortrain.web.dates import clock_time, minutes, moment, zone_of_reader


def facts(
    usual_minutes: int, settings: rules.QuizSettings, *, limit: timedelta | None, left: int
) -> list[tuple[str, str]]:
    """(what, in words) for the first page of a quiz. `limit` is this person's, `left` the tries they still have."""
    return [
        (_("Time"), _time(usual_minutes, settings, limit)),
        (_("Answers"), _answers(settings)),
        (_("Tries"), " ".join(_tries(settings, left))),
    ]


def limit(deadline_at: datetime | None, started_at: datetime) -> timedelta | None:
    """The time that somebody has, their extra time included; None without a limit."""
    return deadline_at - started_at if deadline_at else None


def _time(usual_minutes: int, settings: rules.QuizSettings, mine: timedelta | None) -> str:
    if mine is None:
        return str(_("about %(time)s; there is no limit", time=minutes(usual_minutes)))
    whole = int(mine.total_seconds() // 60)
    said = _(
        "%(time)s from the moment you start, also while this page is closed. Then what is saved is handed in.",
        time=minutes(whole),
    )
    if whole > (settings.time_limit_minutes or 0):
        said = f"{said} {_('Your extra time is in it.')}"
    return str(said)


def _answers(settings: rules.QuizSettings) -> str:
    if settings.feedback == rules.IMMEDIATE:
        return str(
            _(
                "Each one is saved at once, and you can stop and come back. "
                '"Check" shows at once what is said to an answer; then it stays as it is.'
            )
        )
    return str(
        _("Each one is saved at once. You can stop, come back, and change any of them until you hand in.")
    )


def _tries(settings: rules.QuizSettings, left: int) -> list[str]:
    which = {
        rules.BEST: _("the best one counts."),
        rules.LAST: _("the last one counts."),
        rules.AVERAGE: _("their average counts."),
    }[settings.grading]
    if settings.attempts == 1:
        said = [str(_("One."))]
    elif settings.attempts:
        said = [f"{settings.attempts}; {which}"]
        if left < settings.attempts:
            said.append(ngettext("%(num)d is left.", "%(num)d are left.", max(left, 0)))
    else:
        said = [str(_("As many as you like; %(which)s", which=which))]
    if settings.wait_minutes and settings.attempts != 1:
        said.append(str(_("Between two lie at least %(time)s.", time=minutes(settings.wait_minutes))))
    return said


def not_now(found: rules.NotNow | None, settings: rules.QuizSettings) -> str:
    """Why another try cannot begin now, and when it opens; empty if it can."""
    if found is None:
        return ""
    if found.reason == rules.BEING_READ:
        return str(_("Staff are reading your last try. You can try again after that, if you need to."))
    if found.opens_at is None:
        return str(
            ngettext(
                "You have used your only try in this quiz.",
                "You have used all %(num)d tries in this quiz.",
                settings.attempts,
            )
        )
    return str(_("You can try again at %(time)s.", time=when(found.opens_at)))


def when(at: datetime) -> str:
    """The clock time, with the day unless it is today's."""
    zone = ZoneInfo(zone_of_reader())
    # Rounded up to the minute: who comes at the time that was said gets in.
    at = at + timedelta(seconds=-at.second % 60 if at.microsecond == 0 else 60 - at.second)
    if at.astimezone(zone).date() == clock.now().astimezone(zone).date():
        return clock_time(at)
    return moment(at)


def result_lead(attempt: Attempt, *, needed: int, missing: int, shown: bool) -> str:
    """Under the heading of a result."""
    if attempt.passed:
        return str(_("%(needed)s right were needed. This counts for good.", needed=needed))
    if attempt.is_being_read:
        return str(
            ngettext(
                "One text waits to be read. Then you know whether you have passed: you get a mail.",
                "%(num)d texts wait to be read. Then you know whether you have passed: you get a mail.",
                attempt.unread,
            )
        )
    enough = ngettext(
        "One more right answer would have been enough.",
        "%(num)d more right answers would have been enough.",
        missing,
    )
    return f"{enough} {_('Read what is said below, then try again.')}" if shown else str(enough)


def hidden(settings: rules.QuizSettings) -> str:
    """Why answers and what is said to them are not shown."""
    if settings.review == rules.AFTER_PASSING:
        return str(_("Once you have passed, your answers and what is said to them are shown here."))
    return str(_("This quiz shows its score only."))
