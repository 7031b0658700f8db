"""The versions of programs' agendas: the feeds of their staff hang on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, event, literal, select
from sqlalchemy.orm import Session

from mentortrain.agenda.models import ProgramAgenda
from mentortrain.db import UTCDateTime, insert, session
from mentortrain.programs.models import Program

CHANGED = "programs whose agenda changed"
"""Where a session keeps them, each with the moment, until it commits."""


def raise_program(program_id: int, *, at: datetime) -> None:
    """Something that feeds of a program's staff show has changed: an entry, who leads it, or for whom it is.

    It is written when the transaction commits. Nothing is held after these rows, so nobody who holds one waits for
    an entry or a person of somebody who waits for the row.
    """
    changed = session.info.setdefault(CHANGED, {})
    changed[program_id] = max(at, changed.get(program_id, at))


@event.listens_for(Session, "before_commit")
def _write(done: Session) -> None:
    if done.in_nested_transaction() or not (changed := done.info.pop(CHANGED, None)):
        return
    moment = literal(max(changed.values()), UTCDateTime())
    # One that is deleted in this transaction is left out.
    programs = select(Program.id, literal(1), moment).where(Program.id.in_(changed)).order_by(Program.id)
    statement = insert(ProgramAgenda).from_select(["program_id", "version", "changed_at"], programs)
    later = statement.excluded.changed_at
    done.execute(
        statement.on_conflict_do_update(
            index_elements=["program_id"],
            set_={
                "version": ProgramAgenda.version + 1,
                # Unless our clock was set back since.
                "changed_at": case((later > ProgramAgenda.changed_at, later), else_=ProgramAgenda.changed_at),
            },
        ),
        execution_options={"synchronize_session": False},
    )


@event.listens_for(Session, "after_rollback")
def _forget(undone: Session) -> None:
    if not undone.in_nested_transaction():
        undone.info.pop(CHANGED, None)
