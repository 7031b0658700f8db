"""Tasks in words: each kind says its own, of what was read for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale

from mentortrain.mail.rules import NOWHERE
from mentortrain.tasks import kinds, queries
from mentortrain.tasks.kinds import OURS, Case, Kind, Reach
from mentortrain.tasks.models import Task
from mentortrain.tasks.queries import Away, Colleague, Line, Note
from mentortrain.tasks.rules import days_since


@dataclass(frozen=True)
class Card:
    """One task as the page shows it."""

    task: Task
    title: str
    """Whom it is about; without a person, what."""
    why: str
    days: int
    move: str
    """In a word whose it is: the first name, or empty for staff."""
    deed: str
    url: str
    message: str
    email: str
    reach: Reach | None
    away_until: date | None
    """The last day of their leave in this program; none: they are here."""
    notes: Sequence[Note]
    program: str
    assigned_to: str
    done_by: str
    colleagues: Sequence[Colleague]


def cards(lines: Sequence[Line], colleagues: Sequence[Colleague], *, away: Away, at: datetime) -> list[Card]:
    """Some tasks in words; those whose kind nobody knows any more are left out."""
    known = [(line, kind) for line in lines if (kind := kinds.kind_named(line.task.kind))]
    details = {
        kind.code: kind.details(
            [line.task.thing_id for line, of in known if of == kind and line.task.thing_id]
        )
        for kind in {kind.code: kind for _, kind in known}.values()
    }
    notes = queries.notes_of([line.task.id for line, _ in known]) if known else {}
    people = sorted({line.person.id for line, _ in known if line.person})
    reach: dict[int, Reach] = {}
    for ask in kinds.reach_from if people else ():
        reach.update(ask(people))
    return [
        _card(line, kind, details[kind.code], notes.get(line.task.id, ()), reach, away, colleagues, at)
        for line, kind in known
    ]


def _card(
    line: Line,
    kind: Kind,
    details: Mapping[int, Any],
    notes: Sequence[Note],
    reach: Mapping[int, Reach],
    away: Away,
    colleagues: Sequence[Colleague],
    at: datetime,
) -> Card:
    task, person = line.task, line.person
    case = Case(
        task_id=task.id,
        program_id=task.program_id,
        program=line.program or "",
        person_id=task.person_id,
        first_name=person.first_name if person else "",
        thing_id=task.thing_id,
        since=task.since,
        days=days_since(task.since, at),
        detail=details.get(task.thing_id) if task.thing_id is not None else None,
    )
    message = ""
    if kind.message and person:
        with force_locale(person.language):
            message = str(kind.message(case))
    return Card(
        task=task,
        title=person.name if person else str(kind.title),
        why=str(kind.why(case)),
        days=case.days,
        move=case.first_name if kind.move != OURS and person else "",
        deed=str(kind.deed),
        url=kind.url(case),
        message=message,
        email=person.email if person and not person.email.endswith(f"@{NOWHERE}") else "",
        reach=reach.get(person.id) if person else None,
        away_until=away.get((task.program_id, person.id)) if person and task.program_id else None,
        notes=notes,
        program=case.program,
        assigned_to=line.assigned_to or "",
        done_by=line.done_by or "",
        colleagues=may_take(task, colleagues),
    )


def may_take(task: Task, colleagues: Sequence[Colleague]) -> list[Colleague]:
    """To whom a task can be given: staff of its program who see its group."""
    return [
        one
        for one in colleagues
        if one.program_id == task.program_id and one.cohort_id in (None, task.cohort_id)
    ]
