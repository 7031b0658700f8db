"""One session, as the tests of this folder know it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from mentortrain.calendar import CalendarEvent, Mailbox

SESSION = CalendarEvent(
    uid="5a1f0f3e-7f0e-4b0a-9d3c-0a4c7f3e9b21",
    sequence=0,
    starts_at=datetime(2026, 12, 10, 17, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 10, 17, 45, tzinfo=UTC),
    summary="The first meeting",
    description="Bring one question; we practise in pairs.",
    url="https://training.example.org/programs/1/sessions/7",
    cancelled=False,
    created_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    updated_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    stamped_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)
MOVED = replace(
    SESSION,
    sequence=1,
    starts_at=datetime(2026, 12, 11, 18, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 11, 18, 45, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    stamped_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)
CANCELLED = replace(MOVED, sequence=2, cancelled=True)

ORGANIZER = Mailbox("Puentes", "events+4k2v@training.example.org")
AMINA = Mailbox("Amina Otieno", "amina@example.org")


# Any text, and often what has broken calendars before.
TROUBLE = st.sampled_from(
    [
        *["\\", "\\n", "\\N", ";", ",", ":", '"', " ", "\t", "x" * 80, "é", "🤝🏽", "मार्गदर्शक", "=?utf-8?"],
        *["\r\n", "\n", "\r", "\x00", "\x0b", "\x1c", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800"],
        *["BEGIN:VEVENT", "END:VCALENDAR\r\n"],
    ]
)
TEXT = st.one_of(st.text(), st.lists(TROUBLE | st.text(max_size=5)).map("".join))


def unfolded(content: bytes) -> list[str]:
    """The content lines, folds undone."""
    assert content.endswith(b"\r\n")
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def assert_well_formed(content: bytes) -> None:
    """RFC 5545, 3.1: CRLF alone ends lines of at most 75 octets, each of them whole UTF-8 and printable."""
    assert content.endswith(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line.decode())
    assert [line for line in unfolded(content) if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
