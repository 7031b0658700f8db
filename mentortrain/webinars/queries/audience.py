"""For whom a session is: everybody in the program, one group, mentors or mentees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from mentortrain.programs.models import Participation
from mentortrain.webinars.models import Webinar


def is_for(person_id: Any) -> ColumnElement[bool]:
    """The condition that a session is for a person, as they take part in its program now."""
    return exists().where(
        Participation.person_id == person_id,
        Participation.program_id == Webinar.program_id,
        Participation.left_at.is_(None),
        fits(Participation.cohort_id, Participation.role),
    )


def fits(cohort_id: Any, role: Any) -> ColumnElement[bool]:
    """The condition that a session is for who takes part in this group and role of its program."""
    return or_(Webinar.cohort_id.is_(None), Webinar.cohort_id == cohort_id) & or_(
        Webinar.role.is_(None), Webinar.role == role
    )
