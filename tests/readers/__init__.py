"""Calendar programs that are not ours, and what they understand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Read:
    """One event as a reader understood it; its moments in UTC."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    status: str
    title: str
