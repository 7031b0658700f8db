"""Named reads of doors: whether somebody may come through, into which groups, and who waits before them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from mentortrain.applications.models import Intake, Interest
from mentortrain.applications.rules import Facts, Group
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people import zones
from mentortrain.people.rules import email_key, token_hash
from mentortrain.programs.models import Cohort, Participation, Program
from mentortrain.programs.queries import timeline_of
from mentortrain.programs.rules import COUNTRY, MENTEE, MENTOR


def intake_of(program_id: int) -> Intake | None:
    """The door of a program, if it ever had one."""
    return session.get(Intake, program_id)


def intake_called(slug: str) -> Intake:
    """The door at an address, with its program; NotThere for one that never opened."""
    found = session.scalar(
        select(Intake)
        .where(Intake.slug == slug)
        .options(joinedload(Intake.program).selectinload(Program.cohorts))
    )
    if found is None or not (found.opened_at or found.closed_at):
        raise NotThere
    return found


def held_intake(program_id: int) -> Intake | None:
    """The door, held until the transaction ends: of two who would open it for mentees, one waits and finds it open."""
    return session.scalar(
        select(Intake)
        .where(Intake.program_id == program_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def slug_is_free(slug: str, program_id: int) -> bool:
    """Whether no other program has this address."""
    return (
        session.scalar(select(Intake.program_id).where(Intake.slug == slug, Intake.program_id != program_id))
        is None
    )


def taking_part(program_id: int) -> dict[str, int]:
    """How many take part in each role now, invited ones among them: who is accepted or on the way."""
    rows = session.execute(
        select(Participation.role, func.count())
        .where(Participation.program_id == program_id, Participation.left_at.is_(None))
        .group_by(Participation.role)
    )
    counted: dict[str, int] = {row[0]: row[1] for row in rows}
    return {MENTOR: 0, MENTEE: 0} | counted


def facts_of(intake: Intake, role: str, *, at: datetime, taken: dict[str, int] | None = None) -> Facts:
    """What the door hangs on for one role."""
    program = intake.program
    ended = all(at >= timeline_of(cohort).end for cohort in program.cohorts)
    return Facts(
        is_open=intake.opened_at is not None and not (program.is_draft or program.is_archived or ended),
        places=intake.mentor_places if role == MENTOR else intake.mentee_places,
        taken=(taking_part(program.id) if taken is None else taken)[role],
        may_come=role == MENTOR or intake.mentees_at is not None,
    )


def groups_open(program: Program, *, at: datetime) -> list[Group]:
    """The groups into which somebody can still come: before their pairing day; where there is none, before the end."""
    running = [cohort for cohort in program.cohorts if at < timeline_of(cohort).end]
    coming = [cohort for cohort in running if timeline_of(cohort).days_to_pairing(at) > 0]
    return [
        Group(cohort.id, cohort.name, _country_of(cohort), cohort.opens_on, cohort.pairing_on, cohort.ends_on)
        for cohort in coming or running
    ]


def _country_of(cohort: Cohort) -> str:
    """By its name in any of our languages, such as Kenya or Srbija; else by its clock."""
    if cohort.kind != COUNTRY:
        return ""
    return zones.country_named(cohort.name) or zones.country_of(cohort.time_zone)


def doors_waiting_for_mentors() -> Sequence[int]:
    """Programs whose door opens for mentees by itself, and has not yet."""
    return session.scalars(
        select(Intake.program_id)
        .where(Intake.opened_at.is_not(None), Intake.mentees_at.is_(None), Intake.mentors_first.is_not(None))
        .order_by(Intake.program_id)
    ).all()


def programs_of_mentors(person_ids: Collection[int]) -> Sequence[int]:
    """Those of `doors_waiting_for_mentors` in which one of these people is a mentor."""
    return session.scalars(
        select(Intake.program_id)
        .join(Participation, Participation.program_id == Intake.program_id)
        .where(
            Intake.opened_at.is_not(None),
            Intake.mentees_at.is_(None),
            Intake.mentors_first.is_not(None),
            Participation.person_id.in_(person_ids),
            Participation.role == MENTOR,
        )
        .distinct()
        .order_by(Intake.program_id)
    ).all()


def interest_with_token(token: str) -> Interest | None:
    """The address that a mailed link belongs to."""
    return session.scalar(
        select(Interest).where(Interest.token_hash == token_hash(token)).options(joinedload(Interest.program))
    )


def interest_of(program_id: int, role: str, email: str) -> Interest | None:
    """Whether this address was left before."""
    return session.scalar(
        select(Interest).where(
            Interest.program_id == program_id, Interest.role == role, Interest.email_key == email_key(email)
        )
    )


def interested(program_id: int, role: str) -> Sequence[Interest]:
    """Confirmed addresses that were not told yet."""
    return session.scalars(
        select(Interest)
        .where(
            Interest.program_id == program_id,
            Interest.role == role,
            Interest.confirmed_at.is_not(None),
            Interest.told_at.is_(None),
        )
        .order_by(Interest.id)
    ).all()


def interest_count(program_id: int) -> int:
    """How many wait to be told."""
    return len(interested(program_id, MENTEE))
