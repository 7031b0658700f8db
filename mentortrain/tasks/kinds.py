"""What kinds of tasks there are. Features register theirs in a module `tasks.py`; the factory wires them.

A kind is *found*, by a query that is the truth: its tasks come and vanish with their cause. Or it is *raised*, by
an action that calls `actions.raise_task` and, when it is settled, `actions.settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mentortrain.programs.rules import Scope

THEIRS, OURS = "person", "staff"
"""Whose move it is: the person's, whom a word would help; or staff's own."""


@dataclass(frozen=True)
class Case:
    """One task as its kind's words are made of it."""

    task_id: int
    program_id: int | None
    program: str
    person_id: int | None
    first_name: str
    thing_id: int | None
    since: datetime
    days: int
    """Whole days since then."""
    detail: Any
    """What `details` of its kind found of its thing; None where there is nothing."""


def _no_details(thing_ids: Collection[int]) -> Mapping[int, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of task."""

    code: str  # <feature>.<what>, as in programs.not_come
    title: Any
    """In a few words, for the record: "Invited and did not come"."""
    why: Callable[[Case], str]
    """A sentence to staff: what waits."""
    move: str
    """THEIRS or OURS."""
    deed: Any
    """What the link says: "Mark who was there"."""
    url: Callable[[Case], str]
    message: Callable[[Case], str] | None = None
    """Words to the person, to be copied; made in their language."""
    find: Callable[[datetime], Any] | None = None
    """moment -> a Select of `occasion` (text), `program_id`, `cohort_id`, `person_id`, `thing_id` and `since`: one
    row for each task there should be, and the same occasion for the same cause. None: it is raised."""
    details: Callable[[Collection[int]], Mapping[int, Any]] = _no_details
    """Thing ids -> what the words need of them, with one statement."""
    seen_by: Callable[[Any, bool], Any] | None = None
    """(what stands for the person's id, whether an administrator) -> a condition on `Task` for those they may see.
    It is asked once, not for each reader. None: whoever sees the tasks of the program and of the person's group."""


@dataclass(frozen=True)
class Coming:
    """What is next, for a page on which nothing waits."""

    day: date
    words: str
    url: str


@dataclass(frozen=True)
class Reach:
    """How to reach somebody beside the mail."""

    phone: str
    """As any phone can dial it."""
    shown: str
    """As people read it."""
    chat_url: str
    """Opens a conversation with them; empty where the number can only be called."""
    liked: str = ""
    """How they like to be reached, in words; empty: by mail."""


_kinds: dict[str, Kind] = {}

coming_from: list[Callable[[Collection[Scope], datetime], Sequence[Coming]]] = []
"""(what somebody is shown, moment) -> what comes next in them: features say what they know."""

reach_from: list[Callable[[Collection[int]], Mapping[int, Reach]]] = []
"""Person ids -> how to reach them."""


def register(*kinds: Kind) -> None:
    """Make kinds known. ValueError if a code stands for another one."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"There are two kinds of tasks with the code {kind.code!r}.")


def kind_named(code: str) -> Kind | None:
    """The registered kind; None if no feature knows it any more."""
    return _kinds.get(code)


def every() -> tuple[Kind, ...]:
    """All that are registered, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
