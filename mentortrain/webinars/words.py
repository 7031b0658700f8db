"""Words for reminders and zones, to staff and in the record, and for what reports of attendance are and say."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.agenda.rules import REMINDERS as OFFERED
from mentortrain.web.dates import minutes

_WORDS = (
    _l("a week before"),
    _l("two days before"),
    _l("a day before"),
    _l("two hours before"),
    _l("an hour before"),
    _l("15 minutes before"),
)
REMINDERS = dict(zip(OFFERED, _WORDS, strict=True))
"""By minutes before the start."""


def place_of(zone: str) -> str:
    """'Bogota' of 'America/Bogota': the city that the zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def reminders(minutes: Collection[int]) -> str:
    """'a day before, 15 minutes before', or 'none'."""
    said = [str(REMINDERS[one]) for one in sorted(minutes, reverse=True) if one in REMINDERS]
    return ", ".join(said) or str(_("none"))


_PROVIDERS = {
    "zoom": _l("a report from Zoom"),
    "teams": _l("a report from Teams"),
    "meet": _l("a report from Google Meet"),
}

FAULTS = {
    "meeting.time": _l("its time is written in a way that is not known"),
    "meeting.other_day": _l("its time is of another day than the session"),
    "meeting.no_time": _l("it has no time and no length"),
    "meeting.length": _l("its length is written in a way that is not known"),
    "meeting.backwards": _l("somebody leaves before they come"),
    "meeting.no_name": _l("it has no name and no address"),
    "meeting.action": _l("it is neither a coming nor a going"),
    "meeting.left_only": _l("it says that somebody left who had not come"),
    "meeting.line": _l("it is in no list of people"),
    "meeting.never_left": _l("it does not say when somebody left: counted to the end of the session"),
    "meeting.never_came": _l("it does not say when somebody came: counted from the start of the session"),
}
"""Why a line of a report is left out, or what was assumed of it."""

MATCHED = {
    "address": _l("by their mail address"),
    "memory": _l("as staff said before"),
    "name": _l("by their name"),
    "phone": _l("by the last digits of their phone"),
}


def provider_name(provider: str) -> str:
    """'a report from Zoom', to stand within a sentence."""
    return str(_PROVIDERS.get(provider) or _("a report"))


USEFUL = {
    1: _l("Not at all"),
    2: _l("A little"),
    3: _l("Somewhat"),
    4: _l("Quite"),
    5: _l("Very"),
}
"""How useful a session was."""

_ANSWER = {
    1: _l("answer one question"),
    2: _l("answer two questions"),
    3: _l("answer three questions"),
}


def partly_words(there: int, length: int, needed: int, questions: int | None) -> str:
    """'41 of 60 minutes; 48 count: watch the rest and answer three questions'; None: it cannot be made up."""
    facts = {"there": there, "length": minutes(length), "needed": needed}
    if questions is None:
        return str(_("%(there)s of %(length)s; %(needed)s count", **facts))
    if not questions:
        return str(
            _("%(there)s of %(length)s; %(needed)s count: watch the rest and say that you have", **facts)
        )
    deed = str(_ANSWER[questions])
    return str(
        _("%(there)s of %(length)s; %(needed)s count: watch the rest and %(deed)s", **facts, deed=deed)
    )


def missed_words(questions: int) -> str:
    """'You can make it up: watch the recording and answer three questions'."""
    if not questions:
        return str(_("You can make it up: watch the recording and say that you have"))
    return str(_("You can make it up: watch the recording and %(deed)s", deed=str(_ANSWER[questions])))
