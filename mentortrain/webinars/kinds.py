"""What staff upload to a session: its slides, its handouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentortrain.files import sniff
from mentortrain.files.kinds import MEGABYTE, Kind, register
from mentortrain.files.pictures import TYPES

opens_session: list[Callable[[Any, int], bool]] = []
"""Whether somebody is shown a session, by its id: `access` knows, and stands above."""


def _may_open(who: Any, webinar_id: int) -> bool:
    return any(opens(who, webinar_id) for opens in opens_session)


MATERIAL = register(
    Kind(
        name="webinars.material",
        takes=TYPES | {"application/pdf", sniff.TEXT, sniff.OFFICE, sniff.WORKBOOK},
        most_bytes=10 * MEGABYTE,  # slides as a PDF, with room; a film is a link
        may_open=_may_open,
    )
)
MOST_MATERIAL = 20
"""Files and links of one session, each."""
