"""What the record says of applications, and of the doors they came through."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.applications import queries
from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.audit.words import field_rows


def _told(details: Details) -> Mapping[str, str]:
    return {
        "people": ngettext("%(num)d address was told", "%(num)d addresses were told", details["told"]),
        "mentors": ngettext("%(num)d mentor", "%(num)d mentors", details["mentors"]),
    }


register(
    Kind(
        "intake.changed",
        _l("Applications set up"),
        _l("%(who)s changed how %(what)s takes applications."),
        rows=field_rows(
            {
                "is_open": _l("Takes applications"),
                "slug": _l("Address of the page"),
                "introduction": _l("Introduction"),
                "mentor_places": _l("Places for mentors"),
                "mentee_places": _l("Places for mentees"),
                "mentors_first": _l("Mentors before mentees"),
            }
        ),
    ),
    Kind(
        "intake.mentees_opened",
        _l("Opened for mentees"),
        _l("%(who)s let mentees apply for %(what)s; %(people)s."),
        facts=_told,
    ),
    Kind(
        "intake.mentees_opened_by_itself",
        _l("Opened for mentees by itself"),
        _l("With %(mentors)s on the way, %(what)s opened for mentees; %(people)s."),
        facts=_told,
    ),
    Kind("application.accepted", _l("Application accepted"), _l("%(who)s accepted %(what)s.")),
    Kind(
        "application.put_on_list",
        _l("Put on the waiting list"),
        _l("%(who)s put %(what)s on the waiting list."),
    ),
    Kind(
        "application.moved",
        _l("Application moved to another group"),
        _l("%(who)s moved %(what)s to another group."),
    ),
    Kind("application.declined", _l("Application declined"), _l("%(who)s declined %(what)s.")),
    Kind("application.taken_back", _l("Answer taken back"), _l("%(who)s took the answer to %(what)s back.")),
    Kind("application.seen", _l("Application read"), _l("%(who)s read %(what)s.")),
)


def _applications(ids: Collection[int]) -> dict[int, Thing]:
    return {
        one.id: Thing(
            _("the application of %(name)s", name=one.name),
            url_for("applications.show", program_id=one.program_id, application_id=one.id),
        )
        for one in queries.applications_with(ids)
    }


register_sort(Sort("application", _l("application"), _applications))
