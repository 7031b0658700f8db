"""What a lesson brings beside its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file of the course folder, by its content. `size` is in bytes, `type` by content."""

    title: str
    name: str
    digest: str
    size: int
    type: str


@dataclass(frozen=True)
class Video:
    """A film: a file of the folder or an address elsewhere. `transcript` is clean HTML, `size` 0 if unknown."""

    minutes: int
    transcript: str
    url: str = ""
    file: Attachment | None = None
    size: int = 0


@dataclass(frozen=True)
class Media:
    """What a lesson brings beside its text."""

    video: Video | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """All that lies in the folder."""
        film = self.video.file if self.video else None
        return (*((film,) if film else ()), *self.attachments)


NO_MEDIA = Media()


def media_of(kept: Mapping[str, Any]) -> Media:
    """The same as it was kept with a published lesson, where the transcript stands apart."""
    film = kept.get("video")
    video = None
    if film:
        file = Attachment(**film["file"]) if film["file"] else None
        video = Video(film["minutes"], "", film["url"], file, film["size"])
    return Media(video, tuple(Attachment(**one) for one in kept.get("attachments", ())))
