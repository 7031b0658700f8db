"""What the record says of programs, and of who is invited into them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.audit.words import as_day, field_rows
from mentortrain.programs import queries
from mentortrain.programs.rules import SEND
from mentortrain.programs.words import MARK_NAMES, ROLES


def _invited(details: Details) -> Mapping[str, str]:
    count = len(details["participations"]) + len(details["grants"])
    return {"people": ngettext("%(num)d person", "%(num)d people", count)}


def _opened(details: Details) -> Mapping[str, str]:
    return {"mails": ngettext("%(num)d invitation", "%(num)d invitations", details["mails"])}


_DATES = {
    "opens_on": _l("Training opens"),
    "pairing_on": _l("Pairing day"),
    "ends_on": _l("End"),
    "time_zone": _l("Time zone"),
}


def _break(details: Details) -> Mapping[str, str]:
    return {"first": as_day(details["first"]), "last": as_day(details["last"])}


def _answered(details: Details) -> Mapping[str, str]:
    return {
        "answer": _("sent") if details["answer"] == SEND else _("not sent"),
        "mails": ngettext("%(num)d mail", "%(num)d mails", details["mails"]),
        "mark": str(MARK_NAMES.get(details["mark"], details["mark"])),
    }


def _invited_again(details: Details) -> Mapping[str, str]:
    count = len(details["participations"])
    return {"people": ngettext("%(num)d person", "%(num)d people", count)}


def _role(details: Details) -> Mapping[str, str]:
    role = str(ROLES[details["role"]])
    return {"role": _("%(role)s of one group", role=role) if details["cohort_id"] else role}


register(
    Kind(
        "staff.given",
        _l("Role given"),
        _l("%(who)s gave %(whom)s a role in %(what)s: %(role)s."),
        facts=_role,
    ),
    Kind(
        "staff.changed",
        _l("Role changed"),
        _l("%(who)s changed the role of %(whom)s in %(what)s: %(role)s now."),
        facts=_role,
    ),
    Kind(
        "staff.taken",
        _l("Role taken away"),
        _l("%(who)s ended that %(whom)s is on the staff of %(what)s: %(role)s."),
        facts=_role,
    ),
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
                "touch_level": _l("How closely staff accompany"),
                **_DATES,
            },
            dict.fromkeys(("opens_on", "pairing_on", "ends_on"), as_day),
        ),
    ),
    Kind("program.opened", _l("Program opened"), _l("%(who)s opened %(what)s: %(mails)s."), facts=_opened),
    Kind("program.archived", _l("Program archived"), _l("%(who)s put %(what)s into the archive.")),
    Kind(
        "program.brought_back",
        _l("Program brought back"),
        _l("%(who)s brought %(what)s back from the archive."),
    ),
    Kind("program.copied", _l("Program copied"), _l("%(who)s copied %(what)s, without its people.")),
    Kind("group.added", _l("Group added"), _l("%(who)s added the group %(what)s.")),
    Kind(
        "group.edited",
        _l("Group edited"),
        _l("%(who)s edited the group %(what)s."),
        rows=field_rows(
            {"name": _l("Name"), "kind": _l("What it has in common"), **_DATES},
            dict.fromkeys(("opens_on", "pairing_on", "ends_on"), as_day),
        ),
    ),
    Kind("group.removed", _l("Group removed"), _l("%(who)s removed the group %(what)s.")),
    Kind(
        "break.added",
        _l("Break added"),
        _l("%(who)s gave %(what)s a break from %(first)s to %(last)s."),
        facts=_break,
    ),
    Kind(
        "break.removed",
        _l("Break removed"),
        _l("%(who)s took back the break of %(what)s from %(first)s to %(last)s."),
        facts=_break,
    ),
    Kind(
        "mark.answered",
        _l("Mails of a mark answered"),
        _l("%(who)s decided for %(what)s, past its mark %(mark)s: %(mails)s %(answer)s."),
        facts=_answered,
    ),
    Kind(
        "people.invited",
        _l("People invited"),
        _l("%(who)s invited %(people)s to %(what)s."),
        facts=_invited,
    ),
    Kind(
        "people.invited_again",
        _l("People invited again"),
        _l("%(who)s invited %(people)s to %(what)s once more."),
        facts=_invited_again,
    ),
    Kind(
        "invitation.link_handed_out",
        _l("Sign-in link handed out"),
        _l("%(who)s took a sign-in link for %(whom)s, to pass it on."),
    ),
    Kind(
        "invitation.address_corrected",
        _l("Address of an invitation corrected"),
        _l("%(who)s corrected the address of %(whom)s, who had never signed in."),
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


def _groups(ids: Collection[int]) -> dict[int, Thing]:
    return {
        cohort_id: Thing(name, url_for("programs.groups", program_id=program_id))
        for cohort_id, (program_id, name) in queries.group_names(ids).items()
    }


register_sort(Sort("group", _l("group"), _groups))
register_sort(Sort("program", _l("program"), _programs))
register_sort(Sort("participation", _l("person"), _participations))
