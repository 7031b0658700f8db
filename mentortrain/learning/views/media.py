"""Videos and attachments of a lesson in words: what each is, and what it weighs before it loads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from mentortrain.learning import kinds
from mentortrain.learning.queries import LessonHead
from mentortrain.learning.rules import Attachment, Video
from mentortrain.learning.views.sizes import weight
from mentortrain.web.dates import minutes


def video_in_words(lesson: LessonHead) -> dict[str, Any] | None:
    """The video with its length and weight; where it lies elsewhere, at which site."""
    film = lesson.media.video
    if film is None:
        return None
    return {
        "words": weighed(film),
        "href": _address(kinds.VIDEO.name, lesson, film.file) if film.file else film.url,
        "type": film.file.type if film.file else "",
        "elsewhere": "" if film.file else urlsplit(film.url).hostname,
    }


def weighed(film: Video) -> str:
    """'Video, 4 minutes, 12 MB'."""
    if not film.size:
        return str(_("Video, %(time)s", time=minutes(film.minutes)))
    return str(_("Video, %(time)s, %(size)s", time=minutes(film.minutes), size=weight(film.size)))


def attachments_in_words(lesson: LessonHead) -> list[dict[str, str]]:
    """The files to download, each with its kind and weight."""
    return [
        {
            "title": one.title,
            "name": one.name,
            "note": _("%(kind)s, %(size)s", kind=_kind(one), size=weight(one.size)),
            "href": _address(kinds.ATTACHMENT.name, lesson, one),
        }
        for one in lesson.media.attachments
    ]


def _address(kind: str, lesson: LessonHead, file: Attachment) -> str:
    return url_for("files.download", kind=kind, owner_id=lesson.version_id, digest=file.digest)


def _kind(file: Attachment) -> str:
    if file.type.startswith("image/"):
        return str(_("picture"))
    ending = file.name.rpartition(".")[2]
    return ending.upper() if ending != file.name and len(ending) <= 5 else str(_("document"))
