"""A mark that a change has put behind asks staff before anything is sent."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.programs import events, queries
from mentortrain.programs.models import Cohort, MarkAnswer
from mentortrain.programs.rules import SEND, SKIP, Timeline


def ask_what_was_passed(cohort: Cohort, before: Timeline | None, *, at: datetime) -> None:
    """After a group's dates have become what they are: ask for each mark whose mails would go because of that.

    `before` is what the dates were; None for a group that is new, or whose clocks have stood still. A mark that
    was due before as well goes as it would have gone. One that lies ahead again is asked no more; what was
    answered with "skip" is never asked again and never sent.
    """
    now = cohort.timeline
    for sounding in events.soundings:
        asked = queries.mark_answer(cohort.id, sounding.mark)
        is_due = sounding.is_due(now, at)
        was_due = before is not None and sounding.is_due(before, at)
        if not is_due and asked and asked.answer != SKIP:
            session.delete(asked)
        elif is_due and not was_due and sounding.mails(cohort, at):
            if asked is None:
                insert_new(MarkAnswer, cohort_id=cohort.id, mark=sounding.mark, asked_at=at)
            elif asked.answer == SEND:
                asked.answer, asked.asked_at, asked.answered_at = None, at, None
    session.flush()


def would_send(cohort: Cohort, mark: str, *, at: datetime) -> int:
    """How many mails a mark of this group would send now."""
    return sum(
        sounding.mails(cohort, at)
        for sounding in events.soundings
        if sounding.mark == mark and sounding.is_due(cohort.timeline, at)
    )


def answer_mark(question: MarkAnswer, answer: str, *, at: datetime) -> None:
    """Say what becomes of the mails of a mark. RuleBroken if it was answered meanwhile, or the answer is none."""
    if answer not in (SEND, SKIP):
        raise RuleBroken("mark.no_answer")
    if question.answer is not None:
        raise RuleBroken("mark.answered")
    cohort = question.cohort
    mails = would_send(cohort, question.mark, at=at)
    question.answer, question.answered_at = answer, at
    record(
        "mark.answered",
        about=("group", cohort.id),
        program_id=cohort.program_id,
        details={"name": cohort.name, "mark": question.mark, "answer": answer, "mails": mails},
        at=at,
    )
