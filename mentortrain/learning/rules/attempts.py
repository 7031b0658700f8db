"""Goes at a quiz: when one may begin and must end, what it asks, and in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from mentortrain.learning.rules.settings import AVERAGE, LAST, Draw, QuizSettings

GRACE = timedelta(seconds=20)
"""After its deadline an answer is still in time: a poor network takes so long."""
LATE_FOR = timedelta(days=7)
"""So long after its deadline a phone that was without a network may still bring what was typed."""
IN_TIME, LATE, AFTER_REVIEW, OLDER = "in-time", "late", "after-review", "older"
"""What became of an answer that was saved. The last two are kept and do not stand."""
WAITING, NONE_LEFT, BEING_READ = "waiting", "none-left", "being-read"


def shuffled(count: int, seed: int, slot: int) -> list[int]:
    """The positions 0 to count - 1 in an order that `seed` and `slot` decide, the same on every machine.

    By SHA-256, because the `random` module promises the same shuffle only within one version of Python.
    """

    def place(position: int) -> bytes:
        return hashlib.sha256(f"{seed}:{slot}:{position}".encode()).digest()

    return sorted(range(count), key=place)


def drawn(categories: Sequence[str], settings: QuizSettings, seed: int) -> list[int]:
    """Which questions an attempt asks, as their numbers from 1 in the order in which it asks them.

    `categories` are those of all questions in the author's order. The seed decides which and, if they are
    shuffled, in which order. Where a category has too few, all of it is asked.
    """
    order = [number + 1 for number in shuffled(len(categories), seed, 0)]
    chosen: set[int] = set(order) if not settings.draw else set()
    for draw in settings.draw:
        chosen |= set(_of(draw, order, categories, chosen))
    return [number for number in order if number in chosen] if settings.shuffle else sorted(chosen)


def _of(draw: Draw, order: Sequence[int], categories: Sequence[str], taken: Collection[int]) -> list[int]:
    fitting = [
        number for number in order if number not in taken and draw.category in (None, categories[number - 1])
    ]
    return fitting[: draw.count]


@dataclass(frozen=True)
class NotNow:
    """Why an attempt cannot begin: WAITING until `opens_at`, NONE_LEFT, or BEING_READ by staff."""

    reason: str
    opens_at: datetime | None = None


def may_start(
    ended: Sequence[datetime], settings: QuizSettings, at: datetime, *, being_read: bool = False
) -> NotNow | None:
    """None if another attempt may begin; `ended` says when those before were handed in.

    While staff read one that may still pass, no other begins: nobody writes twice what was enough.
    """
    if being_read:
        return NotNow(BEING_READ)
    if settings.attempts and len(ended) >= settings.attempts:
        return NotNow(NONE_LEFT)
    opens_at = max(ended) + timedelta(minutes=settings.wait_minutes) if ended else at
    return NotNow(WAITING, opens_at) if opens_at > at else None


@dataclass(frozen=True)
class Extra:
    """Extra time of one person: so many percent of each limit, and so many minutes."""

    percent: int = 0
    minutes: int = 0


def deadline(started_at: datetime, limit_minutes: int | None, extra: Extra = Extra()) -> datetime | None:
    """When an attempt must be handed in; None where there is no limit. The extra is rounded up to seconds."""
    if limit_minutes is None:
        return None
    extra_seconds = -(-limit_minutes * 60 * extra.percent // 100) + extra.minutes * 60
    return started_at + timedelta(minutes=limit_minutes, seconds=extra_seconds)


def is_late(deadline_at: datetime | None, at: datetime) -> bool:
    """Whether what is saved at this moment came after the deadline and the grace that a network gets."""
    return deadline_at is not None and at > deadline_at + GRACE


def takes_late(deadline_at: datetime | None, at: datetime) -> bool:
    """Whether an answer that is late is kept, for staff to decide."""
    return deadline_at is not None and is_late(deadline_at, at) and at <= deadline_at + LATE_FOR


@dataclass(frozen=True)
class Go:
    """An attempt at a quiz, as joining two accounts of one person needs to know it."""

    id: int
    started_at: datetime
    is_open: bool
    answered: int


def in_order(goes: Collection[Go]) -> tuple[dict[int, int], frozenset[int]]:
    """({id: number from 1, by when they started}, ids of those that go): of the open ones stays the one with the
    most answers, of equals the later one."""
    open_ones = [go for go in goes if go.is_open]
    stays = max(open_ones, key=lambda go: (go.answered, go.started_at, go.id), default=None)
    over = frozenset(go.id for go in open_ones if go is not stays)
    left = sorted((go for go in goes if go.id not in over), key=lambda go: (go.started_at, go.id))
    return {go.id: number for number, go in enumerate(left, start=1)}, over


def first_unanswered(asked: Sequence[int], answered: Mapping[int, object] | Collection[int]) -> int | None:
    """Of the questions asked, by their numbers, the first without an answer; None if all have one."""
    return next((slot for slot in asked if slot not in answered), None)


def worth(scores: Sequence[Fraction], grading: str) -> Fraction:
    """What several attempts are worth together; `scores` stand in the order of the attempts, at least one."""
    if grading == LAST:
        return scores[-1]
    if grading == AVERAGE:
        return sum(scores, Fraction()) / len(scores)
    return max(scores)
