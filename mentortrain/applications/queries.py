"""Named reads of doors and applications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from mentortrain.applications.models import Application, Decision, Intake, Interest
from mentortrain.applications.rules import NEW, UNCONFIRMED, Facts
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key, token_hash
from mentortrain.programs.models import Cohort, Participation, Program
from mentortrain.programs.queries import timeline_of
from mentortrain.programs.rules import MENTEE, MENTOR


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


def unconfirmed(program_id: int, email: str) -> Application | None:
    """What this address sent and did not confirm yet, held until the transaction ends."""
    return session.scalar(
        select(Application)
        .where(
            Application.program_id == program_id,
            Application.email_key == email_key(email),
            Application.state == UNCONFIRMED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def open_of(program_id: int, key: str) -> Application | None:
    """The application of this address that waits for an answer, held until the transaction ends."""
    return session.scalar(
        select(Application)
        .where(
            Application.program_id == program_id,
            Application.email_key == key,
            Application.state.in_(("new", "waiting")),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def with_token(token: str) -> Application | None:
    """The application that a mailed link belongs to."""
    return session.scalar(
        select(Application)
        .where(Application.token_hash == token_hash(token))
        .options(joinedload(Application.program))
    )


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


def by_id(application_id: int) -> Application | None:
    """One application with its program, for a mail."""
    return session.scalar(
        select(Application).where(Application.id == application_id).options(joinedload(Application.program))
    )


def application(program_id: int, application_id: int) -> Application:
    """A confirmed application of this program with its answers, or NotThere."""
    found = session.scalar(
        select(Application)
        .where(
            Application.id == application_id,
            Application.program_id == program_id,
            Application.state != UNCONFIRMED,
        )
        .options(
            joinedload(Application.program),
            selectinload(Application.decisions).joinedload(Decision.by),
            selectinload(Application.decisions).joinedload(Decision.cohort),
        )
    )
    if found is None:
        raise NotThere
    return found


def applications_with(ids: Collection[int]) -> Sequence[Application]:
    """Some applications."""
    return session.scalars(select(Application).where(Application.id.in_(ids))).all()


def chosen(program_id: int, ids: Collection[int]) -> Sequence[Application]:
    """Those of some ids that are of this program and still open, oldest first."""
    return session.scalars(
        select(Application)
        .where(
            Application.program_id == program_id,
            Application.id.in_(ids),
            Application.state.in_(("new", "waiting")),
        )
        .order_by(Application.applied_at, Application.id)
    ).all()


def states(program_id: int) -> dict[str, int]:
    """How many applications there are in each state."""
    rows = session.execute(
        select(Application.state, func.count())
        .where(Application.program_id == program_id)
        .group_by(Application.state)
    )
    return {row[0]: row[1] for row in rows}


def filtered(
    program_id: int, *, state: str = "", role: str = "", country: str = "", campaign: str = ""
) -> list[ColumnElement[bool]]:
    """The conditions of a list."""
    wanted: list[ColumnElement[bool]] = [
        Application.program_id == program_id,
        Application.state == state if state else Application.state != UNCONFIRMED,
    ]
    if role:
        wanted.append(Application.role == role)
    if country:
        wanted.append(Application.country == country)
    if campaign:
        source, _, name = campaign.partition(" / ")
        wanted += [Application.source == source, Application.campaign == name]
    return wanted


def queue(wanted: list[ColumnElement[bool]], *, start: int, most: int) -> tuple[Sequence[Application], int]:
    """Applications that fit, the newest that wait for an answer first, and how many there are in all."""
    count = session.scalar(select(func.count()).select_from(Application).where(*wanted)) or 0
    rows = session.scalars(
        select(Application)
        .where(*wanted)
        .order_by(Application.state != NEW, Application.applied_at.desc(), Application.id.desc())
        .offset(start)
        .limit(most)
    ).all()
    return rows, count


def oldest_new(program_id: int) -> datetime | None:
    """Since when the longest-waiting waits."""
    return session.scalar(
        select(func.min(Application.confirmed_at)).where(
            Application.program_id == program_id, Application.state == NEW
        )
    )


def countries(program_id: int) -> Sequence[str]:
    """Codes of where the applications of a program came from."""
    return session.scalars(
        select(Application.country)
        .where(Application.program_id == program_id, Application.state != UNCONFIRMED)
        .distinct()
    ).all()


def campaigns(program_id: int) -> list[tuple[str, str, int, int]]:
    """(source, campaign, applications, accepted), the most first."""
    accepted = func.count().filter(Application.state == "accepted")
    rows = session.execute(
        select(
            Application.source, Application.campaign, func.count().label("all"), accepted.label("accepted")
        )
        .where(Application.program_id == program_id, Application.state != UNCONFIRMED)
        .group_by(Application.source, Application.campaign)
        .order_by(func.count().desc(), Application.source, Application.campaign)
        .limit(50)
    )
    return [(row.source, row.campaign, row.all, row.accepted) for row in rows]


def parts_of(program_id: int, key: str) -> Sequence[str]:
    """In which roles this address takes part already."""
    return session.scalars(
        select(Participation.role)
        .join(Person, Person.id == Participation.person_id)
        .where(
            Participation.program_id == program_id,
            Participation.left_at.is_(None),
            Person.email_key == key,
        )
    ).all()


def cohorts_of(program_id: int) -> Sequence[Cohort]:
    """The groups of a program."""
    return session.scalars(select(Cohort).where(Cohort.program_id == program_id).order_by(Cohort.id)).all()


def due_decisions(at: datetime) -> Sequence[int]:
    """Answers whose minutes are over."""
    return session.scalars(
        select(Decision.id)
        .where(Decision.done_at.is_(None), Decision.undone_at.is_(None), Decision.due_at <= at)
        .order_by(Decision.id)
    ).all()


def decision_by_id(decision_id: int) -> Decision | None:
    """One answer with its application and program."""
    return session.scalar(
        select(Decision)
        .where(Decision.id == decision_id)
        .options(joinedload(Decision.application).joinedload(Application.program))
    )
