"""What is held of people in staff's tasks."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from mentortrain.holdings import Fate, Field, Holding, Rule, declare, declare_texts, deleting, keep_for
from mentortrain.programs.models import Cohort, Program
from mentortrain.tasks.models import Task, TaskNote

_SEEN = _l("The staff of the program, those of your group alone where staff are limited to one.")
_KEPT = _l("%(days)s days from when it was done, or its reason was gone.")
_WHO = _l("Who of staff did it is about them, not about you.")

declare(
    Holding(
        model=Task,
        title=_l("What staff were reminded of about you"),
        why=_l(
            "So that nobody who waits is forgotten: an invitation that did not arrive, training that stands still."
        ),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="tasks.over",
        of=lambda person_id: Task.person_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name).where(Program.id == Task.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field(
                "cohort",
                _l("Group"),
                select(Cohort.name).where(Cohort.id == Task.cohort_id).scalar_subquery(),
                covers=("cohort_id",),
            ),
            Field("kind", _l("What for"), Task.kind, plain=True),
            Field("since", _l("Since"), Task.since),
            Field("made_at", _l("Noticed"), Task.made_at),
            Field("gone_at", _l("Its reason was gone"), Task.gone_at),
            Field("done_at", _l("Done"), Task.done_at),
            Field("snoozed_until", _l("Put off until"), Task.snoozed_until),
        ),
        withheld={"done_by_id": _WHO, "assigned_to_id": _WHO},
        plumbing=("id", "key", "person_id", "thing_id"),
        fate=Fate.GONE,
        because=_l("Nobody is reminded of you any more."),
    ),
    Holding(
        model=TaskNote,
        title=_l("What staff noted when they were reminded"),
        why=_l("So that one of staff knows what another has already asked you."),
        seen_by=_SEEN,
        kept=_KEPT,
        rule="tasks.over",
        of=lambda person_id: TaskNote.task_id.in_(select(Task.id).where(Task.person_id == person_id)),
        fields=(
            Field("text", _l("Note"), TaskNote.text, plain=True),
            Field("at", _l("Written"), TaskNote.at),
        ),
        withheld={"author_id": _WHO},
        plumbing=("id", "task_id"),
        fate=Fate.GONE,
        because=_l("It goes with what it was written to."),
    ),
)
declare_texts({TaskNote.text: select(Task.program_id).where(Task.id == TaskNote.task_id).scalar_subquery()})


def _over(before: datetime) -> ColumnElement[bool]:
    return or_(Task.done_at < before, func.coalesce(Task.done_at, Task.gone_at) < before)


keep_for(
    Rule(
        key="tasks.over",
        what=_l(
            "Tasks of staff with their notes, counted from when they were done or their reason was gone."
        ),
        days=365,
        least=30,
        most=1825,
        model=Task,
        due=_over,
        act=deleting(Task),
    )
)
