"""Named reads of applications and their answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from mentortrain.applications.models import Application, Decision
from mentortrain.applications.rules import NEW, UNCONFIRMED
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key, token_hash
from mentortrain.programs.models import Cohort, Participation
from mentortrain.programs.rules import Scope


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


def by_id(application_id: int) -> Application | None:
    """One application with its program, for a mail."""
    return session.scalar(
        select(Application).where(Application.id == application_id).options(joinedload(Application.program))
    )


def within(scope: Scope) -> ColumnElement[bool]:
    """The applications that somebody of staff is shown; those of no group are for who sees all groups."""
    of_program = Application.program_id == scope.program_id
    return (
        of_program if scope.cohort_id is None else and_(of_program, Application.cohort_id == scope.cohort_id)
    )


def application(scope: Scope, application_id: int) -> Application:
    """A confirmed application with its answers, of those somebody is shown, or NotThere."""
    found = session.scalar(
        select(Application)
        .where(
            Application.id == application_id,
            within(scope),
            Application.state != UNCONFIRMED,
        )
        .options(
            joinedload(Application.program),
            joinedload(Application.cohort),
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


def chosen(scope: Scope, ids: Collection[int]) -> Sequence[Application]:
    """Those of some ids that somebody is shown and that are still open, oldest first."""
    return session.scalars(
        select(Application)
        .where(within(scope), Application.id.in_(ids), Application.state.in_(("new", "waiting")))
        .options(joinedload(Application.cohort))
        .order_by(Application.applied_at, Application.id)
    ).all()


def states(scope: Scope) -> dict[str, int]:
    """How many applications there are in each state."""
    rows = session.execute(
        select(Application.state, func.count()).where(within(scope)).group_by(Application.state)
    )
    return {row[0]: row[1] for row in rows}


def filtered(
    scope: Scope, *, state: str = "", role: str = "", country: str = "", campaign: str = ""
) -> list[ColumnElement[bool]]:
    """The conditions of a list."""
    wanted: list[ColumnElement[bool]] = [
        within(scope),
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
        .options(joinedload(Application.cohort))
        .order_by(Application.state != NEW, Application.applied_at.desc(), Application.id.desc())
        .offset(start)
        .limit(most)
    ).all()
    return rows, count


def oldest_new(scope: Scope) -> datetime | None:
    """Since when the longest-waiting waits."""
    return session.scalar(
        select(func.min(Application.confirmed_at)).where(within(scope), Application.state == NEW)
    )


def countries(scope: Scope) -> Sequence[str]:
    """Codes of where the applications that somebody is shown came from."""
    return session.scalars(
        select(Application.country).where(within(scope), Application.state != UNCONFIRMED).distinct()
    ).all()


def campaigns(scope: Scope) -> list[tuple[str, str, int, int]]:
    """(source, campaign, applications, accepted), the most first."""
    accepted = func.count().filter(Application.state == "accepted")
    rows = session.execute(
        select(
            Application.source, Application.campaign, func.count().label("all"), accepted.label("accepted")
        )
        .where(within(scope), Application.state != UNCONFIRMED)
        .group_by(Application.source, Application.campaign)
        .order_by(func.count().desc(), Application.source, Application.campaign)
        .limit(50)
    )
    return [(row.source, row.campaign, row.all, row.accepted) for row in rows]


def parts_of(scope: Scope, key: str) -> Sequence[str]:
    """In which roles this address takes part already, among those whom somebody is shown."""
    of_group = Participation.cohort_id == scope.cohort_id if scope.cohort_id is not None else true()
    return session.scalars(
        select(Participation.role)
        .join(Person, Person.id == Participation.person_id)
        .where(
            Participation.program_id == scope.program_id,
            of_group,
            Participation.left_at.is_(None),
            Person.email_key == key,
        )
    ).all()


def cohorts_of(scope: Scope) -> Sequence[Cohort]:
    """The groups that somebody can take people into: those they are shown."""
    of_program = select(Cohort).where(Cohort.program_id == scope.program_id)
    if scope.cohort_id is not None:
        of_program = of_program.where(Cohort.id == scope.cohort_id)
    return session.scalars(of_program.order_by(Cohort.id)).all()


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
