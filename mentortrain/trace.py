"""What is being done right now: a number that follows it from the click to the mail server's answer.

A request, a job and a ticker's round each begin a `Work`. Log lines carry its trace; statements are counted in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import getrandbits
from time import perf_counter

# Shorter than a token of ours, so that no log takes one for the other and hides it.
_WELL_FORMED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{6,34})[A-Za-z0-9]")


@dataclass(slots=True)
class Work:
    """One request, job or round."""

    trace: str = ""
    doing: str = ""
    """An endpoint, or the name of a job or task."""
    statements: int = 0
    """Sent to the database so far."""
    in_database: float = 0.0
    """Seconds spent there so far."""
    began: float = field(default_factory=perf_counter)


_NONE = Work()
_current: ContextVar[Work] = ContextVar("work", default=_NONE)


def begin(doing: str, trace: str = "", *, since: float | None = None) -> Work:
    """From now on this thread does `doing`, under `trace` or a new one; `since`, by `perf_counter`, where it waited
    for its turn."""
    work = Work(trace or new(), doing, began=perf_counter() if since is None else since)
    _current.set(work)
    return work


def go_on(work: Work) -> None:
    """From now on this thread does what was begun before."""
    _current.set(work)


def end() -> None:
    """Nothing is done any more."""
    _current.set(_NONE)


def current() -> Work:
    """What is being done; an empty one between two works, in which nothing is to be counted."""
    return _current.get()


@contextmanager
def doing(what: str, trace: str = "") -> Iterator[Work]:
    """Do `what` inside the block, under `trace`, else the one there is, else a new one."""
    outer = _current.get()
    work = Work(trace or outer.trace or new(), what)
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)
        if outer is not _NONE:
            outer.statements += work.statements
            outer.in_database += work.in_database


def new() -> str:
    """A number that nobody else has: 16 hex digits, short enough to be read out."""
    # No secret, so the system is not asked for it at each request. Python begins anew after a fork.
    return f"{getrandbits(64):016x}"


def is_well_formed(given: str) -> bool:
    """Whether a trace from outside can be taken over: 8 to 36 letters, digits and hyphens."""
    return _WELL_FORMED.fullmatch(given) is not None
