"""The lines of the board in the reader's language. Many lines say the same: each process makes a sentence once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from mentortrain.insight.queries import Lacked, Line
from mentortrain.people.rules import first_name
from mentortrain.programs.rules import Timeline
from mentortrain.readiness.rules import LIVE_SESSION, Move, Outcome, in_time, whose_move, with_lacking
from mentortrain.readiness.words import left_of, session_about
from mentortrain.web.dates import minutes, short_day, zone_of_reader
from mentortrain.web.translations import found


class Said(NamedTuple):
    """What the cells of a line say."""

    state: str  # of the chip: whose move it is
    missing: str
    left: str  # empty: nothing to read
    earliest: str
    too_late: bool  # after pairing day


class Row(NamedTuple):
    """One line as the page shows it: nothing but words, so that two pages with the same lines are known to be so."""

    participation_id: int
    name: str
    email: str
    has_joined: bool
    move: str  # in a word
    said: Said


MOST_SAID = 2_000
"""In each process: what people lack, by the day on which they can be ready."""


@dataclass(frozen=True)
class Today:
    """The moment at which a board is read, for people of one group. Until the day ends, on the reader's calendar or
    on the group's, all moments of it are one: what is said of them is the same."""

    reader_zone: str
    reader_day: date
    group_zone: str
    group_day: date
    pairing_on: date
    at: datetime = field(compare=False)

    def is_too_late(self, moment: datetime) -> bool:
        """Whether a moment lies after the group's pairing day."""
        return moment.astimezone(ZoneInfo(self.group_zone)).date() > self.pairing_on


def rows(lines: Sequence[Line], timelines: Mapping[int, Timeline], *, at: datetime) -> tuple[Row, ...]:
    """Of one page, by id of the group: whether somebody is in time hangs on its dates."""
    language, zone = found(), zone_of_reader()
    reader_day = at.astimezone(ZoneInfo(zone)).date()
    today = {
        cohort_id: Today(zone, reader_day, each.time_zone, each.day_of(at), each.pairing_on, at)
        for cohort_id, each in timelines.items()
    }
    since = cache(short_day)
    made = []
    for participation_id, cohort_id, name, email, has_joined, ready_since, lacking, sessions in lines:
        if ready_since:
            move, cells = _ready(language, since(ready_since))
        else:
            move, cells = _said(language, today[cohort_id], lacking, sessions)
        made.append(Row(participation_id, name, email, has_joined, move or first_name(name, email), cells))
    return tuple(made)


@lru_cache(MOST_SAID)
def _said(
    _language: Any,  # of the words: a part of what they are kept by
    today: Today,
    lacking: str,
    sessions: tuple[Lacked, ...],
) -> tuple[str, Said]:
    """(whose move in a word, the cells); no word: the person's, whose name stands there then."""
    lacks = in_time(
        with_lacking(lacking),
        today.at,
        registered_for={one.course: one.registered_for for one in sessions if one.registered_for},
        next_open={one.course: one.next_open for one in sessions if one.next_open},
    )
    about = {one.course: one.title for one in sessions}
    missing, earliest = lacks.missing, lacks.earliest
    day = short_day(earliest) if earliest else ""
    state, word, move = "yours", "", whose_move(missing)
    if move is Move.STAFF:
        state, word = "waiting", _("you")
    elif move is Move.TIME and day:
        state, word = "today", _("on %(day)s", day=day)
    return word, Said(
        state,
        ", ".join([_left(one, about) for one in missing]),
        minutes(lacks.minutes_left) if lacks.minutes_left else "",
        day or _("once you schedule a session"),
        too_late=earliest is not None and today.is_too_late(earliest),
    )


def _left(outcome: Outcome, about: Mapping[str, str]) -> str:
    """`about`: titles of courses of which a live session is missing."""
    asked = outcome.requirement
    if asked.kind == LIVE_SESSION and asked.course:
        return session_about(about[asked.course])
    return left_of(asked.kind, outcome.total - outcome.done)


@lru_cache(MOST_SAID)
def _ready(_language: Any, since: str) -> tuple[str, Said]:
    return _("ready"), Said("done", _("nothing"), "", _("since %(day)s", day=since), too_late=False)
