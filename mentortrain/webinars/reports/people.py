"""The lines of a report by person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mentortrain.people.names import plain
from mentortrain.webinars.reports.lines import CAME, Visit
from mentortrain.webinars.reports.values import Attendee, Fault, Meeting
from mentortrain.webinars.stays import Stay


def gathered(visits: Sequence[Visit], meeting: Meeting) -> tuple[tuple[Attendee, ...], list[Fault]]:
    """Each person once, in the order of the file, and notes of what had to be assumed.

    An address makes somebody one person whatever their name; a name without one belongs to the address that the
    same name has elsewhere, where that is a single one.
    """
    addresses: dict[str, set[str]] = {}
    for visit in visits:
        if visit.address:
            addresses.setdefault(plain(visit.name), set()).add(visit.address.casefold())
    people: dict[str, list[Visit]] = {}
    for visit in visits:
        people.setdefault(_key(visit, addresses), []).append(visit)
    notes: list[Fault] = [
        Fault(visit.line, visit.note, _label(visit), is_note=True) for visit in visits if visit.note
    ]
    found = [_attendee(theirs, meeting, notes) for theirs in people.values()]
    return tuple(one for one in found if one.stays), notes


def _key(visit: Visit, addresses: dict[str, set[str]]) -> str:
    if visit.address:
        return f"@{visit.address.casefold()}"
    name = plain(visit.name)
    known = addresses.get(name, set()) if name else set()
    if len(known) == 1:
        return f"@{next(iter(known))}"
    return f"n{name}" if name else f"p{visit.phone or visit.name}"


def _attendee(visits: list[Visit], meeting: Meeting, notes: list[Fault]) -> Attendee:
    detailed = [visit for visit in visits if visit.is_detail]
    used = detailed or visits  # each coming and going, where it is listed, says more than the sum of it
    stays = [visit.stay for visit in used if not visit.action]
    stays += _paired([visit for visit in used if visit.action], meeting, notes)
    return Attendee(
        name=next((visit.name for visit in visits if visit.name), ""),
        address=next((visit.address for visit in visits if visit.address), ""),
        phone=next((visit.phone for visit in visits if visit.phone), ""),
        stays=tuple(stays),
        lines=tuple(visit.line for visit in visits),
    )


def _paired(visits: Iterable[Visit], meeting: Meeting, notes: list[Fault]) -> list[Stay]:
    """Stays out of comings and goings. Who never left stayed to the end; a going without a coming says nothing."""
    stays, came = [], None
    for visit in sorted(visits, key=lambda one: (one.moment or meeting.starts_at, one.line)):
        if visit.action == CAME:
            came = came or visit  # on a second device
        elif came is None:
            notes.append(Fault(visit.line, "meeting.left_only", _label(visit)))
        else:
            stays.append(Stay(came.moment, visit.moment))
            came = None
    if came is not None and came.moment is not None and came.moment < meeting.ends_at:
        stays.append(Stay(came.moment, meeting.ends_at))
        notes.append(Fault(came.line, "meeting.never_left", _label(came), is_note=True))
    return stays


def _label(visit: Visit) -> str:
    return visit.name or visit.address or visit.phone
