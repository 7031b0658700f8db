"""Who may see which conversation, and named reads of them."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.concerns.rules import ESCALATED_AFTER, HELP, REPORT, SAFEGUARDING
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people.keys import HELP_LINK, key_for
from mentortrain.people.models import Person
from mentortrain.people.rules import digest
from mentortrain.programs.models import StaffGrant
from mentortrain.programs.rules import COORDINATOR, LEAD
from mentortrain.tasks.queries import Reader


def sent_from(key: Any) -> ColumnElement[bool]:
    """What somebody sent who was not signed in, by the `email_key` of the address that they gave."""
    return and_(Concern.person_id.is_(None), func.lower(Concern.asker_email) == key)


def report_seen_by(person_id: Any, is_admin: Any) -> ColumnElement[bool]:
    """Whether a person, given as columns or values, may see a report: who is named for it, else the leads, for
    safeguarding else the administrators; the administrators too once it was unanswered for too long, but not
    what is safeguarding while somebody is named. Never whom it is about."""
    named, leading, named_ordinary = _named(person_id, is_admin), _leads(person_id), _anybody_named(False)
    ordinary = or_(
        named(False),
        and_(~named_ordinary, leading),
        and_(is_admin, or_(Concern.escalated_at.is_not(None), and_(~named_ordinary, ~_another_lead()))),
    )
    safeguarding = or_(named(True), and_(~_anybody_named(True), is_admin))
    return and_(
        Concern.sort == REPORT,
        or_(Concern.about_id.is_(None), Concern.about_id != person_id),
        or_(
            and_(Concern.program_id.is_(None), is_admin),
            and_(Concern.topic != SAFEGUARDING, ordinary),
            and_(Concern.topic == SAFEGUARDING, safeguarding),
        ),
    )


def unanswered_seen_by(person_id: Any, is_admin: Any) -> ColumnElement[bool]:
    """Of a safeguarding report that others are named for, administrators learn that it waits, and no more."""
    return and_(
        Concern.sort == REPORT,
        is_admin,
        Concern.topic == SAFEGUARDING,
        Concern.escalated_at.is_not(None),
        or_(Concern.about_id.is_(None), Concern.about_id != person_id),
        ~report_seen_by(person_id, is_admin),
    )


def _named(person_id: Any, is_admin: Any) -> Any:
    def condition(safeguarding: bool) -> ColumnElement[bool]:
        handler, grant = aliased(ReportHandler), aliased(StaffGrant)
        still = exists().where(
            grant.program_id == Concern.program_id,
            grant.person_id == person_id,
            grant.role.in_((LEAD, COORDINATOR)),
        )
        return and_(
            exists().where(
                handler.program_id == Concern.program_id,
                handler.person_id == person_id,
                handler.safeguarding == literal(safeguarding),
            ),
            or_(is_admin, still),
        )

    return condition


def _leads(person_id: Any) -> ColumnElement[bool]:
    grant = aliased(StaffGrant)
    return exists().where(
        grant.program_id == Concern.program_id,
        grant.person_id == person_id,
        grant.role == LEAD,
        grant.cohort_id.is_(None),
    )


@cache
def _another_lead() -> ColumnElement[bool]:
    grant = aliased(StaffGrant)
    return exists().where(
        grant.program_id == Concern.program_id,
        grant.role == LEAD,
        grant.cohort_id.is_(None),
        or_(Concern.about_id.is_(None), grant.person_id != Concern.about_id),
    )


@cache
def _anybody_named(safeguarding: bool) -> ColumnElement[bool]:
    """Whether somebody is named who still runs the program, and whom it is not about."""
    handler, grant, person = aliased(ReportHandler), aliased(StaffGrant), aliased(Person)
    still = exists().where(
        grant.program_id == handler.program_id,
        grant.person_id == handler.person_id,
        grant.role.in_((LEAD, COORDINATOR)),
    )
    return exists().where(
        handler.program_id == Concern.program_id,
        handler.safeguarding == literal(safeguarding),
        person.id == handler.person_id,
        or_(Concern.about_id.is_(None), handler.person_id != Concern.about_id),
        or_(person.is_admin, still),
    )


def seen_by(reader: Reader) -> ColumnElement[bool]:
    """What somebody of staff may open: help of their programs and group, and reports that are theirs."""
    admin = true() if reader.is_admin else false()
    scoped = or_(
        admin,
        *(
            and_(
                Concern.program_id == scope.program_id,
                true() if scope.cohort_id is None else Concern.cohort_id == scope.cohort_id,
            )
            for scope in reader.scopes
        ),
    )
    return or_(and_(Concern.sort == HELP, scoped), report_seen_by(reader.person_id, admin))


def inbox(reader: Reader, *, closed: bool, first: int, most: int) -> tuple[int, int, Sequence[Concern]]:
    """(how many there are, how many wait for an answer, some of them): the longest wait first."""
    these = and_(seen_by(reader), Concern.closed_at.is_not(None) if closed else Concern.closed_at.is_(None))
    count, waiting = session.execute(
        select(func.count(Concern.id), func.count(Concern.waits_since)).where(these)
    ).one()
    order = (
        (Concern.closed_at.desc(),)
        if closed
        else (Concern.waits_since.is_(None), Concern.waits_since, Concern.opened_at.desc())
    )
    rows = session.scalars(
        select(Concern)
        .where(these)
        .options(joinedload(Concern.person), joinedload(Concern.assigned_to))
        .order_by(*order, Concern.id)
        .offset(first)
        .limit(most)
    ).all()
    return count, waiting, rows


def for_staff(reader: Reader, concern_id: int) -> Concern:
    """One conversation that they may see, or NotThere."""
    return _found(select(Concern).where(Concern.id == concern_id, seen_by(reader)))


def of_asker(person_id: int, concern_id: int) -> Concern:
    """One of somebody's own, or NotThere."""
    return _found(select(Concern).where(Concern.id == concern_id, Concern.person_id == person_id))


