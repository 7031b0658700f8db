"""What the record says of lists of people, and of what staff do with those in them."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, register
from mentortrain.programs.rules import DECLINED
from mentortrain.web.dates import short_day


def _how(details: Details) -> dict[str, str]:
    return {"how": _("declined") if details["how"] == DECLINED else _("withdrawn")}


def _days(details: Details) -> dict[str, str]:
    first, last = (date.fromisoformat(details[name]) for name in ("starts_on", "ends_on"))
    return {"first": short_day(first), "last": short_day(last)}


def _asked(details: Details) -> dict[str, str]:
    return {"people": ngettext("%(num)d person", "%(num)d people", details["people"])}


register(
    Kind(
        "people.asked_to_session",
        _l("People invited to a session"),
        _l("%(who)s invited %(people)s to %(what)s."),
        facts=_asked,
    ),
    Kind(
        "person.left",
        _l("Somebody left a program"),
        _l("%(who)s ended the part of %(whom)s: %(how)s."),
        facts=_how,
    ),
    Kind("person.left_alone", _l("Somebody left by themselves"), _l("%(whom)s ended their own part.")),
    Kind(
        "person.came_back",
        _l("Somebody came back by themselves"),
        _l("%(whom)s took back that they had ended their part."),
    ),
    Kind("person.rejoined", _l("Somebody taken back"), _l("%(who)s took %(whom)s back into the program.")),
    Kind(
        "person.on_leave",
        _l("Leave noted"),
        _l("%(who)s noted leave of %(whom)s from %(first)s to %(last)s."),
        facts=_days,
    ),
    Kind("person.leave_taken_back", _l("Leave taken back"), _l("%(who)s took a leave of %(whom)s back.")),
    Kind(
        "person.moved", _l("Somebody moved to another group"), _l("%(who)s moved %(whom)s to another group.")
    ),
    Kind(
        "merge.previewed",
        _l("Two accounts compared"),
        _l("%(who)s looked at what making one account of two of %(whom)s would do."),
    ),
    Kind(
        "merge.asked",
        _l("Asked about two accounts"),
        _l("%(who)s asked whether two accounts are of one person: %(whom)s."),
    ),
    Kind("merge.refused", _l("Two accounts stay two"), _l("A mailbox said no: two accounts stay two.")),
    Kind(
        "merge.taken_back",
        _l("Question about two accounts taken back"),
        _l("%(who)s took back the question whether two accounts are of one person: %(whom)s."),
    ),
    Kind(
        "merge.done",
        _l("Two accounts made one"),
        _l("Two accounts of %(whom)s became one, as their mailboxes or an administrator said."),
    ),
    Kind("note.written", _l("Note written"), _l("%(who)s wrote a note on %(whom)s.")),
    Kind("note.mended", _l("Note mended"), _l("%(who)s mended a note on %(whom)s.")),
    Kind("note.deleted", _l("Note deleted"), _l("%(who)s deleted a note on %(whom)s.")),
    Kind(
        "people_view.kept",
        _l("View of the people kept"),
        _l("%(who)s kept a view of the people of %(what)s."),
    ),
    Kind(
        "people_view.dropped",
        _l("View of the people dropped"),
        _l("%(who)s dropped a view of the people of %(what)s."),
    ),
    Kind(
        "people.exported",
        _l("List of people downloaded"),
        _l("%(who)s downloaded the list of people of %(what)s."),
    ),
)
