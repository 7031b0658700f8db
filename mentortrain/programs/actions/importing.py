"""From a list that was read to people who are invited: once, in steps, and with a verdict for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from mentortrain.db import execute_plainly, session
from mentortrain.holdings import Leaver
from mentortrain.people.rules import email_key
from mentortrain.programs import invitations, queries
from mentortrain.programs.actions.inviting import invite
from mentortrain.programs.models import PeopleImport, PeopleImportRow, Program
from mentortrain.programs.roster import Row
from mentortrain.programs.rules import STAFF
from mentortrain.programs.rules.lists import (
    DONE,
    INVITED,
    LEFT_OUT,
    PREVIEWS_KEPT,
    READ,
    RUNNING,
    STEP,
    WAITING,
)


def keep_list(
    program: Program,
    rows: Sequence[Row],
    *,
    by: int,
    text: str,
    file_name: str = "",
    encoding: str = "",
    other_encoding: str = "",
    about: Mapping[str, Any],
    at: datetime,
) -> PeopleImport:
    """Keep a list that was read, to be looked over and confirmed. Nobody is invited yet."""
    kept = PeopleImport(
        program_id=program.id,
        by_id=by,
        state=READ,
        file_name=file_name,
        encoding=encoding,
        other_encoding=other_encoding,
        about=dict(about),
        text=text,
        read_at=at,
    )
    session.add(kept)
    session.flush()
    if rows:
        execute_plainly(insert(PeopleImportRow), [_values(kept.id, row) for row in rows])
    _forget_older_previews(program.id, by)
    return kept


def _values(import_id: int, row: Row) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "line": row.line,
        "concern": _concern(row),
        "name": row.name,
        "email": row.email,
        "email_key": email_key(row.email),
        "role": row.role,
        "zone_written": row.zone_written,
        "group_written": row.group_written,
        "time_zone": row.time_zone,
        "cohort_id": row.cohort_id,
        "problem": row.problem,
        "note": row.note,
        "params": dict(row.params),
        "outcome": WAITING,
    }


def _concern(row: Row) -> int:
    if row.problem and row.problem != "row.known":
        return 0
    return 1 if row.note else 2


def _forget_older_previews(program_id: int, by: int) -> None:
    kept = session.scalars(
        select(PeopleImport.id)
        .where(PeopleImport.program_id == program_id, PeopleImport.by_id == by, PeopleImport.state == READ)
        .order_by(PeopleImport.id.desc())
        .offset(PREVIEWS_KEPT)
    ).all()
    session.execute(delete(PeopleImport).where(PeopleImport.id.in_(kept)))


def confirm(kept: PeopleImport, *, at: datetime, real_now: datetime) -> bool:
    """Begin to invite. False if somebody has begun already: of two who press at once one does.

    What has changed since the list was read is looked at again: who was invited meanwhile, and groups that are
    there no more.
    """
    begun = session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == kept.id, PeopleImport.state == READ)
        .values(state=RUNNING, confirmed_at=at, moved_at=real_now, text=None)
        .returning(PeopleImport.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(kept)
    if begun is None:
        return False
    waiting = PeopleImportRow.import_id == kept.id
    _settle(waiting & (PeopleImportRow.problem != ""), outcome=LEFT_OUT)
    groups = invitations.group_ids(kept.program_id)
    _settle(
        waiting
        & (PeopleImportRow.outcome == WAITING)
        & PeopleImportRow.cohort_id.is_not(None)
        & PeopleImportRow.cohort_id.not_in(groups),
        outcome=LEFT_OUT,
        problem="row.group_gone",
        concern=0,
    )
    return True


def _settle(condition: Any, **values: Any) -> None:
    session.execute(
        update(PeopleImportRow).where(condition).values(**values).execution_options(synchronize_session=False)
    )


def take_step(import_id: int, *, at: datetime, real_now: datetime, most: int = STEP) -> bool:
    """Invite the next rows of a confirmed list, in the caller's transaction; whether there may be more.

    Workers at the same list wait for each other here, and each row is settled in the transaction that invites its
    person: whoever is killed leaves nothing half done.
    """
    kept = session.scalar(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == RUNNING)
        .values(moved_at=real_now)
        .returning(PeopleImport)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if kept is None:
        return False
    rows = session.scalars(
        select(PeopleImportRow)
        .where(PeopleImportRow.import_id == import_id, PeopleImportRow.outcome == WAITING)
        .order_by(PeopleImportRow.email_key, PeopleImportRow.id)
        .limit(most)
    ).all()
    new = invite(queries.program(kept.program_id), [_as_row(row) for row in rows], by=kept.by_id, at=at)
    for row in rows:
        row.person_id = new.get((row.email_key, row.role))
        row.outcome = INVITED if row.person_id else LEFT_OUT
        if row.person_id is None:
            row.problem, row.note, row.concern = "row.known_since", "", 2
    session.flush()
    if len(rows) == most:
        return True
    kept.state, kept.finished_at = DONE, at
    session.flush()
    return False


def _as_row(row: PeopleImportRow) -> Row:
    return Row(
        line=row.line,
        name=row.name,
        email=row.email,
        role=row.role,
        zone_written=row.zone_written,
        time_zone=row.time_zone,
        cohort_id=None if row.role == STAFF else row.cohort_id,
    )


def forget_in_lists(leaver: Leaver) -> None:
    """Somebody is erased: no list holds their row, and none that waits to be confirmed their address."""
    session.execute(
        delete(PeopleImportRow)
        .where(PeopleImportRow.email_key == email_key(leaver.email))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(PeopleImport)
        .where(func.lower(PeopleImport.text).contains(leaver.email.lower(), autoescape=True))
        .values(text=None)
        .execution_options(synchronize_session=False)
    )
