"""Where copies lie until they are fetched: among the kept files, served by no address but this feature's own."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from mentortrain.errors import NotThere
from mentortrain.files import actions as files
from mentortrain.files import storage
from mentortrain.files.actions import Upload
from mentortrain.files.kinds import Kind, register
from mentortrain.files.models import OK

COPY = register(
    Kind(
        name="privacy.copy",
        takes=frozenset(),  # nobody sends one
        most_bytes=0,
        may_open=lambda who, copy_id: False,  # it asks for more than whose it is: a recent sign-in
    )
)


def put(content: bytes) -> str:
    """Keep a file, whole or not at all; its name. OSError where there is no room."""
    return storage.in_force().put(io.BytesIO(content)).digest


def note(copy_id: int, digest: str, size: int, *, at: datetime) -> None:
    """In the caller's transaction: the file belongs to a copy, and the sweep of files leaves it alone."""
    upload = Upload(storage.Kept(digest, size), "application/zip", "copy.zip", OK)
    files.give_to(COPY, copy_id, upload, by=None, at=at)


def forget(copy_id: int) -> None:
    """In the caller's transaction: it belongs to nobody any more."""
    files.let_go(COPY, copy_id)


def read(digest: str) -> bytes | None:
    """What is in a file; None if it has gone."""
    try:
        with storage.in_force().open(digest) as stream:
            return stream.read()
    except NotThere:
        return None


def drop(digest: str, *, real_now: datetime) -> None:
    """After the commit: the bytes go at once. If that fails, the sweep of files removes them."""
    storage.in_force().remove(digest, put_before=real_now + timedelta(seconds=1))
