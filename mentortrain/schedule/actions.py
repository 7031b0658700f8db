"""Taking the lead, and claiming what is due: races are settled by the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from mentortrain import trace
from mentortrain.audit.actions import record
from mentortrain.db import insert, insert_new, session
from mentortrain.schedule.models import TICKER, Lease, TaskRun

LEADS_FOR = timedelta(seconds=20)
"""A lead that ends later than twice this from now was taken before the clock was set back: it holds nobody up."""


def note_simulated(to: datetime, *, at: datetime) -> None:
    """The record says who let the site do what is due by another moment."""
    record("clock.simulated", details={"to": to.isoformat()}, at=at)


def note_retried(message_ids: Collection[int], at: datetime) -> None:
    """The record says who sent failed mails again."""
    record("mail.retried", details={"mails": sorted(message_ids)}, at=at)


def take_lead(holder: str, *, real_now: datetime) -> bool:
    """Take or keep the lead among tickers; False while another holds it."""
    ended = or_(Lease.until < real_now, Lease.until > real_now + 2 * LEADS_FOR)
    values = {"holder": holder, "until": real_now + LEADS_FOR, "beat_at": real_now}
    statement = (
        insert(Lease)
        .values(name=TICKER, **values)
        .on_conflict_do_update(
            index_elements=[Lease.name],
            set_=values,
            where=or_(Lease.holder == holder, ended),
        )
        .returning(Lease.name)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def give_up_lead(holder: str, *, real_now: datetime) -> None:
    """Let another ticker lead at once, at an orderly end."""
    session.execute(update(Lease).where(Lease.name == TICKER, Lease.holder == holder).values(until=real_now))


def claim_run(name: str, every: timedelta, *, at: datetime) -> bool:
    """Whether the task is due and this caller is the one to ask for it.

    One that last began later than it could from now on began before the clock was set back: it is due.
    """
    claimed = session.execute(
        update(TaskRun)
        .where(TaskRun.name == name, or_(TaskRun.began_at <= at - every, TaskRun.began_at > at + every))
        .values(began_at=at)
        .returning(TaskRun.name)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return claimed is not None or _first_run(name, at)


def note_run(name: str, *, at: datetime, did: str = "", error: str | None = None) -> None:
    """Keep what came of a task: what it did, or what went wrong."""
    session.execute(
        update(TaskRun)
        .where(TaskRun.name == name)
        .values(ended_at=at, did=did, error=error, trace=trace.current().trace or None)
        .execution_options(synchronize_session=False)
    )


def _first_run(name: str, at: datetime) -> bool:
    return insert_new(TaskRun, name=name, began_at=at) is not None
