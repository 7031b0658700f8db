"""What the record says of programs, and of who is invited into them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.audit.words import as_day, field_rows
from mentortrain.programs import queries


def _invited(details: Details) -> Mapping[str, str]:
    count = len(details["participations"]) + len(details["grants"])
    return {"people": ngettext("%(num)d person", "%(num)d people", count)}


register(
    Kind("program.made", _l("Program made"), _l("%(who)s made %(what)s.")),
    Kind(
        "program.edited",
        _l("Program edited"),
        _l("%(who)s edited the settings of %(what)s."),
        rows=field_rows(
            {
                "name": _l("Name"),
                "audience": _l("Who it is for"),
                "hours_per_month": _l("Hours a month"),
                "digital_requirements": _l("What people need"),
                "opens_on": _l("Training opens"),
                "pairing_on": _l("Pairing day"),
                "ends_on": _l("End"),
                "time_zone": _l("Time zone"),
            },
            dict.fromkeys(("opens_on", "pairing_on", "ends_on"), as_day),
        ),
    ),
    Kind(
        "people.invited",
        _l("People invited"),
        _l("%(who)s invited %(people)s to %(what)s."),
        facts=_invited,
    ),
)


def _programs(ids: Collection[int]) -> dict[int, Thing]:
    return {
        program_id: Thing(name, url_for("programs.people", program_id=program_id))
        for program_id, name in queries.names_of(ids).items()
    }


def _participations(ids: Collection[int]) -> dict[int, Thing]:
    return {
        part.id: Thing(
            part.person.name,
            url_for("insight.person", program_id=part.program_id, participation_id=part.id),
        )
        for part in queries.participations_with(ids)
    }


register_sort(Sort("program", _l("program"), _programs))
register_sort(Sort("participation", _l("person"), _participations))