def all_of(person_id: int) -> Sequence[Concern]:
    """What somebody has asked and reported, the latest first."""
    return session.scalars(
        select(Concern).where(Concern.person_id == person_id).order_by(Concern.id.desc()).limit(50)
    ).all()


def with_token(token: str) -> Concern:
    """The conversation of a mailed link, or NotThere."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotThere
    found = session.get(Concern, int(number))
    if found is None or not hmac.compare_digest(token_of(found).encode(), f"{number}-{proof}".encode()):
        raise NotThere
    return found


def token_of(concern: Concern) -> str:
    """What the mailed link to it ends with."""
    return f"{concern.id}-{digest(key_for(HELP_LINK), concern.salt)}"


def with_id(concern_id: int) -> Concern | None:
    """One, for its mails."""
    return session.get(Concern, concern_id)


def _found(statement: Any) -> Concern:
    found: Concern | None = session.scalar(statement)
    if found is None:
        raise NotThere
    return found


class Said(NamedTuple):
    """A message as it is shown."""

    id: int
    text: str
    at: datetime
    by_staff: bool
    author: str | None


def messages_of(concern_id: int) -> list[Said]:
    """What was said, the oldest first."""
    rows = session.execute(
        select(
            ConcernMessage.id, ConcernMessage.text, ConcernMessage.at, ConcernMessage.by_staff, Person.name
        )
        .outerjoin(Person, Person.id == ConcernMessage.author_id)
        .where(ConcernMessage.concern_id == concern_id)
        .order_by(ConcernMessage.id)
    )
    return [Said(*row) for row in rows]


def handlers_of(concern_id: int) -> Sequence[Person]:
    """Who may see a report now."""
    return _people(report_seen_by(Person.id, Person.is_admin), concern_id)


def told_when_unanswered(concern_id: int) -> Sequence[Person]:
    """The administrators who learn that a report was not answered."""
    return _people(
        and_(Person.is_admin, or_(Concern.about_id.is_(None), Concern.about_id != Person.id)), concern_id
    )


def _people(condition: ColumnElement[bool], concern_id: int) -> Sequence[Person]:
    return session.scalars(
        select(Person)
        .join(Concern, Concern.id == concern_id)
        .where(condition, Person.erased_at.is_(None))
        .order_by(Person.id)
    ).all()


def may_see(concern: Concern, person: Person) -> bool:
    """Whether one of staff may open this report."""
    return any(one.id == person.id for one in handlers_of(concern.id))


def unanswered(at: datetime) -> Sequence[Concern]:
    """Reports whose answer was waited for too long, and of which nobody above has been told."""
    return session.scalars(
        select(Concern)
        .where(
            Concern.sort == REPORT,
            Concern.closed_at.is_(None),
            Concern.waits_since <= at - ESCALATED_AFTER,
            or_(Concern.escalated_at.is_(None), Concern.escalated_at < Concern.waits_since),
        )
        .order_by(Concern.id)
    ).all()


def named_for(program_id: int) -> set[tuple[int, bool]]:
    """(person, for safeguarding) of everybody who is named in a program."""
    rows = session.execute(
        select(ReportHandler.person_id, ReportHandler.safeguarding).where(
            ReportHandler.program_id == program_id
        )
    )
    return {(row[0], row[1]) for row in rows}


class Choice(NamedTuple):
    """Somebody who can be named, or chosen as whom a report is about."""

    person_id: int
    name: str


def staff_to_name(program_id: int) -> list[Choice]:
    """Leads and coordinators of a program, by name."""
    return _choices(
        Person.id.in_(
            select(StaffGrant.person_id).where(
                StaffGrant.program_id == program_id, StaffGrant.role.in_((LEAD, COORDINATOR))
            )
        )
    )


def staff_around(program_ids: Collection[int]) -> list[Choice]:
    """Everybody who runs one of these programs, or the site."""
    runs = select(StaffGrant.person_id).where(StaffGrant.program_id.in_(program_ids))
    return _choices(or_(Person.is_admin, Person.id.in_(runs)))


def _choices(condition: ColumnElement[bool]) -> list[Choice]:
    rows = session.execute(
        select(Person.id, Person.name)
        .where(condition, Person.erased_at.is_(None))
        .order_by(Person.search_key, Person.id)
    )
    return [Choice(*row) for row in rows]
