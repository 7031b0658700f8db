"""Before a session is scheduled or changed: what speaks against its time, what is other, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask import request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from mentortrain.agenda.rules import meant
from mentortrain.errors import RuleBroken
from mentortrain.learning.queries import titles_of
from mentortrain.mail.actions import just_posted
from mentortrain.programs.models import Program
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.prose import as_html, as_text
from mentortrain.web.dates import clock_time, minutes, moment, span
from mentortrain.webinars import queries, rules
from mentortrain.webinars.actions import Edited
from mentortrain.webinars.forms import WebinarForm
from mentortrain.webinars.forms.choices import languages
from mentortrain.webinars.hours import StartingAt, Together, best_of, chart, together
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.told import REMINDER, told_words
from mentortrain.webinars.words import place_of, reminders

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """One field, as it was and as it will be, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Over:
    """What is looked over before it is done. Values only: by then the transaction has been rolled back."""

    changes: Sequence[Change]
    warnings: Sequence[str]
    told: Sequence[str]
    """How many people hear what, a line for each kind of mail."""
    people: int
    mails: int
    reminders: int

    @property
    def token(self) -> str:
        """The same only for the same page: who says yes to it says yes to nothing else."""
        return sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def is_agreed(self) -> bool:
        """Whether this request says yes to exactly this."""
        return request.form.get("sure") == self.token


def over(changes: Sequence[Change], warnings: Sequence[str]) -> Over:
    """Of what this transaction has done so far, with the messages that it would send."""
    letters = just_posted()
    now = [one for one in letters if one.kind != REMINDER]
    return Over(
        changes=changes,
        warnings=warnings,
        told=told_words(now),
        people=len({one.to_address for one in now}),
        mails=len(now),
        reminders=len(letters) - len(now),
    )


def changes_in_words(
    edited: Edited, webinar: Webinar, program: Program, hosts: Mapping[int, str], form: WebinarForm
) -> list[Change]:
    """Each changed field with its label, as it was and as it will be, in the order of the form."""
    changed: dict[str, Sequence[Any]] = dict(edited.changed)
    if "course_id" in changed or "module" in changed:  # one choice to people
        course = changed.pop("course_id", (webinar.course_id,) * 2)
        changed["counts_for"] = tuple(zip(course, changed.pop("module", (webinar.module,) * 2), strict=True))
    titles = titles_of([number for number, _module in changed.get("counts_for", ()) if number])
    groups = {cohort.id: cohort.name for cohort in program.cohorts}
    spoken = languages()

    def said(name: str, value: Any) -> str:
        if name == "counts_for":
            return _subject_words(titles.get(value[0], ""), value[1]) or str(_("nothing in particular"))
        if value is None or value == "" or value == []:
            return _EMPTY[name]() if name in _EMPTY else str(_("nothing"))
        if name == "cohort_id":
            return groups.get(value, "")
        if name == "host_id":
            return hosts.get(value) or str(_("somebody else of the staff"))
        if name == "co_hosts":
            return format_list([one.name for one in queries.people_with(value)], locale=get_locale())
        if name == "language":
            return spoken.get(value, value)
        return _SAID[name](value) if name in _SAID else str(value)

    fields = [name for name in form.data if name != "csrf_token"]
    names = {_COLUMN.get(name, name): form[name].label.text for name in fields} | {
        name: _("For whom") for name in changed if name not in {_COLUMN.get(one, one) for one in fields}
    }
    return [
        Change(str(label), said(name, changed[name][0]), said(name, changed[name][1]))
        for name, label in names.items()
        if name in changed
    ]


def _subject_words(title: str, module: str) -> str:
    return f"{title}: {module}" if title and module else title


_COLUMN = {"starts_wall": "starts_at"}
"""What a field of the form is called where it is kept, if otherwise."""
_EMPTY: Mapping[str, Callable[[], str]] = {
    "cohort_id": lambda: str(_("everybody in the program")),
    "role": lambda: str(_("mentors and mentees")),
    "capacity": lambda: str(_("as many as come")),
    "host_id": lambda: str(_("a guest")),
    "co_hosts": lambda: str(_("nobody")),
    "reminders": lambda: reminders([]),
    "language": lambda: str(_("not said")),
}
_SAID: Mapping[str, Callable[[Any], str]] = {
    "description": as_text,
    "starts_at": moment,
    "minutes": minutes,
    "time_zone": lambda name: name.replace("_", " "),
    "reminders": reminders,
    "threshold_percent": lambda percent: f"{percent} %",
    "role": lambda role: str({MENTOR: _("mentors"), MENTEE: _("mentees")}[role]),
}


