"""The folder that keeps bytes under their digest."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest

from mentortrain.errors import NotThere
from mentortrain.files.storage import Folder

LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "files")


def everything_in(folder):
    return sorted(str(path.relative_to(folder.root)) for path in folder.root.rglob("*") if path.is_file())


def test_bytes_come_back_under_their_digest(folder):
    kept = folder.put(io.BytesIO(b"hello"))
    assert kept.digest == hashlib.sha256(b"hello").hexdigest()
    assert kept.size == 5
    with folder.open(kept.digest) as stream:
        assert stream.read() == b"hello"


def test_nobody_but_the_owner_reads_them(folder):
    digest = folder.put(io.BytesIO(b"hello")).digest
    path = folder.root / digest[:2] / digest[2:4] / digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_bytes_are_kept_once_and_nothing_else_is_left(folder):
    digest = folder.put(io.BytesIO(b"hello")).digest
    assert folder.put(io.BytesIO(b"hello")).digest == digest
    assert everything_in(folder) == [f"{digest[:2]}/{digest[2:4]}/{digest}", "lock"]


def test_a_full_disk_leaves_nothing_half_written(folder):
    """A limit on the size of files answers a write as a full disk does: with an OSError half way."""
    folder.put(io.BytesIO(b"before"))
    before = everything_in(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            folder.put(io.BytesIO(bytes(1_000_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert everything_in(folder) == before


def test_a_sender_who_breaks_off_leaves_nothing(folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionError("gone")
            return super().read(4)

    with pytest.raises(ConnectionError):
        folder.put(Broken(b"hello, world"))
    assert everything_in(folder) == []


@pytest.mark.parametrize("digest", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64, "/" * 64])
def test_what_is_no_digest_or_not_kept_is_not_there(folder, digest):
    with pytest.raises(NotThere):
        folder.open(digest)


def test_old_bytes_can_be_removed_and_fresh_ones_cannot(folder):
    digest = folder.put(io.BytesIO(b"hello")).digest
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert not folder.remove(digest, put_before=an_hour_ago)
    assert list(folder.digests(put_before=an_hour_ago)) == []
    assert list(folder.digests(put_before=LATER)) == [digest]
    assert folder.remove(digest, put_before=LATER)
    assert not folder.remove(digest, put_before=LATER)


def test_bytes_that_are_put_again_are_fresh(folder):
    digest = folder.put(io.BytesIO(b"hello")).digest
    path = folder.root / digest[:2] / digest[2:4] / digest
    os.utime(path, (0, 0))
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert list(folder.digests(put_before=an_hour_ago)) == [digest]
    folder.put(io.BytesIO(b"hello"))
    assert not folder.remove(digest, put_before=an_hour_ago)


def test_drafts_of_killed_processes_are_forgotten(folder):
    folder.put(io.BytesIO(b"hello"))
    (folder.root / "drafts" / "left").write_bytes(b"half")
    assert folder.forget_drafts(before=datetime.now(UTC) - timedelta(hours=6)) == 0
    assert folder.forget_drafts(before=LATER) == 1


def test_many_who_put_and_remove_the_same_lose_nothing(folder):
    """Whoever put bytes a moment ago can open them, however often somebody tidies up."""
    folder.put(io.BytesIO(b"shared"))
    lost = []

    def put_and_open():
        for _ in range(50):
            digest = folder.put(io.BytesIO(b"shared")).digest
            try:
                folder.open(digest).close()
            except NotThere:
                lost.append(digest)

    def tidy():
        for _ in range(100):
            for digest in folder.digests(put_before=datetime.now(UTC) - timedelta(hours=1)):
                folder.remove(digest, put_before=datetime.now(UTC) - timedelta(hours=1))

    threads = [threading.Thread(target=one) for one in (put_and_open, put_and_open, tidy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
