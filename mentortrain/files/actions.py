"""Keeping what people upload, and letting go of it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from sqlalchemy import delete

from mentortrain.db import insert_new, session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.files import names, pictures, queries, sniff
from mentortrain.files.kinds import MEGABYTE, Kind, Otherwise
from mentortrain.files.models import OK, QUARANTINED, StoredFile
from mentortrain.files.storage import HALF_WRITTEN_FOR, Kept, Storage

log = logging.getLogger(__name__)

_AT_ONCE = 200


@dataclass(frozen=True)
class Upload:
    """Bytes that were looked at and kept, and belong to nothing yet."""

    kept: Kept
    type: str
    name: str
    state: str


def take_in(storage: Storage, kind: Kind, stream: BinaryIO, *, name: str | None) -> Upload:
    """Look at a file's content and keep it. Touches no database: end the transaction before, this takes a while.

    RuleBroken: `file.empty`, `file.too_large`, `file.type` (with what it is), `file.pixels`, `file.broken`,
    `file.no_room`. Whoever is refused leaves nothing behind.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not size:
        raise RuleBroken("file.empty")
    if size > kind.most_bytes:
        raise RuleBroken("file.too_large", most=kind.most_bytes // MEGABYTE)
    type_, state = sniff.type_of(stream), OK
    if type_ not in kind.takes:
        if kind.otherwise is Otherwise.REFUSED:
            raise RuleBroken("file.type", type=type_)
        state = QUARANTINED
    elif kind.re_encode:
        stream, type_ = io.BytesIO(pictures.made_anew(stream)), "image/webp"
    return Upload(_put(storage, stream), type_, names.clean(name, type_), state)


def _put(storage: Storage, stream: BinaryIO) -> Kept:
    try:
        return storage.put(stream)
    except OSError as error:
        log.error("a file could not be kept: %s", error)
        raise RuleBroken("file.no_room") from error


def give_to(kind: Kind, owner_id: int, upload: Upload, *, by: int | None, at: datetime) -> StoredFile:
    """Let the upload belong to an owner. The same content again is the same file: its row stays."""
    insert_new(
        StoredFile,
        kind=kind.name,
        owner_id=owner_id,
        digest=upload.kept.digest,
        size=upload.kept.size,
        type=upload.type,
        name=upload.name,
        state=upload.state,
        uploaded_by=by,
        uploaded_at=at,
    )
    return queries.the_file_of(kind.name, owner_id, upload.kept.digest)


def let_go(kind: Kind, owner_id: int, *, but: StoredFile | None = None) -> None:
    """Forget the files of an owner, all or all `but` one. The sweep removes bytes that nobody refers to."""
    statement = delete(StoredFile).where(StoredFile.kind == kind.name, StoredFile.owner_id == owner_id)
    if but is not None:
        statement = statement.where(StoredFile.id != but.id)
    session.execute(statement)


def forget_orphans(storage: Storage, *, put_before: datetime, real_now: datetime) -> int:
    """Remove bytes that no row refers to, kept before a moment, and drafts of killed processes; how many."""
    removed, left = (
        storage.forget_drafts(before=real_now - HALF_WRITTEN_FOR),
        storage.digests(put_before=put_before),
    )
    while some := list(islice(left, _AT_ONCE)):
        used = queries.referred_to(some)
        session.commit()  # nothing was written: files take a while, and others may write meanwhile
        removed += sum(storage.remove(one, put_before=put_before) for one in some if one not in used)
    return removed


def faults(storage: Storage) -> Iterator[tuple[StoredFile, str]]:
    """Files whose bytes are missing or are no longer what was kept, with which of the two."""
    for file in queries.every_file():
        try:
            with storage.open(file.digest) as stream:
                if sniff.digest_of(stream) != file.digest:
                    yield file, "changed"
        except NotThere:
            yield file, "missing"
