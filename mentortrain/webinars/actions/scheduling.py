"""Scheduling sessions, changing them and calling them off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentortrain.agenda import actions as agenda
from mentortrain.agenda.queries import locked
from mentortrain.agenda.rules import USUAL_REMINDERS, meant
from mentortrain.audit.rules import changes
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs.events import record_training
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import queries, rules
from mentortrain.webinars.actions.defaults import take_over_default
from mentortrain.webinars.actions.deriving import derive
from mentortrain.webinars.actions.holding import held, record_deed
from mentortrain.webinars.actions.joining import forget_joins
from mentortrain.webinars.actions.leading import set_co_hosts, tell_leaders
from mentortrain.webinars.actions.line import end_line, move_up, tell_line_moved
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import WEBINAR

FURTHER = ("language", "meeting_code", "passcode", "dial_in", "course_id", "module")
"""Columns that a session may have beside what every one needs."""
DOORS = ("meeting_url", "meeting_code", "passcode", "dial_in")
UNSAID = ("description", "host_name", "host_id", "co_hosts", "cohort_id", "role", "course_id", *DOORS)
"""Of these the record says that they changed, not how: long, a person, the door of the meeting, a number."""


@dataclass(frozen=True)
class Edited:
    """What an edit did."""

    moved: bool
    changed: Mapping[str, tuple[Any, Any]]
    """(before, after) of each field that is other now."""


def schedule(
    program: Program,
    *,
    title: str,
    description: str,
    starts_wall: datetime,
    time_zone: str,
    minutes: int,
    host_name: str,
    meeting_url: str,
    kind: str = WEBINAR,
    cohort_id: int | None = None,
    host_id: int | None = None,
    co_hosts: Collection[int] = (),
    reminders: Collection[int] = USUAL_REMINDERS,
    capacity: int | None = None,
    role: str | None = None,
    threshold_percent: int = rules.USUAL_PERCENT,
    topic: str | None = None,
    draft: bool = False,
    at: datetime,
    **further: Any,
) -> Webinar:
    """A new session. `starts_wall` is what the clocks of `time_zone` show at its start (naive).

    It is for one group of the program or for all, and for one role or for both. `host_id` is who of the staff leads it,
    `co_hosts` are ids of participants and others of the staff who do so as well: all of them are mailed so.
    `capacity` is its places; None: as many as come.
    Who is expected is reminded so many minutes before (`reminders`). `further` is any of FURTHER. A `draft` is seen by
    staff alone until it is published.

    Nobody else is mailed. RuleBroken `time.skipped`, `webinar.in_the_past`, `webinar.too_far`, `webinar.length`,
    `webinar.threshold`, `webinar.meeting_url`, `webinar.capacity`.
    """
    rules.check_length(minutes)
    rules.check_capacity(capacity)
    rules.check_threshold(threshold_percent)
    rules.check_meeting_url(meeting_url)
    rules.check_reach(starts_wall, at=at)
    when = meant(starts_wall, time_zone, minutes=minutes)
    rules.check_start(when.starts_at, at=at)
    entry = agenda.add_entry(
        program_id=program.id, title=title, description=description, when=when, reminders=reminders, at=at
    )
    webinar = Webinar(
        program_id=program.id,
        entry=entry,
        host_name=host_name,
        meeting_url=meeting_url,
        kind=kind,
        cohort_id=cohort_id,
        host_id=host_id,
        capacity=capacity,
        role=role,
        threshold_percent=threshold_percent,
        topic=topic or None,
        created_at=at,
        drafted_at=at if draft else None,
        **_further(further),
    )
    session.add(webinar)
    session.flush()
    agenda.lead_to(entry, rules.page_path(program.id, webinar.id))
    set_co_hosts(webinar, co_hosts, at=at)
    tell_leaders(webinar, at=at)
    take_over_default(webinar, at=at)
    record_deed(
        "webinar.drafted" if draft else "webinar.scheduled",
        webinar,
        {"starts_at": entry.starts_at.isoformat(), "minutes": entry.minutes, "time_zone": entry.time_zone},
        at=at,
    )
    return webinar


def publish(webinar: Webinar, *, at: datetime) -> bool:
    """Let people see a draft and register for it; only who leads it is mailed. False if they see it already.

    RuleBroken `webinar.cancelled`, and `webinar.in_the_past` for one whose time has come.
    """
    entry = held(webinar)
    if not webinar.is_draft:
        return False
    if entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    rules.check_start(entry.starts_at, at=at)
    webinar.drafted_at = None
    tell_leaders(webinar, at=at)
    agenda.raise_program(webinar.program_id, at=at)  # feeds of staff have it from now on
    record_deed("webinar.published", webinar, {"starts_at": entry.starts_at.isoformat()}, at=at)
    return True


def discard(webinar: Webinar, *, at: datetime) -> None:
    """A draft goes for good. RuleBroken `webinar.published` for what people may know already: that is cancelled."""
    entry = held(webinar)
    if not webinar.is_draft:
        raise RuleBroken("webinar.published")
    record_deed("webinar.discarded", webinar, {}, at=at)
    agenda.drop_entry(entry)


def edit(
    webinar: Webinar,
    *,
    title: str,
    description: str,
    starts_wall: datetime,
    time_zone: str,
    minutes: int,
    host_name: str,
    meeting_url: str,
    cohort_id: int | None,
    host_id: int | None,
    co_hosts: Collection[int] | None = None,
    reminders: Collection[int],
    capacity: int | None = None,
    role: str | None = None,
    threshold_percent: int | None = None,
    topic: str | None = None,
    at: datetime,
    **further: Any,
) -> Edited:
    """Change a session. If it moves, who is expected is mailed, and who waits for a place; other words just show.
    Whoever leads it from now on, or no more, is mailed too. `co_hosts` stay where None; of `further` (any of FURTHER)
    what is left out stays.

    With more places, who is first in line moves up and is mailed. With fewer, nobody loses theirs.
    Another `threshold_percent` counts at once for everybody who was there.

    RuleBroken as `schedule`, `webinar.cancelled`, and `webinar.begun`: what has begun keeps its time.
    """
    entry = held(webinar)
    if entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    rules.check_length(minutes)
    rules.check_capacity(capacity)
    if threshold_percent is None:
        threshold_percent = webinar.threshold_percent
    rules.check_threshold(threshold_percent)
    rules.check_meeting_url(meeting_url)
    if starts_wall != datetime.fromisoformat(entry.wall_start):
        rules.check_reach(starts_wall, at=at)
    when = meant(starts_wall, time_zone, minutes=minutes)
    if (when.starts_at, when.ends_at) != (entry.starts_at, entry.ends_at):
        if entry.starts_at <= at:
            raise RuleBroken("webinar.begun")
        rules.check_start(when.starts_at, at=at)
    before, was = _seen(webinar), (entry.starts_at, entry.ends_at)
    webinar.host_name, webinar.meeting_url = host_name, meeting_url
    webinar.cohort_id, webinar.host_id = cohort_id, host_id
    webinar.capacity, webinar.role = capacity, role
    webinar.threshold_percent, webinar.topic = threshold_percent, topic or None
    for name, value in _further(further).items():
        setattr(webinar, name, value)
    agenda.reword_entry(entry, title=title, description=description, at=at)
    agenda.set_reminders(entry, reminders, at=at)
    moved = agenda.move_entry(entry, when, at=at)
    if co_hosts is not None:
        set_co_hosts(webinar, co_hosts, at=at)
    tell_leaders(webinar, at=at)
    if not webinar.is_draft:
        move_up(webinar, at=at)
    if moved:
        forget_joins(webinar)
        tell_line_moved(webinar, was, at=at)
    after = _seen(webinar)
    changed = changes(before, after, unsaid=UNSAID)
    if changed:
        agenda.raise_program(webinar.program_id, at=at)  # who leads it, or for whom it is
        record_deed("webinar.moved" if moved else "webinar.edited", webinar, {"changed": changed}, at=at)
    if "threshold_percent" in changed:
        derive(webinar, queries.word_givers(webinar.id), by=None, at=at)
    if {"threshold_percent", "course_id"} & changed.keys():  # it may count otherwise for who was there
        record_training(list(queries.attendance_of(webinar.id, Scope.whole(webinar.program_id))), at)
    return Edited(moved, {name: (before[name], after[name]) for name in after if before[name] != after[name]})


def cancel(webinar: Webinar, *, reason: str, at: datetime) -> bool:
    """Call a session off; who is expected gets a mail with the reason. False if it is off already.

    RuleBroken `webinar.past`.
    """
    entry = locked(webinar.entry_id)
    if entry.is_cancelled:
        return False
    if entry.ends_at <= at:
        raise RuleBroken("webinar.past")
    webinar.cancelled_at, webinar.cancel_reason = at, reason
    done = agenda.cancel_entry(entry, reason=reason, at=at)
    end_line(webinar, at=at)
    record_deed("webinar.cancelled", webinar, {}, at=at)
    everybody = Scope.whole(webinar.program_id)
    record_training(
        list(queries.attendance_of(webinar.id, everybody)), at
    )  # marks in what is off count for nothing
    return done


def _further(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same, checked to be of FURTHER."""
    unknown = given.keys() - set(FURTHER)
    if unknown:
        raise TypeError(f"a session has no {', '.join(sorted(unknown))}")
    return dict(given)


def _seen(webinar: Webinar) -> dict[str, Any]:
    """What the record compares."""
    entry = webinar.entry
    return {
        "title": entry.title,
        "starts_at": entry.starts_at,
        "minutes": entry.minutes,
        "time_zone": entry.time_zone,
        "reminders": entry.reminders,
        "capacity": webinar.capacity,
        "threshold_percent": webinar.threshold_percent,
        "topic": webinar.topic,
        "language": webinar.language,
        "module": webinar.module,
        "co_hosts": [one.id for one in queries.co_hosts_of(webinar.id)],
    } | {
        field: getattr(entry if field == "description" else webinar, field)
        for field in UNSAID
        if field != "co_hosts"
    }
