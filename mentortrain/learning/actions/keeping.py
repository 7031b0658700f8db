"""The files of a course, kept by their content with the version that brings them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mentortrain.errors import RuleBroken
from mentortrain.files import actions as files
from mentortrain.files import storage
from mentortrain.files.kinds import Kind
from mentortrain.learning import content, kinds
from mentortrain.learning.rules import Attachment


def take_in(course: content.Course) -> list[files.Upload]:
    """Keep the bytes of every file that a course brings, which belong to nothing yet.

    RuleBroken as `files.actions.take_in`, and `file.missing` where one is gone or no longer what was read.
    """
    wanted = [file for item in course.items if isinstance(item, content.Lesson) for file in item.media.files]
    kept = storage.in_force()
    return [_one(kept, course.folder or Path(), file) for file in wanted]


def _one(kept: storage.Storage, folder: Path, file: Attachment) -> files.Upload:
    try:
        with (folder / file.name).open("rb") as stream:
            upload = files.take_in(kept, _kind_of(file.type), stream, name=file.name)
    except OSError as error:
        raise RuleBroken("file.missing") from error
    if upload.kept.digest != file.digest:
        raise RuleBroken("file.missing")
    return upload


def give(uploads: list[files.Upload], version_id: int, *, at: datetime) -> None:
    """Let the files belong to a version: as long as its rows stay, so do they."""
    for upload in uploads:
        files.give_to(_kind_of(upload.type), version_id, upload, by=None, at=at)


def _kind_of(type_: str) -> Kind:
    return kinds.VIDEO if type_ in kinds.VIDEO.takes else kinds.ATTACHMENT
