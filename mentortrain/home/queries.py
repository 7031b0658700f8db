"""What Home reads of one person, in as few statements as the features it is composed of allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from mentortrain.prepared import prepared
from mentortrain.profiles.queries import SAYS, Unsaid, unsaid_in, with_said
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import active_parts, part_to_read, staff_to_ask
from mentortrain.readahead import Ahead
from mentortrain.readiness.models import Declaration, PublishedRubric
from mentortrain.readiness.queries import DECLARATIONS, REQUIREMENTS, as_rubric
from mentortrain.readiness.rules import Rubric
from mentortrain.webinars.queries import leads_any
from mentortrain.webinars.rules import CLOSES_AFTER


@dataclass(frozen=True)
class Parts:
    """What somebody takes part in now, oldest first, with all that hangs on each of them."""

    parts: list[Participation]
    rubrics: dict[tuple[int, str], Rubric]
    """In force, by program and role."""
    declarations: dict[int, Declaration]
    """That stand, by participation."""
    unsaid: Unsaid
    staff: dict[int, tuple[tuple[str, str], ...]]
    """(name, address) of whom to ask, by participation."""
    leads: bool
    """Whether they lead a session as well that is to come or on."""


def parts_asked(person_id: int, *, at: datetime) -> Ahead:
    """What `parts_of` asks, for `read_ahead`."""
    return partial(_parts, person_id=person_id, since=at - CLOSES_AFTER)


def parts_of(person_id: int, *, at: datetime) -> Parts:
    """One statement. Copies: who changes them changes nothing."""
    parts, rubrics, declarations, said, staff, leads = [], {}, {}, [], {}, False
    for row in parts_asked(person_id, at=at)():
        part, rest = part_to_read(row)
        parts.append(part)
        said.append((part.id, rest[: len(SAYS)]))
        version, document, to_ask, leads, *declaration = rest[len(SAYS) :]
        staff[part.id] = tuple((name, email) for name, email in to_ask or ())
        if version is not None:
            rubrics[part.program_id, part.role] = as_rubric(version, document)
        if declaration[0] is not None:
            declarations[part.id] = DECLARATIONS.copy(declaration)
    return Parts(parts, rubrics, declarations, unsaid_in(said), staff, bool(leads))


@prepared
def _parts(person_id: Any, since: Any) -> Select[*tuple[Any, ...]]:
    later = aliased(PublishedRubric)
    newest = (
        select(func.max(later.version))
        .where(later.program_id == PublishedRubric.program_id, later.role == PublishedRubric.role)
        .scalar_subquery()
    )
    columns = (
        *SAYS,
        PublishedRubric.version,
        REQUIREMENTS,
        staff_to_ask(),
        leads_any(person_id, since),
        *DECLARATIONS.columns,
    )
    return (
        with_said(active_parts(person_id, *columns))
        .outerjoin(
            PublishedRubric,
            and_(
                PublishedRubric.program_id == Participation.program_id,
                PublishedRubric.role == Participation.role,
                PublishedRubric.version == newest,
            ),
        )
        .outerjoin(
            Declaration,
            and_(Declaration.participation_id == Participation.id, Declaration.withdrawn_at.is_(None)),
        )
    )
