"""What people upload of themselves."""

from __future__ import annotations

from typing import Any

from mentortrain.files.kinds import MEGABYTE, Kind, register
from mentortrain.files.pictures import TYPES
from mentortrain.people import events


def _may_see(who: Any, person_id: int) -> bool:
    """Themselves, and those whom a feature above says: the staff of their programs."""
    return who.id == person_id or any(sees(who, person_id) for sees in events.sees_person)


PHOTO = register(
    Kind(
        name="people.photo",
        takes=TYPES,
        most_bytes=10 * MEGABYTE,  # what a phone's camera makes, with room
        may_open=_may_see,
        re_encode=True,
    )
)
