"""What the record says of sessions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Change, Details, Kind, Sort, Thing, register, register_sort
from mentortrain.audit.words import as_moment, as_text, field_rows
from mentortrain.web.dates import minutes
from mentortrain.webinars import queries
from mentortrain.webinars.words import provider_name, reminders


def _start(details: Details) -> Mapping[str, str]:
    return {"start": as_moment(details["starts_at"])}


def _move(details: Details) -> Mapping[str, str]:
    changed = details["changed"]
    if "starts_at" not in changed:
        before, after = changed["minutes"]
        return {"before": minutes(before), "after": minutes(after)}
    before, after = changed["starts_at"]
    return {"before": as_moment(before), "after": as_moment(after)}


def _marked(details: Details) -> Mapping[str, str]:
    count = len(details["marks"])
    return {"count": ngettext("%(num)d mark", "%(num)d marks", count)}


def _registered(details: Details) -> Mapping[str, str]:
    count = details["registered"]
    return {
        "registered": ngettext("%(num)d person", "%(num)d people", count),
        "waiting": str(details["waiting"]),
    }


def _marks(details: Details) -> Sequence[Change]:
    changes = [
        Change(_("Minutes there"), _there(before), _there(after), person_id)
        for person_id, before, after in details["marks"]
    ]
    reason = details.get("reason")
    return [*changes, Change(_("Reason"), "", reason)] if reason else changes


def _imported(details: Details) -> Mapping[str, str]:
    return {
        "provider": provider_name(details["provider"]),
        "people": ngettext("%(num)d person", "%(num)d people", details["people"]),
    }


def _taken_back(details: Details) -> Mapping[str, str]:
    return {"provider": provider_name(details["provider"])}


def _there(count: Any) -> str:
    return _("not there") if count is None else minutes(count)


def _told(details: Details) -> Mapping[str, str]:
    return {"told": ngettext("%(num)d person", "%(num)d people", details["told"])}


def _material(details: Details) -> Mapping[str, str]:
    return {"thing": str(details["thing"])}


def _made_up_by(details: Details) -> Mapping[str, str]:
    return {"open_to": str(_OPEN_TO[details["open_to"]])}


_OPEN_TO = {
    "nobody": _l("nobody"),
    "partly": _l("who was there for a part"),
    "everybody": _l("everybody whom it is for"),
}
_fields = field_rows(
    {
        "title": _l("Title"),
        "topic": _l("Topic"),
        "description": _l("Description"),
        "starts_at": _l("Start"),
        "minutes": _l("Length"),
        "time_zone": _l("Time zone"),
        "capacity": _l("Places"),
        "host_name": _l("Host"),
        "host_id": _l("Who of the staff leads it"),
        "co_hosts": _l("Who leads it as well"),
        "cohort_id": _l("For whom"),
        "role": _l("For which role"),
        "meeting_url": _l("Link to the meeting"),
        "meeting_code": _l("Meeting ID"),
        "passcode": _l("Passcode"),
        "dial_in": _l("Numbers to call"),
        "language": _l("Language"),
        "course_id": _l("Course that it is about"),
        "module": _l("Part of the course"),
        "threshold_percent": _l("Counts from"),
        "reminders": _l("Reminders"),
    },
    {
        "starts_at": as_moment,
        "minutes": minutes,
        "time_zone": lambda name: as_text(name).replace("_", " "),
        "reminders": reminders,
        "threshold_percent": lambda percent: f"{percent} %",
    },
)

register(
    Kind(
        "webinar.scheduled",
        _l("Session scheduled"),
        _l("%(who)s scheduled %(what)s for %(start)s."),
        facts=_start,
    ),
    Kind(
        "webinar.drafted",
        _l("Session drafted"),
        _l("%(who)s drafted %(what)s for %(start)s."),
        facts=_start,
    ),
    Kind(
        "webinar.published",
        _l("Session published"),
        _l("%(who)s published %(what)s for %(start)s."),
        facts=_start,
    ),
    Kind("webinar.discarded", _l("Draft discarded"), _l("%(who)s discarded the draft %(what)s.")),
    Kind(
        "webinar.moved",
        _l("Session moved"),
        _l("%(who)s moved %(what)s from %(before)s to %(after)s."),
        facts=_move,
        rows=_fields,
    ),
    Kind("webinar.edited", _l("Session edited"), _l("%(who)s edited %(what)s."), rows=_fields),
    Kind(
        "webinar.opened",
        _l("Session opened to everybody"),
        _l("%(who)s opened %(what)s to everybody, also without an account."),
    ),
    Kind(
        "webinar.closed",
        _l("Session closed to guests"),
        _l("%(who)s let only the program come to %(what)s again."),
    ),
    Kind("webinar.begun", _l("Session begun"), _l("%(who)s began %(what)s.")),
    Kind("webinar.ended", _l("Session ended"), _l("%(who)s ended %(what)s.")),
    Kind("webinar.cancelled", _l("Session cancelled"), _l("%(who)s cancelled %(what)s.")),
    Kind(
        "registration.made",
        _l("People registered"),
        _l("%(who)s registered %(registered)s for %(what)s; %(waiting)s wait for a place."),
        facts=_registered,
    ),
    Kind(
        "attendance.marked",
        _l("Attendance marked"),
        _l("%(who)s changed %(count)s of who was at %(what)s."),
        facts=_marked,
        rows=_marks,
    ),
    Kind(
        "attendance.imported",
        _l("Attendance imported"),
        _l("%(who)s imported %(provider)s about %(what)s, for %(people)s."),
        facts=_imported,
        rows=_marks,
    ),
    Kind(
        "attendance.taken_back",
        _l("Report of attendance taken back"),
        _l("%(who)s took back %(provider)s about %(what)s."),
        facts=_taken_back,
        rows=_marks,
    ),
    Kind(
        "recording.added",
        _l("Recording added"),
        _l("%(who)s added the recording of %(what)s and told %(told)s by mail."),
        facts=_told,
    ),
    Kind("recording.removed", _l("Recording removed"), _l("%(who)s removed the recording of %(what)s.")),
    Kind(
        "material.added",
        _l("Material added"),
        _l("%(who)s added “%(thing)s” to %(what)s."),
        facts=_material,
    ),
    Kind(
        "material.removed",
        _l("Material removed"),
        _l("%(who)s removed “%(thing)s” from %(what)s."),
        facts=_material,
    ),
    Kind(
        "makeup.offered",
        _l("Making up offered"),
        _l("%(who)s said who may make %(what)s up: %(open_to)s."),
        facts=_made_up_by,
    ),
    Kind(
        "makeup.default_set",
        _l("Making up in a program"),
        _l("%(who)s said who may make up new sessions of %(what)s: %(open_to)s."),
        facts=_made_up_by,
    ),
)


def _find(ids: Collection[int]) -> dict[int, Thing]:
    return {
        webinar.id: Thing(
            webinar.entry.title,
            url_for("webinars.show", program_id=webinar.program_id, webinar_id=webinar.id),
        )
        for webinar in queries.with_ids(ids)
    }


register_sort(Sort("webinar", _l("session"), _find))
