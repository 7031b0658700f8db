"""Named reads of kept files."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.files.models import QUARANTINED, StoredFile


def file_of(kind: str, owner_id: int, digest: str) -> StoredFile | None:
    """One file of an owner, by its content's digest."""
    return session.scalar(
        select(StoredFile).where(
            StoredFile.kind == kind, StoredFile.owner_id == owner_id, StoredFile.digest == digest
        )
    )


def the_file_of(kind: str, owner_id: int, digest: str) -> StoredFile:
    """The same where it must be there; NotThere otherwise."""
    found = file_of(kind, owner_id, digest)
    if found is None:
        raise NotThere
    return found


def files_of(kind: str, owner_id: int) -> Sequence[StoredFile]:
    """All files of an owner, the first uploaded first."""
    return session.scalars(
        select(StoredFile)
        .where(StoredFile.kind == kind, StoredFile.owner_id == owner_id)
        .order_by(StoredFile.id)
    ).all()


def every_file(*, only_quarantined: bool = False) -> Sequence[StoredFile]:
    """All files, for whoever runs the site."""
    statement = select(StoredFile).order_by(StoredFile.id)
    if only_quarantined:
        statement = statement.where(StoredFile.state == QUARANTINED)
    return session.scalars(statement).all()


def referred_to(digests: Sequence[str]) -> set[str]:
    """Those of some hundreds of digests that a row still names."""
    return set(session.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(digests)).distinct()))
