"""Named reads of what has become of invitations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.models import BrowserSession, Person
from mentortrain.programs.models import Participation, StaffGrant
from mentortrain.programs.rules import Scope
from mentortrain.programs.rules.invited import Mailed, State, state_of

KIND = "programs.invitation"


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited, and what has become of it."""

    part: Participation
    state: State
    mailed: Mailed | None


def invited(scope: Scope, ids: Collection[int] | None = None) -> Sequence[Invited]:
    """Everybody whom somebody of staff is shown, or those of `ids` alone, by name: three statements for however
    many."""
    within = [Participation.program_id == scope.program_id, Participation.left_at.is_(None)]
    if ids is not None:
        within.append(Participation.id.in_(ids))
    if scope.cohort_id is not None:
        within.append(Participation.cohort_id == scope.cohort_id)
    parts = session.scalars(
        select(Participation)
        .join(Participation.person)
        .where(*within)
        .options(contains_eager(Participation.person), joinedload(Participation.cohort))
        .order_by(Person.search_key, Participation.id)
    ).all()
    people = select(Participation.person_id).where(*within)
    mails = _newest_mails(people)
    seen = _last_seen(people)
    return [_one(part, mails.get(part.id), seen) for part in parts]


def _one(part: Participation, mailed: Mailed | None, seen: dict[int, Any]) -> Invited:
    found = state_of(
        invited_at=part.invited_at,
        joined_at=part.joined_at,
        seen_at=seen.get(part.person_id),
        mailed=mailed,
    )
    return Invited(part, found, mailed)


def became_of(which: ColumnElement[bool]) -> dict[int, tuple[State, Mailed | None]]:
    """The same of some participations, by their ids and without the people: for thousands of them."""
    people = select(Participation.person_id).where(which)
    mails, seen = _newest_mails(people), _last_seen(people)
    rows = session.execute(
        select(
            Participation.id, Participation.person_id, Participation.invited_at, Participation.joined_at
        ).where(which)
    )
    found = {}
    for row in rows:
        mailed = mails.get(row.id)
        state = state_of(
            invited_at=row.invited_at,
            joined_at=row.joined_at,
            seen_at=seen.get(row.person_id),
            mailed=mailed,
        )
        found[row.id] = (state, mailed)
    return found


def one_invited(scope: Scope, part: Participation) -> Invited:
    """The same of one person."""
    people = select(Participation.person_id).where(Participation.id == part.id)
    return _one(part, _newest_mails(people).get(part.id), _last_seen(people))


def _newest_mails(people: Any) -> dict[int, Mailed]:
    """By participation; a later mail stands for the earlier ones."""
    rows = session.execute(
        select(Outbox.id, Outbox.key, Outbox.status, Outbox.reason, Outbox.created_at, Outbox.sent_at)
        .where(Outbox.kind == KIND, Outbox.person_id.in_(people))
        .order_by(Outbox.id)
    )
    found: dict[int, Mailed] = {}
    for row in rows:
        number = row.key.removeprefix(f"{KIND}:").partition(":")[0]
        if number.isdecimal():
            found[int(number)] = Mailed(row.id, row.status, row.reason or "", row.created_at, row.sent_at)
    return found


def _last_seen(people: Any) -> dict[int, Any]:
    rows = session.execute(
        select(BrowserSession.person_id, func.max(BrowserSession.last_seen_at).label("at"))
        .where(BrowserSession.person_id.in_(people))
        .group_by(BrowserSession.person_id)
    )
    return {row.person_id: row.at for row in rows}


def is_known_elsewhere(part: Participation) -> bool:
    """Whether the account behind a participation is more than this invitation: it was used, or opens other doors.

    Staff must not come into such an account, by a link in their hands or by an address of their choice.
    """
    person = part.person
    if person.is_admin or person.erased_at is not None or person.last_sign_in_at is not None:
        return True
    grants = exists().where(StaffGrant.person_id == person.id)
    others = exists().where(Participation.person_id == person.id, Participation.program_id != part.program_id)
    return bool(session.scalar(select(or_(grants, others))))
