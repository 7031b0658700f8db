"""Who reads which tasks: staff those of their programs, limited to their group where they are."""

from __future__ import annotations

from mentortrain.people.models import Person
from mentortrain.programs.access import CAPABILITIES, roles_of, scopes_of
from mentortrain.tasks.queries import Reader

SEE, DO = "task.see", "task.do"


def reader_of(person: Person, capability: str) -> Reader:
    """What somebody may do with tasks under this capability, grant by grant."""
    roles = roles_of(person)
    return Reader(
        person_id=person.id,
        is_admin=person.is_admin,
        scopes=tuple(
            scope
            for program_id, scope in sorted(scopes_of(person).items())
            if any(capability in CAPABILITIES[role] for role in roles[program_id])
        ),
    )


def roles_with(capability: str) -> list[str]:
    """The roles that have a capability."""
    return sorted(role for role, held in CAPABILITIES.items() if capability in held)
