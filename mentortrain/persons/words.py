"""States and requirements of people in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.persons.queries import Row
from mentortrain.persons.rules import INVITED, JOINED, LEFT, ON_LEAVE, READY
from mentortrain.programs.line import INVITATION, LEAVE, MAIL, NOTE, SESSION, STAFF, TRAINING, VISIT
from mentortrain.programs.line import READY as READY_FACT
from mentortrain.programs.rules import DECLINED, ERASED
from mentortrain.readiness.rules import LESSONS
from mentortrain.web.dates import short_day


def state_word(row: Row) -> tuple[str, str]:
    """(the chip, its words) for somebody of the list."""
    if row.left_at:
        how = {DECLINED: _("declined"), ERASED: _("erased")}.get(row.left_how or "", _("withdrawn"))
        return "later", how
    if row.away_until:
        return "plain", _("on leave until %(day)s", day=short_day(row.away_until))
    if row.ready_at:
        return "done", _("ready")
    return ("today", _("joined")) if row.joined_at else ("waiting", _("invited"))


def state_name(state: str) -> str:
    """A state as a choice of the filter."""
    return {
        INVITED: _("invited, not here yet"),
        JOINED: _("joined, not ready yet"),
        READY: _("ready"),
        ON_LEAVE: _("on leave"),
        LEFT: _("declined or withdrawn"),
    }[state]


def requirement(value: str, course: str) -> str:
    """What somebody may lack, as a choice of the filter."""
    if value == "session":
        return _("a live session")
    if value.startswith(LESSONS):
        return _("%(course)s: lessons", course=course)
    return _("%(course)s: quiz", course=course)


def ended(found: Mapping[str, int]) -> str:
    """What a departure ended, in a sentence; empty where there was nothing."""
    said = []
    if count := found.get("mails", 0):
        said.append(ngettext("%(num)d mail that waited", "%(num)d mails that waited", count))
    if count := found.get("sessions", 0):
        said.append(ngettext("%(num)d place in a session", "%(num)d places in sessions", count))
    return _("Ended with it: %(what)s.", what=", ".join(said)) if said else ""


def line_name(kind: str) -> str:
    """A kind of fact as a choice above the line of time."""
    return {
        INVITATION: _("Invitation"),
        MAIL: _("Mails"),
        VISIT: _("Visits"),
        TRAINING: _("Training"),
        SESSION: _("Sessions"),
        READY_FACT: _("Ready"),
        LEAVE: _("Leave"),
        NOTE: _("Notes"),
        STAFF: _("Staff"),
    }[kind]
