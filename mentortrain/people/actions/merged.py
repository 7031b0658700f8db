"""An account goes into another one of the same person. Its row stays, so that old numbers lead somewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mentortrain.db import session
from mentortrain.files.actions import let_go
from mentortrain.files.models import StoredFile
from mentortrain.holdings import SOMEONE
from mentortrain.people.kinds import PHOTO
from mentortrain.people.models import Person
from mentortrain.people.rules import unreachable


def take_over(gone_id: int, kept_id: int) -> None:
    """Bring what is said of the one account to the other: what it has not, and how long it is known."""
    gone, kept = session.get_one(Person, gone_id), session.get_one(Person, kept_id)
    if kept.photo is None and gone.photo is not None:
        session.execute(
            update(StoredFile)
            .where(StoredFile.kind == PHOTO.name, StoredFile.owner_id == gone_id)
            .values(owner_id=kept_id)
            .execution_options(synchronize_session=False)
        )
        kept.photo = gone.photo
    else:
        let_go(PHOTO, gone_id)
    gone.photo = None
    kept.reads_in = kept.reads_in or gone.reads_in
    kept.created_at = min(kept.created_at, gone.created_at)
    seen = [one.last_sign_in_at for one in (kept, gone) if one.last_sign_in_at]
    kept.last_sign_in_at = max(seen, default=None)


def become_part_of(gone_id: int, kept_id: int, *, at: datetime) -> None:
    """Nobody is behind the one any more: its address is free, and whoever has its number is led to the other."""
    address = unreachable()
    session.execute(
        update(Person)
        .where(Person.id == gone_id)
        .values(
            email=address,
            email_key=address,
            name=SOMEONE,
            search_key="",
            time_zone="UTC",
            language="en",
            reads_in=None,
            last_sign_in_at=None,
            erased_at=at,
            merged_into_id=kept_id,
        )
        .execution_options(synchronize_session="fetch")
    )


def held_both(ids: tuple[int, int]) -> dict[int, Person]:
    """Two people as they are now, held until the commit: nothing new comes to either of them meanwhile."""
    found = session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in found}
