"""Staff read an essay and mark it. Races are settled by the database."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.errors import RuleBroken
from mentortrain.learning.actions.attempts import keep_result
from mentortrain.learning.models import Answer, Attempt
from mentortrain.mail.actions import post
from mentortrain.people import queries as people
from mentortrain.programs.models import Participation

ESSAYS_READ = "learning.essays_read"
"""The mail that tells somebody so."""


def mark_essay(
    part: Participation, answer: Answer, *, percent: int, comment: str, seen: str, by: int, at: datetime
) -> None:
    """Give an essay `percent` (0 to 100) and a comment, or others than before; the result follows by the usual rules.

    The essay is one that `queries.essay_in` has found in this transaction. `seen` is `version_of` the mark as it
    stood on the page. Refused: `learning.marked` if somebody was faster. When the last essay of the attempt is
    read, its person is told by mail, once; a mark that is changed later tells nobody.
    """
    if version_of(answer) != seen:
        raise RuleBroken("learning.marked")
    attempt, before = answer.attempt, answer.attempt.unread
    answer.mark, answer.mark_comment = percent, comment
    answer.marked_by_id, answer.marked_at = by, at
    keep_result(attempt, at=at)
    if before and not attempt.unread:
        _tell(attempt, at)
    record(
        "quiz.essay_marked",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        details={"attempt": attempt.id, "percent": percent},
        by=by,
        at=at,
    )


def version_of(answer: Answer) -> str:
    """Which mark of an essay a page shows; empty for none."""
    return answer.marked_at.isoformat() if answer.marked_at else ""


def _tell(attempt: Attempt, at: datetime) -> None:
    person = people.with_id(attempt.person_id)
    marked = sum(1 for answer in attempt.answers if answer.mark is not None)
    if person is not None:
        post(
            kind=ESSAYS_READ,
            key=f"{ESSAYS_READ}:{attempt.id}:{marked}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"id": attempt.id},
            at=at,
        )
