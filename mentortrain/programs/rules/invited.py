"""What has become of an invitation, and what staff may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, SENT, BOUNCED, OPENED, JOINED = "waiting", "sent", "bounced", "opened", "joined"
STATES = (BOUNCED, WAITING, SENT, OPENED, JOINED)
"""Those first about whom somebody must do something."""

PAUSE = timedelta(days=2)
"""Between two invitations to one person."""

HANDED_LINK_LASTS = timedelta(hours=24)
"""A sign-in link that staff pass on by WhatsApp: until tomorrow, and once."""


@dataclass(frozen=True)
class Mailed:
    """The newest invitation mail to somebody: what the outbox says of it."""

    id: int
    status: str
    reason: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class State:
    """What has become of an invitation, since when, and why where it did not arrive."""

    name: str
    since: datetime
    why: str = ""


def state_of(
    *, invited_at: datetime, joined_at: datetime | None, seen_at: datetime | None, mailed: Mailed | None
) -> State:
    """The furthest that an invitation has come. `seen_at` is when the person last was on the site."""
    if joined_at is not None:
        return State(JOINED, joined_at)
    if seen_at is not None and seen_at >= invited_at:
        return State(OPENED, seen_at)
    if mailed is None:
        return State(WAITING, invited_at)
    if mailed.status in ("failed", "dropped"):
        return State(BOUNCED, mailed.created_at, mailed.reason)
    if mailed.sent_at is not None:
        return State(SENT, mailed.sent_at)
    return State(WAITING, mailed.created_at, mailed.reason)


def may_send_again(state: State, mailed: Mailed | None, *, at: datetime) -> bool:
    """Whether somebody who did not come may be written to again now: not twice within two days."""
    if state.name == JOINED or mailed is None:
        return False
    return state.name in (SENT, BOUNCED, OPENED) and mailed.created_at <= at - PAUSE
