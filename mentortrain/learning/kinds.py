"""The files that a course brings: published with it, and kept as long as its version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentortrain.files import sniff
from mentortrain.files.kinds import Kind, register
from mentortrain.files.pictures import TYPES

opens_version: list[Callable[[Any, int], bool]] = []
"""Whether somebody may open the course of a version, by the version's id: `access` knows, and stands above."""


def _may_open(who: Any, version_id: int) -> bool:
    return any(opens(who, version_id) for opens in opens_version)


ATTACHMENT = register(
    Kind(
        name="learning.attachment",
        takes=TYPES | {"application/pdf", sniff.TEXT, sniff.OFFICE, sniff.WORKBOOK},
        most_bytes=10_000_000,
        may_open=_may_open,
    )
)
VIDEO = register(
    Kind(
        name="learning.video",
        takes=frozenset({sniff.MP4, sniff.WEBM}),
        most_bytes=50_000_000,  # ten minutes for a phone; a longer one is better cut in two, or linked
        may_open=_may_open,
    )
)
IN_WORDS = {
    "attachment": "PDF, pictures, texts and documents of an office program are",
    "video": "MP4 and WebM are",
}
"""What each takes, for authors."""
