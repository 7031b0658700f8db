"""What is held of people's readiness."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.programs.models import Participation, Program
from mentortrain.readiness.models import BoardLine, Declaration, Judgement

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

declare(
    Holding(
        model=Judgement,
        title=_l("What you lack before pairing"),
        why=_l("So that your program's staff see at a glance whom a word would help."),
        seen_by=_l("You and the staff of the program."),
        kept=_l("As long as you take part; it is made anew with each step you take."),
        of=lambda person_id: Judgement.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name)
                .join(Participation, Participation.program_id == Program.id)
                .where(Participation.id == Judgement.participation_id)
                .scalar_subquery(),
                covers=("participation_id",),
            ),
            Field("missing", _l("Things missing"), Judgement.missing),
            Field("minutes_left", _l("Minutes of reading left"), Judgement.minutes_left),
            Field("started", _l("Begun"), Judgement.started),
            Field("lacks_session", _l("A session is missing"), Judgement.lacks_session),
            Field("else_waits_for", _l("Who can do the rest"), Judgement.else_waits_for),
            Field("lacking", _l("What is missing"), Judgement.lacking, plain=True),
        ),
        plumbing=("basis", "lacks_sessions_about"),  # which "lacking" says as well
        fate=Fate.GONE,
        because=_l("It follows from what you did, and nobody asks any more."),
    )
)

declare(
    Holding(
        model=BoardLine,
        title=_l("Your line on the staff's board"),
        why=_l("So that it can be shown in order at once, however many people there are."),
        seen_by=_l("The staff of the program."),
        kept=_l("As long as you take part."),
        of=lambda person_id: BoardLine.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name).where(Program.id == BoardLine.program_id).scalar_subquery(),
                covers=("participation_id", "program_id"),
            ),
            Field("role", _l("As"), BoardLine.role),
            Field("is_here", _l("Taking part"), BoardLine.is_here),
            Field("has_joined", _l("Joined"), BoardLine.has_joined),
            Field("by_name", _l("In order of"), BoardLine.by_name),
            Field("ready_since", _l("Ready"), BoardLine.ready_since),
            Field("missing", _l("Things missing"), BoardLine.missing),
            Field("minutes_left", _l("Minutes of reading left"), BoardLine.minutes_left),
            Field("started", _l("Begun"), BoardLine.started),
        ),
        plumbing=(
            "cohort_id", "is_ready", "basis", "lacks_session", "lacks_sessions_about", "names_sessions",
            "else_waits_for",
        ),
        fate=Fate.GONE,
        because=_l("It only repeats what is said elsewhere."),
    )
)  # fmt: skip
