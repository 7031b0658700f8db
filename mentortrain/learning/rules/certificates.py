"""Certificates: their numbers, whether one is due, and whether one holds."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What numbers are made of: 31 signs, none of which is read as another (no 0 and O, no 1, I and L)."""
RANDOM_SIGNS = 7
"""27 thousand million numbers: at 30 tries a minute nobody finds somebody else's."""
PREFIX = "MT"


class Standing(Enum):
    """What a certificate is worth at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


def number_of(chosen: Sequence[int]) -> str:
    """The number with these seven signs (0 to 30 each) and its check character: MT-7K3F-9Q2M."""
    signs = "".join(SIGNS[value] for value in chosen)
    signs += SIGNS[_weighed(chosen)]
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}"


def number_in(typed: str) -> str | None:
    """The number that somebody typed, whatever the spaces, dashes and capitals; None if none is like that.

    The check character finds every single wrong sign and every two that changed places: 31 is a prime, and each
    place weighs something else.
    """
    signs = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper().removeprefix(PREFIX)
    if len(signs) != RANDOM_SIGNS + 1 or any(sign not in SIGNS for sign in signs):
        return None
    values = [SIGNS.index(sign) for sign in signs]
    if _weighed(values[:-1]) != values[-1]:
        return None
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}"


def _weighed(values: Sequence[int]) -> int:
    # Places weigh 2 to 8 and the check character 1, taken away: all differ, and none is 0.
    return sum(place * value for place, value in enumerate(values, start=2)) % len(SIGNS)


def expiry(issued_at: datetime, months: int | None) -> datetime | None:
    """The same day so many months later (the last one of a shorter month); None: it does not expire."""
    if not months:
        return None
    year, month = divmod(issued_at.month - 1 + months, 12)
    year, month = issued_at.year + year, month + 1
    day = min(issued_at.day, calendar.monthrange(year, month)[1])
    return issued_at.replace(year=year, month=month, day=day)


def standing_of(expires_at: datetime | None, revoked_at: datetime | None, *, at: datetime) -> Standing:
    """Revoked is revoked, also afterwards; it is valid until the moment at which it expires."""
    if revoked_at is not None:
        return Standing.REVOKED
    if expires_at is not None and at >= expires_at:
        return Standing.EXPIRED
    return Standing.VALID


SOON = timedelta(days=30)
"""So long before a certificate ends its person is told."""


def ends_soon(expires_at: datetime | None, *, at: datetime) -> bool:
    """Whether a certificate that holds ends within the next 30 days."""
    return expires_at is not None and at < expires_at <= at + SOON


def is_renewed_by_reading(read_at: Sequence[datetime], ended_at: datetime) -> bool:
    """Of a course that is nothing but lessons: whether each of them was read again since its certificate ended."""
    return bool(read_at) and min(read_at) > ended_at


def is_due(*, complete: bool, ended_at: datetime | None, learned_at: datetime) -> bool:
    """Whether somebody without a valid certificate gets one: the course is complete, and of who has had one that
    ended (expired or revoked at `ended_at`), something of the course was passed since."""
    return complete and (ended_at is None or learned_at > ended_at)
