"""Saving one answer of an attempt, and judging it at once where the quiz does so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from mentortrain.db import insert, insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.learning import gift, queries, rules
from mentortrain.learning.models import Answer, AnswerSetAside
from mentortrain.prepared import prepared

LONGEST = {
    gift.SHORT: rules.LONGEST_SHORT,
    gift.NUMERICAL: rules.LONGEST_NUMBER,
    gift.ESSAY: rules.LONGEST_ESSAY,
}
"""How many characters of what is typed are kept, by kind."""


def save_answer(
    *,
    slot: queries.Slot,
    chosen: Sequence[int],
    response: str = "",
    client_uuid: str,
    client_seq: int,
    given_at: datetime | None = None,
    at: datetime,
) -> str:
    """Keep what a person chose or typed in one slot, in place of what was there; "nothing" is kept too.

    The slot is one that `queries.slot_held` has found in this transaction. The same saving may arrive twice.
    `given_at` is when it was given, by default now: another page's answer that is newer stands. Answers what
    became of it: IN_TIME; LATE, kept beside what was in time; AFTER_REVIEW or OLDER, set aside.
    Refused: `learning.closed` once handed in, `learning.outdated` when the same page has already saved
    something later, `learning.checked` when the answer was judged at once, `learning.choice` for what cannot
    be chosen, `learning.long` (most) for too many signs, `learning.number` where a number is asked for.
    """
    picked, typed = _kept(slot, chosen, response)
    late = rules.is_late(slot.deadline_at, at) or not slot.is_open
    if late and not slot.takes_late(at):
        raise RuleBroken("learning.closed")
    given_at = min(given_at or at, at)
    if slot.kind == gift.DESCRIPTION:
        return rules.LATE if late else rules.IN_TIME
    if late and (slot.reviewed_at or _is_checked(slot)):
        _set_aside(slot, rules.AFTER_REVIEW, picked, typed, client_uuid, client_seq, given_at, at)
        return rules.AFTER_REVIEW
    values = {
        "chosen": picked,
        "response": typed,
        "client_uuid": client_uuid,
        "client_seq": client_seq,
        "saved_at": at,
        "given_at": given_at,
    }
    replace = {
        "in_attempt": slot.attempt_id,
        "in_slot": slot.number,
        "late": late,
        "choice": picked,
        "words": typed,
        "page": client_uuid,
        "saving": client_seq,
        "given": given_at,
        "at": at,
    }
    if (
        _replace(**replace).first() is None  # the first answer of this slot, or an outdated one
        and insert_new(Answer, attempt_id=slot.attempt_id, slot=slot.number, is_late=late, **values) is None
        and _replace(**replace).first() is None  # somebody's first answer came just before
    ):
        if _is_checked(slot):
            raise RuleBroken("learning.checked")
        if _is_of_page(slot, client_uuid, late=late):
            raise RuleBroken("learning.outdated")
        _set_aside(slot, rules.OLDER, picked, typed, client_uuid, client_seq, given_at, at)
        return rules.OLDER
    return rules.LATE if late else rules.IN_TIME


def _kept(slot: queries.Slot, chosen: Sequence[int], response: str) -> tuple[list[int], str]:
    """(what is chosen, what is typed), as it is kept."""
    if slot.kind in rules.TYPED:
        most = LONGEST[slot.kind]
        typed = rules.as_typed(response, lines=slot.kind == gift.ESSAY)
        if len(typed) > most:
            raise RuleBroken("learning.long", most=most)
        if slot.kind == gift.NUMERICAL and typed and rules.typed_number(typed) is None:
            raise RuleBroken("learning.number")
        return [], typed
    if slot.kind == gift.MATCHING:
        if len(chosen) > slot.options or any(not -1 <= place < slot.options for place in chosen):
            raise RuleBroken("learning.choice")
        return list(chosen), ""
    picked = sorted(set(chosen))
    if any(not 0 <= position < slot.options for position in picked) or (
        slot.kind != rules.MULTIPLE and len(picked) > 1
    ):
        raise RuleBroken("learning.choice")
    return picked, ""


@prepared
def _replace(
    in_attempt: Any,
    in_slot: Any,
    late: Any,
    choice: Any,
    words: Any,
    page: Any,
    saving: Any,
    given: Any,
    at: Any,
) -> ReturningUpdate[int]:
    return (
        update(Answer)
        .where(
            Answer.attempt_id == in_attempt,
            Answer.slot == in_slot,
            Answer.is_late == late,
            Answer.checked_at.is_(None),
            # Of one page its own count decides, of two pages which answer was given later.
            or_(
                and_(Answer.client_uuid == page, Answer.client_seq <= saving),
                and_(Answer.client_uuid != page, func.coalesce(Answer.given_at, Answer.saved_at) <= given),
            ),
        )
        .values(
            chosen=choice,
            response=words,
            client_uuid=page,
            client_seq=saving,
            saved_at=at,
            given_at=given,
        )
        .returning(Answer.id)
    )


def _set_aside(
    slot: queries.Slot,
    why: str,
    picked: list[int],
    typed: str,
    page: str,
    saving: int,
    given_at: datetime,
    at: datetime,
) -> None:
    values = {
        "chosen": picked,
        "response": typed,
        "why": why,
        "client_seq": saving,
        "given_at": given_at,
        "came_at": at,
    }
    session.execute(
        insert(AnswerSetAside)
        .values(attempt_id=slot.attempt_id, slot=slot.number, client_uuid=page, **values)
        .on_conflict_do_update(
            index_elements=["attempt_id", "slot", "client_uuid"],
            set_=values,
            where=AnswerSetAside.client_seq <= saving,
        )
    )


def _is_of_page(slot: queries.Slot, page: str, *, late: bool) -> bool:
    stands = select(Answer.id).where(
        Answer.attempt_id == slot.attempt_id,
        Answer.slot == slot.number,
        Answer.is_late.is_(late),
        Answer.client_uuid == page,
    )
    return session.scalar(stands) is not None


def check_answer(*, slot: queries.Slot, at: datetime) -> None:
    """Judge an answer at once, where the quiz does so: from now on it stays. Refused: `learning.nothing`."""
    if slot.settings.feedback != rules.IMMEDIATE or not slot.is_open:
        return
    answer = session.scalar(
        select(Answer)
        .where(Answer.attempt_id == slot.attempt_id, Answer.slot == slot.number, Answer.is_late.is_(False))
        .execution_options(populate_existing=True)
    )
    if answer is None or not answer.is_given:
        raise RuleBroken("learning.nothing")
    answer.checked_at = answer.checked_at or at


def _is_checked(slot: queries.Slot) -> bool:
    checked = select(Answer.id).where(
        Answer.attempt_id == slot.attempt_id, Answer.slot == slot.number, Answer.checked_at.is_not(None)
    )
    return session.scalar(checked) is not None
