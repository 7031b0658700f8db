"""Who may what: roles to capabilities, in one table."""

from __future__ import annotations

from flask import g, has_request_context

from mentortrain.people.models import Person
from mentortrain.programs import queries
from mentortrain.programs.rules import LEAD, MENTEE, MENTOR
from mentortrain.web.access import Verdict

PERSON, ADMIN = "person", "admin"
"""Everybody who is signed in; a site administrator."""

_PARTICIPANT = frozenset({"course.take", "session.see", "session.join"})
_STAFF = frozenset(
    {
        "attendance.mark",
        "audit.see",
        "course.take",
        "people.invite",
        "people.see",
        "program.create",
        "program.edit",
        "program.list",
        "readiness.see",
        "webinar.edit",
        "webinar.see",
    }
)
_SITE = frozenset({"site.accounts", "site.audit", "site.erasure", "site.retention", "site.status"})
"""For administrators alone: what concerns the whole site and everybody's data."""

CAPABILITIES: dict[str, frozenset[str]] = {
    PERSON: frozenset({"file.open", "self.edit", "home.see", "calendar.see"}),
    MENTOR: _PARTICIPANT,
    MENTEE: _PARTICIPANT,
    LEAD: _STAFF,
    ADMIN: _STAFF | _SITE,
}


def decide(person: Person, capability: str, program_id: int | None) -> Verdict:
    """Whether a person may, in this program or (without one) in any.

    A program in which they have no role looks as if it were not there.
    """
    if program_id is not None:
        roles = set(roles_of(person).get(program_id, ()))
        if person.is_admin and queries.program_exists(program_id):
            roles.add(ADMIN)
        if not roles:
            return Verdict.NOT_THERE
    else:
        roles = {role for held in roles_of(person).values() for role in held} | {PERSON}
        if person.is_admin:
            roles.add(ADMIN)
    allowed = any(capability in CAPABILITIES[role] for role in roles)
    return Verdict.ALLOWED if allowed else Verdict.NOT_ALLOWED


def roles_of(person: Person) -> dict[int, set[str]]:
    """A person's roles by program; asked of the database once a request, of who reads together with the person."""
    if not has_request_context():
        return queries.roles_by_program(person.id)
    held: dict[int, dict[int, set[str]]] = g.setdefault("roles", {})
    if person.id not in held:
        rows = person.beside
        held[person.id] = queries.roles_by_program(person.id) if rows is None else queries.roles_in(rows)
    return held[person.id]


def sees_person(who: Person, person_id: int) -> bool:
    """Whether somebody sees the people of a program that this person is in."""
    programs = queries.roles_by_program(person_id)
    return any(decide(who, "people.see", program_id) is Verdict.ALLOWED for program_id in programs)


def is_staff(person: Person) -> bool:
    """Whether a person runs any program, or the site."""
    return person.is_admin or any(LEAD in roles for roles in roles_of(person).values())


def participant_roles(person: Person) -> set[str]:
    """mentor, mentee, both or neither, in any program."""
    held = {role for roles in roles_of(person).values() for role in roles}
    return held & {MENTOR, MENTEE}
