"""What the declarations of learning share."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.learning.models import Course
from mentortrain.programs.models import Program

SEEN = _l("You. Staff of your programs see which lessons and quizzes are done.")
NAMELESS = _l("It stays without your name, so that the counts of what was learned hold.")


def course_key(column: Any) -> Any:
    """The key of the course that this column has the number of."""
    return select(Course.key).where(Course.id == column).scalar_subquery()


def program_name(column: Any) -> Any:
    """The name of the program that this column has the number of."""
    return select(Program.name).where(Program.id == column).scalar_subquery()
