"""How a quiz is taken: what its author decides beside the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from mentortrain.learning.gift import DESCRIPTION, ESSAY

DEFERRED, IMMEDIATE = "deferred", "immediate"
BEST, LAST, AVERAGE = "best", "last", "average"
ALWAYS, AFTER_PASSING, SCORE_ONLY = "always", "after-passing", "score"
KEPT, GRADED = "kept", "graded"

CHOICES = {
    "feedback": (DEFERRED, IMMEDIATE),
    "grading": (BEST, LAST, AVERAGE),
    "review": (ALWAYS, AFTER_PASSING, SCORE_ONLY),
    "essays": (KEPT, GRADED),
}
"""The settings that are one word of several."""


@dataclass(frozen=True)
class Draw:
    """So many questions by chance out of those of a category; out of all of them without one."""

    count: int
    category: str | None = None


@dataclass(frozen=True)
class QuizSettings:
    """As published with a version of the quiz; what somebody began with holds until they hand in."""

    attempts: int = 0  # how many are allowed; 0: any number
    wait_minutes: int = 10  # from handing in to the next start
    time_limit_minutes: int | None = None
    shuffle: bool = False  # the questions; the answers of a choice always are
    draw: tuple[Draw, ...] = ()  # empty: every question is asked
    feedback: str = DEFERRED
    grading: str = BEST  # which percent several attempts are worth
    review: str = ALWAYS  # when answers and what is said to them are shown
    essays: str = KEPT  # shown again only, or read and marked by staff

    def counts(self, kind: str) -> bool:
        """Whether a question of this kind is scored."""
        return kind != DESCRIPTION and (kind != ESSAY or self.essays == GRADED)

    def asks(self, questions: int) -> int:
        """How many of so many questions an attempt asks."""
        return min(sum(draw.count for draw in self.draw), questions) if self.draw else questions

    def changed(self) -> dict[str, Any]:
        """What is other than usual, as it is stored."""
        usual, mine = asdict(USUAL), asdict(self)
        return {name: value for name, value in mine.items() if value != usual[name]}

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> QuizSettings:
        """From what `changed` made; what a later version of the site stored beside it is left out."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in (stored or {}).items() if name in known}
        values["draw"] = tuple(Draw(**each) for each in values.get("draw", ()))
        return cls(**values)


USUAL = QuizSettings()
