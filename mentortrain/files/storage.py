"""Where the bytes lie. One interface; today a local folder answers it, an object store could."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from mentortrain import config
from mentortrain.errors import NotThere

_PIECE = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
HALF_WRITTEN_FOR = timedelta(hours=6)
"""After that a draft was left by a process that was killed."""


@dataclass(frozen=True)
class Kept:
    """What a storage says of bytes it took."""

    digest: str  # SHA-256, in hex
    size: int


class Storage(Protocol):
    """Bytes under their own digest. The same bytes are kept once; a name is never used for others."""

    def put(self, stream: BinaryIO) -> Kept:
        """Keep what is read from the stream, durably. OSError where there is no room: then nothing is kept."""

    def open(self, digest: str) -> BinaryIO:
        """The bytes, from their start; NotThere where they are missing."""

    def remove(self, digest: str, *, put_before: datetime) -> bool:
        """Forget bytes, unless somebody put them (again) since: they may be about to be referred to."""

    def digests(self, *, put_before: datetime) -> Iterator[str]:
        """All that was kept before a moment (real time)."""

    def forget_drafts(self, *, before: datetime) -> int:
        """Remove what was never finished; how many."""


class Folder:
    """A storage in a local folder: `ab/cd/abcd…`, read-only for its owner, nobody else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._drafts = root / "drafts"

    def put(self, stream: BinaryIO) -> Kept:
        """See `Storage`. Written beside, flushed to the disk, then given its name in one step."""
        self._drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._drafts / secrets.token_hex(16)
        try:
            kept = _write(draft, stream)
            path = self._path(kept.digest)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._alone():  # from here to the end of `remove`, one of the two waits
                draft.replace(path)
                os.utime(path)
            _flush_folder(path.parent)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        return kept

    def open(self, digest: str) -> BinaryIO:
        """See `Storage`."""
        try:
            return self._path(digest).open("rb")
        except OSError as error:
            raise NotThere from error

    def remove(self, digest: str, *, put_before: datetime) -> bool:
        """See `Storage`."""
        path = self._path(digest)
        with self._alone():
            if not path.exists() or _put_at(path) >= put_before:
                return False
            path.unlink()
        return True

    def digests(self, *, put_before: datetime) -> Iterator[str]:
        """See `Storage`."""
        for path in sorted(self.root.glob("??/??/*")):
            with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                if _DIGEST.fullmatch(path.name) and _put_at(path) < put_before:
                    yield path.name

    def forget_drafts(self, *, before: datetime) -> int:
        """See `Storage`."""
        old = [path for path in self._drafts.glob("*") if _put_at(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise NotThere
        return self.root / digest[:2] / digest[2:4] / digest

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also by a kill
            yield


def in_force() -> Storage:
    """The storage of the running site: a folder of its instance."""
    return Folder(config.in_force().instance_path / "files")


def _write(path: Path, stream: BinaryIO) -> Kept:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def _flush_folder(folder: Path) -> None:
    """The new name itself must survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
