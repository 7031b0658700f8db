"""libical's restriction check, RFC 5546's tables in C: a validator that shares no code with our writer.

It needs Debian's `libical3` (Homebrew's `libical` on macOS). It knows the tables only with a METHOD; without
one it misses an absent UID or DTSTAMP, and it never looks at SEQUENCE.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.readers import Read

_PLACES = (
    "/usr/lib/x86_64-linux-gnu/libical.so.3",
    "/usr/lib/aarch64-linux-gnu/libical.so.3",
    "/usr/lib64/libical.so.3",
    "/opt/homebrew/lib/libical.dylib",
    "/usr/local/lib/libical.dylib",
)


def faults(content: bytes) -> list[str]:
    """What libical finds wrong, in its words; none if it accepts. Skips the test where it is missing."""
    library = _library()
    if library is None:
        pytest.skip("libical is not installed (Debian: apt install libical3)")
    component = library.icalparser_parse_string(content)
    if not component:
        return ["libical cannot parse it"]
    try:
        accepted = library.icalrestriction_check(component)
        found = _noted(_text(library, component))
    finally:
        library.icalcomponent_free(component)
    return found or ([] if accepted else ["libical refuses it without a word"])


class _Time(ctypes.Structure):
    """libical 3's icaltimetype, which goes by value."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    )


_VEVENT = 4  # ICAL_VEVENT_COMPONENT


def read(content: bytes) -> list[Read]:
    """What libical understands of the events, by UID. Skips the test where it is missing."""
    library = _library()
    if library is None:
        pytest.skip("libical is not installed (Debian: apt install libical3)")
    calendar = library.icalparser_parse_string(content)
    assert calendar, "libical cannot parse it"
    try:
        found = []
        event = library.icalcomponent_get_first_component(calendar, _VEVENT)
        while event:
            starts, ends = (
                datetime.fromtimestamp(library.icaltime_as_timet(of(event)), UTC)
                for of in (library.icalcomponent_get_dtstart, library.icalcomponent_get_dtend)
            )
            found.append(
                Read(
                    library.icalcomponent_get_uid(event).decode(),
                    library.icalcomponent_get_sequence(event),
                    starts,
                    ends,
                    library.icalproperty_status_to_string(library.icalcomponent_get_status(event)).decode(),
                    library.icalcomponent_get_summary(event).decode(),
                )
            )
            event = library.icalcomponent_get_next_component(calendar, _VEVENT)
    finally:
        library.icalcomponent_free(calendar)
    return sorted(found)


@functools.cache
def _library() -> ctypes.CDLL | None:
    found = ctypes.util.find_library("ical") or next((path for path in _PLACES if Path(path).exists()), None)
    if found is None:
        return None
    library = ctypes.CDLL(found)
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalrestriction_check.argtypes = [ctypes.c_void_p]
    library.icalrestriction_check.restype = ctypes.c_int
    library.icalcomponent_as_ical_string_r.argtypes = [ctypes.c_void_p]
    library.icalcomponent_as_ical_string_r.restype = ctypes.c_void_p
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    library.icalmemory_free_buffer.argtypes = [ctypes.c_void_p]
    for step in ("first", "next"):
        of_kind = getattr(library, f"icalcomponent_get_{step}_component")
        of_kind.argtypes, of_kind.restype = [ctypes.c_void_p, ctypes.c_int], ctypes.c_void_p
    for name, kind in (
        ("uid", ctypes.c_char_p),
        ("summary", ctypes.c_char_p),
        ("sequence", ctypes.c_int),
        ("status", ctypes.c_int),
        ("dtstart", _Time),
        ("dtend", _Time),
    ):
        told = getattr(library, f"icalcomponent_get_{name}")
        told.argtypes, told.restype = [ctypes.c_void_p], kind
    library.icalproperty_status_to_string.argtypes = [ctypes.c_int]
    library.icalproperty_status_to_string.restype = ctypes.c_char_p
    library.icaltime_as_timet.argtypes = [_Time]
    library.icaltime_as_timet.restype = ctypes.c_long  # time_t
    library.icalerror_set_errors_are_fatal(0)
    return library


def _text(library: ctypes.CDLL, component: int) -> str:
    buffer = library.icalcomponent_as_ical_string_r(component)
    try:
        return ctypes.string_at(buffer).decode()
    finally:
        library.icalmemory_free_buffer(buffer)


def _noted(text: str) -> list[str]:
    """libical writes what it minds into the component, as X-LIC-ERROR."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    return list(dict.fromkeys(re.findall(r"^X-LIC-ERROR[^:]*:(.*?)\r?$", unfolded, flags=re.MULTILINE)))
