"""One deed for many people: what there is, who may, and who is left out of it and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

MOVE, INVITE, SESSION, LEAVE, WITHDRAW = "move", "invite", "session", "leave", "withdraw"
EXPORT = "export"
"""Done at once: a file."""

CAPABILITIES = {
    MOVE: "person.withdraw",
    INVITE: "invitation.send",
    SESSION: "webinar.edit",
    LEAVE: "person.withdraw",
    WITHDRAW: "person.withdraw",
}
"""What somebody needs for each: the same as for one person alone."""

KINDS = tuple(CAPABILITIES)
ASKS_FIRST = frozenset(KINDS) - {INVITE}
"""Those that need a group, a session, days or a reason before they can be looked over."""

CHOSEN, READ, RUNNING, DONE = "chosen", "read", "running", "done"
"""The states: people are chosen; it is shown what would happen; it is being done; all of it is settled."""

WAITING, DID, LEFT_OUT = "waiting", "did", "left out"
"""What became of one of its people."""

AT_ONCE = STEP = 100
"""People who are seen to while somebody waits for the page; of more, so many with each step of a job."""

MOST = 20_000
MOST_TICKED = 1000

STANDS_STILL_AFTER = timedelta(seconds=60)
"""No step for so long: the worker was ended, and another one goes on."""

PREVIEWS_KEPT = 5
"""That one person has not confirmed in a program: older ones go."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a verdict on one participation rests on."""

    participation_id: int
    person_id: int
    cohort_id: int
    is_shown: bool
    """To whoever does it: somebody limited to a group leaves the others alone."""
    has_left: bool
    has_address: bool
    is_away: bool = False
    """On the day that counts: today, or that of the session."""
    has_joined: bool = False
    was_mailed: bool = False
    may_be_mailed: bool = False
    overlaps: bool = False
    """Some of the days are leave already."""
    is_known: bool = False
    """Invited to the session, registered for it, or withdrawn from it."""
    fits: bool = True
    """The session is for their group."""


def verdict(kind: str, one: Chosen, details: Mapping[str, Any]) -> str:
    """Why somebody is left out, as a code; empty for who is not."""
    if one.has_left:
        return "left"
    if not one.is_shown:
        return "elsewhere"
    if kind == MOVE:
        return "there" if one.cohort_id == details["group"] else ""
    if kind == LEAVE:
        return "overlaps" if one.overlaps else ""
    if kind == INVITE:
        return _not_invited(one)
    return _not_asked(one) if kind == SESSION else ""


def _not_invited(one: Chosen) -> str:
    if one.has_joined:
        return "joined"
    if not one.has_address:
        return "no_address"
    if one.is_away:
        return "away"
    if one.may_be_mailed:
        return ""
    return "lately" if one.was_mailed else "waits"


def _not_asked(one: Chosen) -> str:
    if not one.fits:
        return "other_group"
    if one.is_known:
        return "known"
    if not one.has_address:
        return "no_address"
    return "away" if one.is_away else ""


def digest_of(ids: Collection[int], details: Mapping[str, Any]) -> str:
    """Of whom and what: whoever confirms says with it what they saw."""
    seen = json.dumps([sorted(ids), dict(details)], sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()
