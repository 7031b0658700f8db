"""For how long somebody was at a session, of what is known of their coming and going."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mentortrain.webinars.rules import CLOSES_AFTER, OPENS_BEFORE


@dataclass(frozen=True)
class Stay:
    """From when to when somebody was there, or only for how long. Moments are aware."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seconds: int | None = None
    """With moments: the most that counts between them, for who went out meanwhile. Without: all that is known."""


def minutes_there(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes at a session: what overlaps counts once, and nobody was there for longer than it lasted.

    Time counts while the door is open: who talks on after the end has stayed. Of several lengths without times the
    longest counts, as two devices of one person may well have been there at once.
    """
    opens, closes = starts_at - OPENS_BEFORE, ends_at + CLOSES_AFTER
    spans: list[tuple[datetime, datetime]] = []
    most, bare = 0.0, 0.0
    for stay in stays:
        if stay.starts_at is None or stay.ends_at is None:
            bare = max(bare, stay.seconds or 0)
            continue
        begin, end = max(stay.starts_at, opens), min(stay.ends_at, closes)
        if begin >= end:
            continue
        spans.append((begin, end))
        length = (end - begin).total_seconds()
        most += length if stay.seconds is None else min(length, stay.seconds)
    seconds = max(bare, min(_union(spans), most))
    return int(min(seconds, (ends_at - starts_at).total_seconds()) // 60)


def _union(spans: list[tuple[datetime, datetime]]) -> float:
    total, until = 0.0, None
    for begin, end in sorted(spans):
        if until is None or begin > until:
            total, until = total + (end - begin).total_seconds(), end
        elif end > until:
            total, until = total + (end - until).total_seconds(), end
    return total
