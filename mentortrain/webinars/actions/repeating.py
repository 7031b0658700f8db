"""A session once more: at another time to choose from, every week, and the rest of a series brought into line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries
from mentortrain.webinars.actions.holding import held
from mentortrain.webinars.actions.scheduling import FURTHER, Edited, edit, schedule
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import MOST_TIMES, MOST_WEEKS


def offer_again(webinar: Webinar, starts_wall: datetime, *, at: datetime) -> Webinar:
    """The same session at another time, by the same clocks (naive): people choose one of them. Only who leads it is
    mailed.

    RuleBroken as `schedule`, `webinar.cancelled`, `choice.too_many`, and `choice.same_time`.
    """
    _hold(webinar)
    if webinar.choice_id is None:
        webinar.choice_id = webinar.id
    others = queries.times_of(webinar.choice_id, at=at, drafts=True)
    if len(others) >= MOST_TIMES:
        raise RuleBroken("choice.too_many", most=MOST_TIMES)
    made = _again(webinar, starts_wall, at=at)
    if any(one.entry.starts_at == made.entry.starts_at for one in (webinar, *others)):
        raise RuleBroken("choice.same_time")
    made.choice_id = webinar.choice_id
    session.flush()
    return made


def repeat_weekly(webinar: Webinar, weeks: int, *, at: datetime) -> list[Webinar]:
    """So many sessions more, each a week after the one before by the same clocks, beginning after the last of the
    series. Each is a session of its own. Only who leads them is mailed.

    RuleBroken as `schedule`, `webinar.cancelled`, `series.weeks`.
    """
    _hold(webinar)
    if not 1 <= weeks <= MOST_WEEKS:
        raise RuleBroken("series.weeks", most=MOST_WEEKS)
    if webinar.series_id is None:
        webinar.series_id = webinar.id
        session.flush()
    last = max(datetime.fromisoformat(one.entry.wall_start) for one in queries.series_of(webinar))
    made = []
    for number in range(1, weeks + 1):
        one = _again(webinar, last + timedelta(weeks=number), at=at)
        one.series_id = webinar.series_id
        made.append(one)
    session.flush()
    return made


def repeat_on(webinar: Webinar, day: date, *, at: datetime) -> Webinar:
    """One session more of the series, on a day of the same clocks, at the time of day of this one. Only who leads it is
    mailed.

    RuleBroken as `schedule`, `webinar.cancelled`, and `series.same_day` where one of the series is then that is on.
    """
    _hold(webinar)
    if webinar.series_id is None:
        webinar.series_id = webinar.id
        session.flush()
    walls = [
        datetime.fromisoformat(one.entry.wall_start)
        for one in queries.series_of(webinar)
        if not one.entry.is_cancelled
    ]
    if any(wall.date() == day for wall in walls):
        raise RuleBroken("series.same_day")
    made = _again(
        webinar, datetime.combine(day, datetime.fromisoformat(webinar.entry.wall_start).time()), at=at
    )
    made.series_id = webinar.series_id
    session.flush()
    return made


def bring_into_line(webinar: Webinar, scope: Scope, *, at: datetime) -> Iterator[tuple[Webinar, Edited]]:
    """Make the sessions of a series that follow this one like it: words, host, door, places, and the time of day and
    length; each keeps its day. Who is expected at one that moves is mailed. Only those that are in `scope`.

    One after the other, as they are asked for, with what became of each. RuleBroken as `edit`: then the caller undoes
    those before it too.
    """
    _hold(webinar)
    time_of_day = datetime.fromisoformat(webinar.entry.wall_start).time()
    for one in queries.rest_of_series(webinar):
        if not scope.holds(one.cohort_id):
            continue
        day = datetime.fromisoformat(one.entry.wall_start).date()
        details = _details(webinar)
        del details["kind"]
        yield one, edit(one, starts_wall=datetime.combine(day, time_of_day), **details, at=at)


def _hold(webinar: Webinar) -> None:
    if held(webinar).is_cancelled:
        raise RuleBroken("webinar.cancelled")


def _again(webinar: Webinar, starts_wall: datetime, *, at: datetime) -> Webinar:
    program = session.get_one(Program, webinar.program_id)
    made = schedule(program, starts_wall=starts_wall, **_details(webinar), draft=webinar.is_draft, at=at)
    made.is_public = webinar.is_public  # who may come is part of what it is
    return made


def _details(webinar: Webinar) -> dict[str, Any]:
    """All that a session is but its start, as `schedule` takes it."""
    entry = webinar.entry
    own = (
        "host_name",
        "meeting_url",
        "kind",
        "cohort_id",
        "host_id",
        "capacity",
        "role",
        "threshold_percent",
        "topic",
        *FURTHER,
    )
    return {
        "title": entry.title,
        "description": entry.description,
        "time_zone": entry.time_zone,
        "minutes": entry.minutes,
        "reminders": entry.reminders,
        "co_hosts": [one.id for one in queries.co_hosts_of(webinar.id)],
    } | {name: getattr(webinar, name) for name in own}
