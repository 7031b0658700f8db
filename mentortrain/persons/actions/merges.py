"""Two accounts of one person: asking both mailboxes, their yes or no, and making them one."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.exc import OperationalError

from mentortrain import merging
from mentortrain.audit.actions import record
from mentortrain.db import session, wait_at_most
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.mail.actions import post
from mentortrain.outages import is_held
from mentortrain.people.actions.merged import become_part_of, held_both
from mentortrain.people.models import Person
from mentortrain.people.rules import email_key
from mentortrain.persons import queries
from mentortrain.persons.models import AccountMerge
from mentortrain.persons.rules import GONE, KEPT
from mentortrain.readiness.actions import reconsider
from mentortrain.tasks.actions import note_change

TRIES, PATIENCE = 8, 300
"""How often it is tried, and for how many milliseconds each time what somebody else holds is waited for."""

ASKED, MERGED = "persons.merge_asked", "persons.merged"
"""The kinds of mail."""


def ask_to_merge(kept: Person, gone: Person, *, program_id: int, by: int, at: datetime) -> AccountMerge:
    """Mail a link to both; nothing changes before both have said yes. What was asked of these two before ends.

    RuleBroken with the code of what stops it (`merging.stops`).
    """
    _refuse_what_cannot_be(queries.pair_of(kept, gone, at=at), by=by)
    _end_open(kept.id, gone.id, at=at)
    merge = _note(kept, gone, program_id=program_id, by=by, at=at)
    for side, person in ((KEPT, kept), (GONE, gone)):
        post(
            kind=ASKED,
            key=f"{ASKED}:{merge.id}:{side}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"merge_id": merge.id, "side": side},
            at=at,
        )
    _record("merge.asked", merge, by=by, at=at)
    return merge


def say_yes(token: str, typed: str, *, at: datetime) -> bool:
    """A mailbox says that both accounts are of whoever reads it; whether they are one now.

    `typed` is the address of the other account, in full: its mail names only the beginning. RuleBroken
    `merge.ended`, `merge.typed`, and what `merging.stops` says once both have said yes.
    """
    found = queries.merge_of(token, hold=True)
    if found is None:
        raise RuleBroken("merge.ended")
    merge, side = found
    if not merge.is_open(at):
        raise RuleBroken("merge.ended")
    if email_key(typed) != email_key(merge.gone_email if side == KEPT else merge.kept_email):
        raise RuleBroken("merge.typed")
    if side == KEPT:
        merge.kept_said_at = merge.kept_said_at or at
    else:
        merge.gone_said_at = merge.gone_said_at or at
    session.flush()
    if not (merge.kept_said_at and merge.gone_said_at):
        return False
    _make_one(merge, at=at)
    return True


def say_no(token: str, *, at: datetime) -> None:
    """They are not of one person, says a mailbox. RuleBroken `merge.ended`."""
    found = queries.merge_of(token, hold=True)
    if found is None or not found[0].is_open(at):
        raise RuleBroken("merge.ended")
    found[0].refused_at = at
    _record("merge.refused", found[0], by=None, at=at)


def take_back(merge: AccountMerge, *, by: int, at: datetime) -> bool:
    """Staff asked by mistake: the links end. False if they have ended."""
    if not merge.is_open(at):
        return False
    merge.ended_at = at
    _record("merge.taken_back", merge, by=by, at=at)
    return True


def merge_at_once(kept: Person, gone: Person, *, program_id: int, by: int, at: datetime) -> AccountMerge:
    """The same by an administrator without asking, where nobody was ever behind the account that goes.

    RuleBroken `merge.used`, and as `ask_to_merge`.
    """
    if merging.was_used(gone.id):
        raise RuleBroken("merge.used")
    merge = _note(kept, gone, program_id=program_id, by=by, at=at)
    _make_one(merge, at=at)
    return merge


def gather_stragglers(gone_id: int, *, at: datetime) -> None:
    """What a request wrote under the old number while the accounts were made one comes after."""
    gone = session.get_one(Person, gone_id)
    if gone.merged_into_id is None:
        return
    kept = _both_held(gone.merged_into_id, gone_id)[0]
    merging.carry_out(queries.pair_of(kept, gone, at=at))
    reconsider([kept.id], at)


def _make_one(merge: AccountMerge, *, at: datetime) -> None:
    """All of it or nothing: the caller's one transaction. RuleBroken `merge.busy` if both are in use all the time.

    A merge takes hold of what many others do one by one, in their own order. So it never lets them wait for it
    while it waits for them: it lets go of all of it and begins again.
    """
    for _try in range(TRIES):
        try:
            with session.begin_nested():
                wait_at_most(PATIENCE)
                _bring_together(merge, at=at)
            return
        except OperationalError as error:
            if not is_held(error):
                raise
    raise RuleBroken("merge.busy")


def _bring_together(merge: AccountMerge, *, at: datetime) -> None:
    kept_id, gone_id, by = merge.kept_id, merge.gone_id, merge.asked_by_id
    kept, gone = _both_held(kept_id, gone_id)
    if kept.erased_at or gone.erased_at:  # gone meanwhile: erased, or into another one
        raise RuleBroken("merge.ended")
    pair = queries.pair_of(kept, gone, at=at)
    _refuse_what_cannot_be(pair, by=by)
    merge.done_at = at
    session.flush()
    _end_open(gone_id, at=at)
    _tell_both(merge, kept, at=at)
    merging.carry_out(pair)
    become_part_of(gone_id, kept_id, at=at)
    session.flush()
    session.expire_all()
    reconsider([kept_id], at)
    note_change([kept_id], at)
    record(
        "merge.done",
        about=("person", kept_id),
        program_id=merge.program_id,
        people=[kept_id],
        details={"gone": gone_id, "asked_by": by},
        at=at,
    )


def _tell_both(merge: AccountMerge, kept: Person, *, at: datetime) -> None:
    for address, side in ((merge.kept_email, KEPT), (merge.gone_email, GONE)):
        post(
            kind=MERGED,
            key=f"{MERGED}:{merge.id}:{side}",
            to=address,
            name=kept.name,
            person_id=kept.id,
            params={"person_id": kept.id, "side": side},
            at=at,
        )


def _both_held(kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Both as they are now, until the commit. NotThere if one is no more."""
    for hold in merging.holds:
        hold((kept_id, gone_id))
    both = held_both((kept_id, gone_id))
    if len(both) < 2:
        raise NotThere
    return both[kept_id], both[gone_id]


