"""Who may what: roles to capabilities, in one table."""

from __future__ import annotations

from functools import cache

from flask import g, has_request_context, request

from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.programs import queries
from mentortrain.programs.queries import Held
from mentortrain.programs.rules import (
    COORDINATOR,
    HOST,
    LEAD,
    MENTEE,
    MENTOR,
    REVIEWER,
    STAFF_ROLES,
    VIEWER,
    Scope,
)
from mentortrain.web.access import Verdict, me

PERSON, ADMIN = "person", "admin"
"""Everybody who is signed in; a site administrator."""
STAFF = frozenset(STAFF_ROLES)

_PARTICIPANT = frozenset({"course.take", "session.see", "session.join", "session.lead"})
_VIEWER = frozenset({"course.take", "people.see", "program.list", "readiness.see", "webinar.see"})
_HOST = frozenset({"attendance.mark", "course.take", "program.list", "session.lead", "webinar.see"})
_REVIEWER = frozenset({"application.review", "course.take", "program.list"})
_COORDINATOR = (
    _VIEWER
    | _HOST
    | _REVIEWER
    | {
        "address.propose",
        "help.answer",
        "invitation.see",
        "invitation.send",
        "note.write",
        "people.bulk",
        "people.invite",
        "person.see",
        "person.withdraw",
        "quiz.adjust",
        "task.do",
        "task.see",
        "webinar.edit",
    }
)
_LEAD = _COORDINATOR | {
    "application.settings",
    "audit.see",
    "certificate.revoke",
    "concern.see",
    "people.merge",
    "program.archive",
    "program.create",
    "program.edit",
    "staff.manage",
}
_SITE = frozenset({"site.accounts", "site.audit", "site.erasure", "site.retention", "site.status"})
"""For administrators alone: what concerns the whole site and everybody's data."""

CAPABILITIES: dict[str, frozenset[str]] = {
    PERSON: frozenset({"file.open", "self.edit", "home.see", "calendar.see"}),
    MENTOR: _PARTICIPANT,
    MENTEE: _PARTICIPANT,
    LEAD: _LEAD,
    COORDINATOR: _COORDINATOR,
    HOST: _HOST,
    REVIEWER: _REVIEWER,
    VIEWER: _VIEWER,
    ADMIN: _LEAD | _SITE,
}

WITHIN_A_GROUP = frozenset(
    {
        "address.propose",
        "application.review",
        "attendance.mark",
        "certificate.revoke",
        "course.take",
        "help.answer",
        "invitation.see",
        "invitation.send",
        "note.write",
        "people.bulk",
        "people.invite",
        "people.see",
        "person.see",
        "person.withdraw",
        "program.list",
        "quiz.adjust",
        "readiness.see",
        "session.lead",
        "task.do",
        "task.see",
        "webinar.edit",
        "webinar.see",
    }
)
"""What somebody who is limited to a group may still do: capabilities whose every route keeps to that group.

Whoever is limited has nothing else, whatever their role. Add a capability here when each of its routes asks
`scope_of`, and tests/programs/test_limit.py and test_walk.py hold.
"""


def decide(person: Person, capability: str, program_id: int | None) -> Verdict:
    """Whether a person may, in this program or (without one) in any.

    A program in which they have no role looks as if it were not there.
    """
    if program_id is None:
        return Verdict.ALLOWED if capability in _anywhere(person) else Verdict.NOT_ALLOWED
    given = powers(person, program_id)
    if not given:
        return Verdict.NOT_THERE
    return Verdict.ALLOWED if capability in given else Verdict.NOT_ALLOWED


def powers(person: Person, program_id: int) -> frozenset[str]:
    """All that a person may in a program; nothing where they have no role in it."""
    held = _held(person)
    roles = held.roles.get(program_id)
    given = _given(frozenset(roles), is_limited=program_id in held.limits) if roles else frozenset()
    if person.is_admin and queries.program_exists(program_id):
        given |= CAPABILITIES[ADMIN]
    return given


def _anywhere(person: Person) -> frozenset[str]:
    held = _held(person)
    in_each = (
        _given(frozenset(roles), is_limited=program_id in held.limits)
        for program_id, roles in held.roles.items()
    )
    of_all = CAPABILITIES[PERSON].union(*in_each)
    return of_all | CAPABILITIES[ADMIN] if person.is_admin else of_all


@cache  # few roles, fewer of them together
def _given(roles: frozenset[str], *, is_limited: bool) -> frozenset[str]:
    """What roles held in one program give; staff who are limited to a group have only what keeps to groups."""
    return frozenset[str]().union(
        *(
            CAPABILITIES[role] & WITHIN_A_GROUP if is_limited and role in STAFF_ROLES else CAPABILITIES[role]
            for role in roles
        )
    )


def gives(role: str, capability: str, *, is_limited: bool) -> bool:
    """Whether one role gives a capability, to who is limited to a group or is not."""
    return capability in _given(frozenset({role}), is_limited=is_limited)


def may(capability: str, program_id: int | None) -> bool:
    """Whether who is signed in may: for buttons and links that only some staff have."""
    return decide(me(), capability, program_id) is Verdict.ALLOWED


def scope_of(person: Person, program_id: int) -> Scope:
    """What of a program its staff may be shown: all of it, or the one group that they are limited to.

    NotThere for who is no staff of it: there is nothing to show.
    """
    held = _held(person)
    if person.is_admin:
        return Scope.whole(program_id)
    if not held.roles.get(program_id, set()) & STAFF:
        raise NotThere
    return Scope(program_id, held.limits.get(program_id))


def chosen(limit: Scope) -> Scope:
    """What a page shows of what somebody may be shown: the group that its address asks for (?group=3), or all.

    Who is limited to a group sees that one, whatever they ask for. A group of another program has nobody in this.
    """
    wanted = request.args.get("group", "")
    if limit.cohort_id is not None or not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return limit
    return Scope(limit.program_id, int(wanted))


def scopes_of(person: Person) -> dict[int, Scope]:
    """The same for every program whose staff somebody is by a grant."""
    held = _held(person)
    return {
        program_id: Scope(program_id, held.limits.get(program_id))
        for program_id, roles in held.roles.items()
        if roles & STAFF
    }


def roles_of(person: Person) -> dict[int, set[str]]:
    """A person's roles by program; asked of the database once a request, of who reads together with the person."""
    return _held(person).roles


def _held(person: Person) -> Held:
    if not has_request_context():
        return queries.held_by(person.id)
    known: dict[int, Held] = g.setdefault("roles", {})
    if person.id not in known:
        rows = person.beside
        known[person.id] = queries.held_by(person.id) if rows is None else queries.held_in(rows)
    return known[person.id]


def sees_person(who: Person, person_id: int) -> bool:
    """Whether somebody sees the people of a program and a group that this person is in.

    Staff are seen by whoever sees the people of their program.
    """
    return any(
        decide(who, "people.see", program_id) is Verdict.ALLOWED
        and (cohort_id is None or scope_of(who, program_id).holds(cohort_id))
        for program_id, cohort_id in queries.places_of(person_id)
    )


def is_staff(person: Person) -> bool:
    """Whether a person has a role among the staff of any program, or runs the site."""
    return person.is_admin or any(roles & STAFF for roles in roles_of(person).values())


def participant_roles(person: Person) -> set[str]:
    """mentor, mentee, both or neither, in any program."""
    held = {role for roles in roles_of(person).values() for role in roles}
    return held & {MENTOR, MENTEE}