def warnings_of(webinar: Webinar, scope: Scope, program: Program) -> list[str]:
    """What speaks against the time of a session as it is now, a sentence each."""
    starts_at, zone = webinar.entry.starts_at, webinar.entry.time_zone
    said = warnings_in_words(queries.clashes(webinar, scope), program, starts_at)
    if rules.comes_twice(starts_at, zone):
        said.insert(
            0,
            str(
                _(
                    "The clocks in %(place)s show %(time)s twice that night, as they are put back."
                    " It begins the first time.",
                    place=place_of(zone),
                    time=clock_time(starts_at, zone),
                )
            ),
        )
    return said


def warnings_in_words(found: queries.Clashes, program: Program, starts_at: datetime) -> list[str]:
    """What speaks against a time, a sentence each."""
    said = []
    for one in found.of_host:
        when = span((one.starts_at, one.ends_at))
        said.append(
            _("Who leads it leads “%(title)s” then: %(span)s.", title=one.title, span=when)
            if one.title
            else _("Who leads it leads another session then: %(span)s.", span=when)
        )
    for one in found.of_audience:
        said.append(_elsewhere_words(one))
    for group, name in found.breaks:
        said.append(
            _("%(group)s has a break then: %(name)s.", group=group, name=name)
            if len(program.cohorts) > 1
            else _("The program has a break then: %(name)s.", name=name)
        )
    for zone, count in found.night:
        said.append(
            ngettext(
                "It is early or late for %(num)d person in %(place)s: it begins at %(time)s there.",
                "It is early or late for %(num)d people in %(place)s: it begins at %(time)s there.",
                count,
                place=place_of(zone),
                time=clock_time(starts_at, zone),
            )
        )
    return [str(one) for one in said]


def _elsewhere_words(one: queries.Taken) -> str:
    when = span((one.starts_at, one.ends_at))
    if one.title:
        return str(
            ngettext(
                "%(num)d person is in “%(title)s” then: %(span)s.",
                "%(num)d people are in “%(title)s” then: %(span)s.",
                one.people,
                title=one.title,
                span=when,
            )
        )
    return str(
        ngettext(
            "%(num)d person has something else in their calendar then: %(span)s.",
            "%(num)d people have something else in their calendar then: %(span)s.",
            one.people,
            span=when,
        )
    )


def told_of(webinar: Webinar) -> dict[str, Any]:
    """What the pages of a session say of it: its description as HTML, its language, and what it is about."""
    title = titles_of([webinar.course_id]).get(webinar.course_id, "") if webinar.course_id else ""
    return {
        "description": as_html(webinar.entry.description, line_by_line=True),
        "language": languages().get(webinar.language, webinar.language) if webinar.language else "",
        "subject": _subject_words(title, webinar.module),
    }


@dataclass(frozen=True)
class Chart:
    """The hours of one day, and for how many people it is by day."""

    day: date
    zone: str
    people: int
    with_hours: int
    """Of them, who said when they usually have time."""
    hours: Sequence[StartingAt]
    best: Sequence[StartingAt]
    minutes: int
    together: Together
    """The hours that suit everybody, where no single one does."""


def chart_for(form: WebinarForm, program: Program, cohort_id: int | None, *, at: datetime) -> Chart:
    """Of the day, zone, length and audience that the form has; where it has none, this day in a week."""
    zone = str(form.time_zone.data or "")
    if zone not in form.zones:
        zone = program.first_cohort.time_zone
    if "cohort_id" in form:
        groups = {cohort.id for cohort in program.cohorts}
        cohort_id = form.cohort_id.data if form.cohort_id.data in groups else cohort_id
    role = form.role.data if form.role.data in (MENTOR, MENTEE) else None
    length = form.minutes.data or rules.USUAL
    if not rules.SHORTEST <= length <= rules.LONGEST:
        length = rules.USUAL
    day = _day_of(form.starts_wall.data, zone, at=at)
    people = queries.listeners(program.id, cohort_id, role)
    hours = chart(day, zone, minutes=length, people=people)
    return Chart(
        day=day,
        zone=zone,
        people=len(people),
        with_hours=sum(bool(one.free) for one in people),
        hours=hours,
        best=best_of(hours),
        minutes=length,
        together=together(day, zone, minutes=length, people=people),
    )


def _day_of(wall: datetime | None, zone: str, *, at: datetime) -> date:
    if wall is not None:
        try:
            rules.check_reach(wall, at=at)
            meant(wall, zone, minutes=rules.USUAL)
        except RuleBroken as error:
            if error.code == "time.skipped":  # the day has other hours to choose from
                return wall.date()
        else:
            return wall.date()
    return (at.astimezone(ZoneInfo(zone)) + WEEK).date()
