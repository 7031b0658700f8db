"""Finding tasks, raising and settling them, and what staff do about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, String, cast, literal, select, update

from mentortrain.audit.actions import record
from mentortrain.db import insert, insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.tasks import kinds, queries
from mentortrain.tasks.kinds import Kind
from mentortrain.tasks.models import Task, TaskNote
from mentortrain.tasks.rules import LONGEST_NOTE

_COLUMNS = ("program_id", "cohort_id", "person_id", "thing_id", "since")


def refresh(kind: Kind, *, at: datetime) -> int:
    """Make the tasks that a found kind's query says there are, and let go of the others; how many are new.

    Three statements, however many people there are. What was done stays done; what had gone and is found again
    comes back.
    """
    if kind.find is None:
        return 0
    session.flush()
    found = _found(kind, at)
    made = session.execute(
        insert(Task)
        .from_select(
            ["kind", "key", *_COLUMNS, "made_at"],
            # SQLite takes the ON of ON CONFLICT for that of a join, unless a WHERE stands between.
            select(
                literal(kind.code), found.c.key, *(found.c[name] for name in _COLUMNS), literal(at, _moment())
            ).where(found.c.key.is_not(None)),
        )
        .on_conflict_do_nothing(index_elements=[Task.key])
        .execution_options(preserve_rowcount=True)
    )
    _let_go(kind, select(found.c.key), Task.kind == kind.code, at=at)
    session.execute(
        update(Task)
        .where(
            Task.kind == kind.code,
            Task.done_at.is_(None),
            Task.gone_at.is_not(None),
            Task.key.in_(select(found.c.key)),
        )
        .values(gone_at=None)
        .execution_options(synchronize_session=False)
    )
    return max(0, int(getattr(made, "rowcount", 0)))


def note_change(person_ids: Collection[int], at: datetime) -> None:
    """Something changed about these people: let go of their tasks whose cause is gone. New ones come with the
    next refresh. One statement where nothing waits about them."""
    ids = list(person_ids)
    session.flush()
    for code in queries.kinds_open_of(ids):
        kind = kinds.kind_named(code)
        if kind is not None and kind.find is not None:
            found = _found(kind, at)
            still = select(found.c.key).where(found.c.person_id.in_(ids))
            _let_go(kind, still, Task.person_id.in_(ids), at=at)


def note_left(person_id: int, program_id: int, at: datetime) -> dict[str, int]:
    """Somebody left a program: staff need not look after them there. Counted as nothing: it is no loss of theirs."""
    note_change([person_id], at)
    return {}


def note_moved(person_id: int, program_id: int, was: int, cohort_id: int) -> None:
    """What waits about somebody goes along to their new group, to whoever looks after it."""
    session.execute(
        update(Task)
        .where(Task.person_id == person_id, Task.program_id == program_id, Task.cohort_id == was)
        .values(cohort_id=cohort_id)
        .execution_options(synchronize_session=False)
    )


def note_sign_in(person_id: int, at: datetime) -> None:
    """Who was waited for has come."""
    note_change([person_id], at)


def _moment() -> Any:
    return Task.__table__.c.made_at.type


def _found(kind: Kind, at: datetime) -> Any:
    asked: Select[Any] = kind.find(at)  # type: ignore[misc]
    rows = asked.subquery()
    key = literal(f"{kind.code}:") + cast(rows.c.occasion, String)
    # PostgreSQL takes a NULL that was not given a type for text.
    ids = (cast(rows.c[name], Integer).label(name) for name in _COLUMNS[:-1])
    return select(key.label("key"), *ids, rows.c.since).subquery()


def _let_go(kind: Kind, still: Any, among: Any, *, at: datetime) -> None:
    session.execute(
        update(Task)
        .where(
            Task.kind == kind.code,
            among,
            Task.done_at.is_(None),
            Task.gone_at.is_(None),
            Task.key.not_in(still),
        )
        .values(gone_at=at)
        .execution_options(synchronize_session=False)
    )


def raise_task(
    code: str,
    occasion: str,
    *,
    program_id: int | None,
    cohort_id: int | None = None,
    person_id: int | None = None,
    thing_id: int | None = None,
    since: datetime,
    at: datetime,
) -> int | None:
    """Something happened that waits for staff: a new task's id, None if the occasion has had one."""
    made: int | None = insert_new(
        Task,
        kind=code,
        key=f"{code}:{occasion}",
        program_id=program_id,
        cohort_id=cohort_id,
        person_id=person_id,
        thing_id=thing_id,
        since=since,
        made_at=at,
    )
    return made


def settle(code: str, *, thing_id: int, at: datetime) -> None:
    """What raised these tasks is settled, by whatever was done elsewhere."""
    session.execute(
        update(Task)
        .where(Task.kind == code, Task.thing_id == thing_id, Task.done_at.is_(None), Task.gone_at.is_(None))
        .values(gone_at=at)
        .execution_options(synchronize_session=False)
    )


def mark_done(task: Task, *, by: int, at: datetime) -> bool:
    """It is done. False if somebody was faster."""
    done = session.scalar(
        update(Task)
        .where(Task.id == task.id, Task.done_at.is_(None))
        .values(done_at=at, done_by_id=by)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    if done is not None:
        _record("task.done", task, by=by, at=at)
    return done is not None


def put_back(task: Task, *, by: int, at: datetime) -> None:
    """It waits again: it was done by mistake, or put off for too long."""
    if task.done_at is None and task.snoozed_until is None:
        return
    task.done_at = task.done_by_id = task.snoozed_until = None
    _record("task.put_back", task, by=by, at=at)


def snooze(task: Task, *, until: datetime, by: int, at: datetime) -> None:
    """It is not shown until then. RuleBroken `task.done`."""
    _refuse_done(task)
    task.snoozed_until = until
    _record("task.snoozed", task, details={"until": until.isoformat()}, by=by, at=at)


def add_note(task: Task, text: str, *, by: int, at: datetime) -> None:
    """Leave a line for the others. RuleBroken `task.no_note`, `task.long_note`."""
    text = text.strip()
    if not text:
        raise RuleBroken("task.no_note")
    if len(text) > LONGEST_NOTE:
        raise RuleBroken("task.long_note", most=LONGEST_NOTE)
    session.add(TaskNote(task_id=task.id, author_id=by, text=text, at=at))
    _record("task.noted", task, by=by, at=at)


def assign(task: Task, to: int | None, *, among: Collection[int], by: int, at: datetime) -> None:
    """Give it to a colleague, one of `among`, or with None to nobody. RuleBroken `task.done`,
    `task.no_colleague`."""
    _refuse_done(task)
    if to is not None and to not in among:
        raise RuleBroken("task.no_colleague")
    if task.assigned_to_id != to:
        task.assigned_to_id = to
        _record("task.assigned", task, details={"to": to}, by=by, at=at)


def _refuse_done(task: Task) -> None:
    if task.done_at is not None:
        raise RuleBroken("task.done")


def _record(action: str, task: Task, *, details: dict[str, Any] | None = None, by: int, at: datetime) -> None:
    record(
        action,
        about=("task", task.id),
        program_id=task.program_id,
        people=[task.person_id] if task.person_id else [],
        details=details,
        by=by,
        at=at,
    )
