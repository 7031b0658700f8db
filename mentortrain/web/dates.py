"""Dates and times in words, in the reader's zone and language, with the zone named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_day_names, get_timezone_location
from flask import Flask, g, has_app_context
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from mentortrain import clock
from mentortrain.web.translations import locale

HALF_A_YEAR = 182
"""Days: nearer than that nobody takes one year for another."""

_zone: ContextVar[str | None] = ContextVar("zone", default=None)


@contextmanager
def read_in(zone: str) -> Iterator[None]:
    """Whatever is written inside is read in `zone`: for mails, whose reader is not who clicked."""
    token = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(token)


def zone_of_reader() -> str:
    """The zone of whoever reads: of the mail, else of the page; UTC for a visitor."""
    # Whom Flask-Login has loaded already: through `current_user` a list of dates asks a hundred times.
    reader = (g.get("_login_user") if has_app_context() else None) or current_user
    return _zone.get() or getattr(reader, "time_zone", None) or "UTC"


def day(value: datetime | date, zone: str | None = None) -> str:
    """'Thursday 10 December'; with the year where it is half a year away or more. A plain date has no zone."""
    return _day_in_words(_date(value, zone), "EEEE d MMMM" + _year(value, zone), locale())


def short_day(value: datetime | date, zone: str | None = None) -> str:
    """'10 Dec', with the year as above."""
    return _day_in_words(_date(value, zone), "d MMM" + _year(value, zone), locale())


@lru_cache(2_000)
def _day_in_words(value: date, pattern: str, where: Locale) -> str:
    return str(format_date(value, pattern, locale=where))


def _date(value: datetime | date, zone: str | None) -> date:
    return (
        value.astimezone(ZoneInfo(zone or zone_of_reader())).date() if isinstance(value, datetime) else value
    )


def _year(value: datetime | date, zone: str | None) -> str:
    away = _date(value, zone) - _date(clock.now(), zone)
    return " y" if abs(away.days) > HALF_A_YEAR else ""


def clock_time(value: datetime, zone: str | None = None) -> str:
    """'20:00', on the reader's clock."""
    local = value.astimezone(ZoneInfo(zone or zone_of_reader()))
    return _time_in_words(time(local.hour, local.minute), locale())


@lru_cache(24 * 60)
def _time_in_words(value: time, where: Locale) -> str:
    return str(format_time(value, "HH:mm", locale=where))


def zone_name(value: datetime, zone: str | None = None) -> str:
    """'EAT' where people use a short name, else 'Colombia Time'."""
    local = value.astimezone(ZoneInfo(zone or zone_of_reader()))
    short = local.tzname() or ""
    if short.isalpha():  # tzdata's own abbreviation; '-05' and '+03' say nothing to people
        return short
    return str(get_timezone_location(local, locale=locale()))


def moment(value: datetime, zone: str | None = None) -> str:
    """'Thursday 10 December, 20:00 (EAT)'."""
    zone = zone or zone_of_reader()
    return f"{day(value, zone)}, {clock_time(value, zone)} ({zone_name(value, zone)})"


def span(pair: tuple[datetime, datetime], zone: str | None = None) -> str:
    """'Thursday 10 December, 20:00 to 20:45, your time (EAT)'."""
    start, end = pair
    zone = zone or zone_of_reader()
    return _(
        "%(day)s, %(start)s to %(end)s, your time (%(zone)s)",
        day=day(start, zone),
        start=clock_time(start, zone),
        end=clock_time(end, zone),
        zone=zone_name(start, zone),
    )


def minutes(count: int) -> str:
    """'8 minutes'."""
    return str(ngettext("%(num)d minute", "%(num)d minutes", count))


def month(first: date) -> str:
    """'December 2026', of its first day."""
    return str(format_date(first, "LLLL y", locale=locale()))


def week() -> tuple[int, list[tuple[str, str]]]:
    """(the day with which weeks begin where the reader's language is spoken, 0 for Monday; the names of all seven
    from that one on, short and long)."""
    where = locale()
    first = int(where.first_week_day)
    short, long = (get_day_names(width, "stand-alone", where) for width in ("abbreviated", "wide"))
    return first, [(short[number % 7], long[number % 7]) for number in range(first, first + 7)]


def hours(count: int) -> str:
    """'2 hours 5 minutes' of so many minutes."""
    whole, rest = divmod(count, 60)
    if not whole:
        return minutes(rest)
    said = str(ngettext("%(num)d hour", "%(num)d hours", whole))
    return str(_("%(hours)s %(minutes)s", hours=said, minutes=minutes(rest))) if rest else said


def date_on_paper(value: datetime) -> str:
    """'23 November 2026' by UTC, the same for every reader: what is printed says the same as the page."""
    return format_date(value.astimezone(UTC).date(), "d MMMM y", locale=locale())


def install(app: Flask) -> None:
    """Make the filters known to every template, pages and mails alike."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        clock_time=clock_time,
        moment=moment,
        month=month,
        span=span,
        minutes=minutes,
        hours=hours,
        date_on_paper=date_on_paper,
        zone_name=zone_name,
    )
