"""What is held of people's readiness."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.programs.models import Participation, Program
from mentortrain.readiness.models import Declaration

declare(
    Holding(
        model=Declaration,
        title=_l("When you were ready"),
        why=_l("So that your pairing does not hang on later changes of a course."),
        seen_by=_l("You and the staff of the program."),
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Declaration.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name)
                .join(Participation, Participation.program_id == Program.id)
                .where(Participation.id == Declaration.participation_id)
                .scalar_subquery(),
                covers=("participation_id",),
            ),
            Field("rubric_version", _l("By the rules of version"), Declaration.rubric_version),
            Field("evidence", _l("Because of"), Declaration.evidence),
            Field("declared_at", _l("Ready"), Declaration.declared_at),
            Field("withdrawn_at", _l("Taken back"), Declaration.withdrawn_at),
        ),
        plumbing=("id",),
        fate=Fate.NAMELESS,
        because=_l("How many were ready stays countable, without your name."),
    )
)
