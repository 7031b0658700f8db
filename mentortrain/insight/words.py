"""The lines of the board in the reader's language. Many lines say the same: each sentence is made once a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from flask_babel import gettext as _

from mentortrain.insight.queries import Line
from mentortrain.programs.rules import Timeline
from mentortrain.readiness.rules import Move, Readiness, whose_move
from mentortrain.readiness.words import missing
from mentortrain.web.dates import minutes, short_day


class Said(NamedTuple):
    """What the cells say of somebody who is not ready."""

    state: str  # of the chip: whose move it is
    move: str  # in a word; empty: the person's, whose name stands there then
    missing: str
    left: str  # empty: nothing to read
    earliest: str  # empty: nobody can say
    too_late: bool  # after pairing day


class Row(NamedTuple):
    """One line as the page shows it."""

    line: Line
    said: Said | None  # None: ready
    since: str  # the day, of who is ready


def rows(lines: Sequence[Line], timelines: Mapping[int, Timeline]) -> list[Row]:
    """Of one page. Whether somebody is in time hangs on the dates of their group."""

    @cache
    def day(at: datetime) -> str:
        return short_day(at)

    known: dict[
        tuple[int, int], Said
    ] = {}  # by the object, which many lines share: comparing takes longer than saying

    def said(readiness: Readiness, cohort_id: int) -> Said:
        key = id(readiness), cohort_id
        if key not in known:
            known[key] = say(readiness, timelines[cohort_id])
        return known[key]

    def say(readiness: Readiness, timeline: Timeline) -> Said:
        earliest, state, word = readiness.earliest, *_move(readiness)
        return Said(
            state,
            word,
            ", ".join(map(missing, readiness.missing)),
            minutes(readiness.minutes_left) if readiness.minutes_left else "",
            day(earliest) if earliest else "",
            too_late=earliest is not None and timeline.days_to_pairing(earliest) < 0,
        )

    return [
        Row(line, None, day(line.ready_since))
        if line.ready_since
        else Row(line, said(line.readiness, line.cohort_id), "")
        for line in lines
    ]


def once() -> Callable[[Callable[[Any], str], Any], str]:
    """For one page: a macro of what it is given, called once for all lines that say the same."""

    @cache
    def cells(macro: Callable[[Any], str], said: Any) -> str:
        return macro(said)

    return cells


def _move(readiness: Readiness) -> tuple[str, str]:
    move, earliest = whose_move(readiness.missing), readiness.earliest
    if move is Move.STAFF:
        return "waiting", _("you")
    if move is Move.TIME and earliest:
        return "today", _("on %(day)s", day=short_day(earliest))
    return "yours", ""