def _refuse_what_cannot_be(pair: merging.Pair, *, by: int | None) -> None:
    code = merging.stopped_by(pair, by=by)
    if code is not None:
        raise RuleBroken(code)


def _note(kept: Person, gone: Person, *, program_id: int, by: int, at: datetime) -> AccountMerge:
    merge = AccountMerge(
        program_id=program_id,
        kept_id=kept.id,
        gone_id=gone.id,
        kept_email=kept.email,
        gone_email=gone.email,
        asked_by_id=by,
        salt=secrets.token_urlsafe(32),
        asked_at=at,
    )
    session.add(merge)
    session.flush()
    return merge


def _end_open(*person_ids: int, at: datetime) -> None:
    """What still waits between these two; of one alone, all that waits about it."""
    about = (or_(AccountMerge.kept_id == one, AccountMerge.gone_id == one) for one in person_ids)
    session.execute(
        update(AccountMerge)
        .where(
            *about,
            AccountMerge.done_at.is_(None),
            AccountMerge.refused_at.is_(None),
            AccountMerge.ended_at.is_(None),
        )
        .values(ended_at=at)
        .execution_options(synchronize_session="fetch")
    )


def _record(action: str, merge: AccountMerge, *, by: int | None, at: datetime) -> None:
    record(
        action,
        about=("person", merge.kept_id),
        program_id=merge.program_id,
        people=[merge.kept_id, merge.gone_id],
        by=by,
        at=at,
    )
