"""States and requirements of people, and what is done for many of them, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.persons.queries import Row
from mentortrain.persons.rules import INVITED, JOINED, LEFT, ON_LEAVE, READY
from mentortrain.persons.rules.bulk import EXPORT, INVITE, MOVE, WITHDRAW
from mentortrain.persons.rules.bulk import LEAVE as PUT_ON_LEAVE
from mentortrain.persons.rules.bulk import SESSION as ASK_TO_SESSION
from mentortrain.programs.line import INVITATION, LEAVE, MAIL, NOTE, SESSION, STAFF, TRAINING, VISIT
from mentortrain.programs.line import READY as READY_FACT
from mentortrain.programs.rules import DECLINED, ERASED
from mentortrain.readiness.rules import LESSONS, LIVE_SESSION, PRACTICE
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
    if value.startswith(LIVE_SESSION):
        return _("%(course)s: live session", course=course)
    if value.startswith(PRACTICE):
        return _("%(course)s: conversations", course=course)
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


BULK_NAMES = {
    INVITE: _l("Invite again"),
    ASK_TO_SESSION: _l("Invite to a session"),
    MOVE: _l("Move to another group"),
    PUT_ON_LEAVE: _l("Put on leave"),
    WITHDRAW: _l("End their part"),
    EXPORT: _l("Download as CSV"),
}
"""What can be done for many, in the order in which it is offered."""

BULK_PROBLEMS = {
    "left": _l("takes part no more"),
    "elsewhere": _l("is not in your group"),
    "there": _l("is in that group already"),
    "group_gone": _l("that group is there no more"),
    "joined": _l("has joined"),
    "no_address": _l("has no address"),
    "away": _l("is on leave"),
    "lately": _l("was written to in the last two days"),
    "waits": _l("the invitation has not gone yet"),
    "overlaps": _l("has leave on some of these days"),
    "other_group": _l("the session is for another group or role"),
    "known": _l("is invited, registered, or said no"),
    "session_gone": _l("the session is off or over"),
    "no_permission": _l("you may not do this any more"),
    "archived": _l("the program is archived"),
}
"""Why somebody is left out."""


def bulk_deed(kind: str, count: int, what: str) -> str:
    """What would be done for so many, as on the button. `what` is the group, the session or the days."""
    if kind == MOVE:
        return ngettext(
            "Move %(num)d person to %(what)s", "Move %(num)d people to %(what)s", count, what=what
        )
    if kind == INVITE:
        return ngettext("Invite %(num)d person again", "Invite %(num)d people again", count)
    if kind == ASK_TO_SESSION:
        return ngettext(
            "Invite %(num)d person to “%(what)s”", "Invite %(num)d people to “%(what)s”", count, what=what
        )
    if kind == PUT_ON_LEAVE:
        return ngettext(
            "Put %(num)d person on leave, %(what)s", "Put %(num)d people on leave, %(what)s", count, what=what
        )
    return ngettext("End the part of %(num)d person", "End the part of %(num)d people", count)


def bulk_done(kind: str, count: int, what: str) -> str:
    """What was done for so many."""
    if kind == MOVE:
        return ngettext(
            "%(num)d person is in %(what)s now", "%(num)d people are in %(what)s now", count, what=what
        )
    if kind == INVITE:
        return ngettext("%(num)d person is invited again", "%(num)d people are invited again", count)
    if kind == ASK_TO_SESSION:
        return ngettext(
            "%(num)d person is invited to “%(what)s”",
            "%(num)d people are invited to “%(what)s”",
            count,
            what=what,
        )
    if kind == PUT_ON_LEAVE:
        return ngettext(
            "Leave of %(num)d person is noted, %(what)s",
            "Leave of %(num)d people is noted, %(what)s",
            count,
            what=what,
        )
    return ngettext("%(num)d person takes part no more", "%(num)d people take part no more", count)


def bulk_mails(kind: str, count: int) -> str:
    """How many mails it sends."""
    if not count:
        return _("No mail is sent.")
    if kind == WITHDRAW:
        return ngettext(
            "At most %(num)d mail goes, which takes a session out of a calendar.",
            "At most %(num)d mails go, which take sessions out of calendars.",
            count,
        )
    return ngettext("%(num)d mail is sent.", "%(num)d mails are sent.", count)
