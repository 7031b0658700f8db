"""Named reads of accounts that may be of one person, and of what became of asking."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, joinedload

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.merging import Pair
from mentortrain.people import queries as people
from mentortrain.people.keys import SAME_PERSON, key_for
from mentortrain.people.models import Person
from mentortrain.people.rules import digest
from mentortrain.persons.models import AccountMerge
from mentortrain.persons.rules import GONE, KEPT, STRAGGLERS_FOR
from mentortrain.programs.models import Participation, StaffGrant


def accounts_fitting(words: str, program_id: int | None, *, but: int, limit: int) -> Sequence[Person]:
    """Other accounts with this in their name or address: of the people of a program, or (None) of everybody."""
    return people.found(words, limit, _around(program_id), Person.id != but)


def account(person_id: int, program_id: int | None) -> Person:
    """One of them, or NotThere."""
    found = session.scalar(
        select(Person).where(Person.id == person_id, Person.erased_at.is_(None), _around(program_id))
    )
    if found is None:
        raise NotThere
    return found


def _around(program_id: int | None) -> ColumnElement[bool]:
    """Who takes or took part in a program, or runs it."""
    if program_id is None:
        return Person.id.is_not(None)
    return or_(
        Person.id.in_(select(Participation.person_id).where(Participation.program_id == program_id)),
        Person.id.in_(select(StaffGrant.person_id).where(StaffGrant.program_id == program_id)),
    )


def pair_of(kept: Person, gone: Person, *, at: datetime) -> Pair:
    """Two accounts as `merging` takes them."""
    return Pair(
        kept=kept.id,
        gone=gone.id,
        kept_email=kept.email,
        gone_email=gone.email,
        parts=_parts_in_both(kept.id, gone.id),
        at=at,
    )


def _parts_in_both(kept_id: int, gone_id: int) -> dict[int, int]:
    mine, theirs = aliased(Participation), aliased(Participation)
    rows = session.execute(
        select(theirs.id, mine.id)
        .join(mine, (mine.program_id == theirs.program_id) & (mine.role == theirs.role))
        .where(
            theirs.person_id == gone_id,
            theirs.left_at.is_(None),
            mine.person_id == kept_id,
            mine.left_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


def merges_of(program_id: int, person_id: int) -> Sequence[AccountMerge]:
    """What staff of a program asked about somebody's accounts, the latest first."""
    return session.scalars(
        select(AccountMerge)
        .where(
            AccountMerge.program_id == program_id,
            or_(AccountMerge.kept_id == person_id, AccountMerge.gone_id == person_id),
        )
        .options(joinedload(AccountMerge.kept), joinedload(AccountMerge.gone))
        .order_by(AccountMerge.id.desc())
        .limit(3)
    ).all()


def merge_in(program_id: int, merge_id: int) -> AccountMerge:
    """One that was asked for in a program, held until the commit, or NotThere."""
    found = session.scalar(
        select(AccountMerge)
        .where(AccountMerge.id == merge_id, AccountMerge.program_id == program_id)
        .with_for_update()
    )
    if found is None:
        raise NotThere
    return found


def merge_with_id(merge_id: int) -> AccountMerge | None:
    """One, for its mails."""
    return session.get(AccountMerge, merge_id)


def token_of(merge: AccountMerge, side: str) -> str:
    """What stands in the link to the mailbox of a side."""
    return f"{merge.id}-{digest(key_for(SAME_PERSON[side]), merge.salt)}"


def merge_of(token: str, *, hold: bool = False) -> tuple[AccountMerge, str] | None:
    """(what a link belongs to, its side), whatever became of it; `hold` its row until the commit."""
    number, _, proof = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    wanted = select(AccountMerge).where(AccountMerge.id == int(number))
    found = session.scalar(wanted.with_for_update() if hold else wanted)
    if found is None:
        return None
    for side in (KEPT, GONE):
        if hmac.compare_digest(token_of(found, side).encode(), f"{number}-{proof}".encode()):
            return found, side
    return None


def lately_merged(at: datetime) -> Sequence[Person]:
    """Accounts that went into another one a short while ago."""
    return session.scalars(
        select(Person)
        .where(Person.merged_into_id.is_not(None), Person.erased_at >= at - STRAGGLERS_FOR)
        .order_by(Person.id)
    ).all()
