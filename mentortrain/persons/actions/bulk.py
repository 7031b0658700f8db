"""One deed for many people: chosen, looked over, confirmed once, and done in steps.

Every deed is that for one person, with its line in the record; here stands only for whom, and in which order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, literal, select, update

from mentortrain.audit.actions import record
from mentortrain.db import insert, session
from mentortrain.errors import RuleBroken
from mentortrain.persons.models import BulkDeed, BulkPerson
from mentortrain.persons.queries import bulk as queries
from mentortrain.persons.rules.bulk import (
    CHOSEN,
    DID,
    DONE,
    INVITE,
    LEAVE,
    LEFT_OUT,
    MOST,
    MOVE,
    PREVIEWS_KEPT,
    READ,
    RUNNING,
    SESSION,
    STEP,
    WAITING,
    WITHDRAW,
    digest_of,
    verdict,
)
from mentortrain.programs import actions as programs
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import participations_with, state_of
from mentortrain.programs.queries.invited import invited
from mentortrain.programs.rules import ARCHIVED, Scope
from mentortrain.webinars import actions as webinars
from mentortrain.webinars.queries import with_id

BATCH = 5000
"""People of one statement: SQLite takes 32,766 values."""

PROBLEMS = {
    "leaving.left": "left",
    "leave.overlaps": "overlaps",
    "group.elsewhere": "group_gone",
    "webinar.draft": "session_gone",
    "webinar.cancelled": "session_gone",
    "webinar.past": "session_gone",
}
"""What a deed for one person refuses with, as a reason to leave them out."""


def choose(
    program_id: int, kind: str, ids: Sequence[int], *, query: str | None, missing: int, by: int, at: datetime
) -> BulkDeed:
    """Keep whom staff chose, and for what. Nothing is done yet. RuleBroken `bulk.nobody`, `bulk.too_many`."""
    if not ids:
        raise RuleBroken("bulk.nobody")
    if len(ids) > MOST:
        raise RuleBroken("bulk.too_many", most=MOST)
    bulk = BulkDeed(
        program_id=program_id, by_id=by, kind=kind, state=CHOSEN, query=query, missing=missing, chosen_at=at
    )
    session.add(bulk)
    session.flush()
    _add_people(bulk.id, ids)
    _forget_older_previews(program_id, by)
    return bulk


def _add_people(bulk_id: int, ids: Sequence[int]) -> None:
    """Ten times as fast as to send the rows."""
    for start in range(0, len(ids), BATCH):
        people = select(literal(bulk_id), Participation.id, literal(""), literal(WAITING)).where(
            Participation.id.in_(ids[start : start + BATCH])
        )
        session.execute(
            insert(BulkPerson).from_select(["bulk_id", "participation_id", "problem", "outcome"], people)
        )


def _forget_older_previews(program_id: int, by: int) -> None:
    kept = session.scalars(
        select(BulkDeed.id)
        .where(BulkDeed.program_id == program_id, BulkDeed.by_id == by, BulkDeed.state.in_((CHOSEN, READ)))
        .order_by(BulkDeed.id.desc())
        .offset(PREVIEWS_KEPT)
    ).all()
    session.execute(delete(BulkDeed).where(BulkDeed.id.in_(kept)))


def look_over(bulk: BulkDeed, details: Mapping[str, Any], scope: Scope, *, at: datetime) -> None:
    """Say of each of the people whether they are left out and why, and how many mails go.

    RuleBroken `leave.dates`, `leave.long`, and `bulk.begun` for what is being done already.
    """
    if bulk.state not in (CHOSEN, READ):
        raise RuleBroken("bulk.begun")
    if bulk.kind == LEAVE:
        programs.check_days(*_days(details))
    bulk.details, bulk.state = dict(details), READ
    ids = queries.ids_in(bulk.id)
    everybody = queries.chosen(bulk, ids, scope, at=at)
    verdicts = {one.participation_id: verdict(bulk.kind, one, bulk.details) for one in everybody}
    _write_verdicts(bulk.id, verdicts)
    bulk.digest = digest_of(ids, bulk.details)
    good = {one.person_id for one in everybody if not verdicts[one.participation_id]}
    session.flush()
    if bulk.kind in (INVITE, SESSION):
        bulk.mails = len(good)
    elif bulk.kind == WITHDRAW:
        bulk.mails = queries.cancels_of(bulk, at=at)


def _days(details: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(details["starts_on"]), date.fromisoformat(details["ends_on"])


def _write_verdicts(bulk_id: int, verdicts: Mapping[int, str]) -> None:
    _write(bulk_id, None, problem="")
    by_problem: dict[str, list[int]] = {}
    for participation_id, problem in verdicts.items():
        if problem:
            by_problem.setdefault(problem, []).append(participation_id)
    for problem, ids in sorted(by_problem.items()):
        for start in range(0, len(ids), BATCH):
            _write(bulk_id, ids[start : start + BATCH], problem=problem)


def _write(bulk_id: int, ids: Collection[int] | None, **values: Any) -> None:
    statement = update(BulkPerson).where(BulkPerson.bulk_id == bulk_id)
    if ids is not None:
        statement = statement.where(BulkPerson.participation_id.in_(ids))
    session.execute(statement.values(**values).execution_options(synchronize_session=False))


def follow(bulk: BulkDeed, ids: Sequence[int], scope: Scope, *, at: datetime) -> bool:
    """The filters fit these people now: whether they are others than those who were looked over.

    Then who came is added, who went is taken out, both are counted, and all is looked over anew.
    """
    before, now = set(queries.ids_in(bulk.id)), set(ids)
    if before == now:
        return False
    if len(now) > MOST:
        raise RuleBroken("bulk.too_many", most=MOST)
    gone = sorted(before - now)
    for start in range(0, len(gone), BATCH):
        session.execute(
            delete(BulkPerson).where(
                BulkPerson.bulk_id == bulk.id,
                BulkPerson.participation_id.in_(gone[start : start + BATCH]),
            )
        )
    _add_people(bulk.id, sorted(now - before))
    bulk.came, bulk.went = len(now - before), len(before - now)
    look_over(bulk, bulk.details, scope, at=at)
    return True


def confirm_bulk(bulk: BulkDeed, *, digest: str, at: datetime, real_now: datetime) -> bool:
    """Begin. False if it has begun already, or is not what whoever confirms has seen: of two at once one begins."""
    begun = session.execute(
        update(BulkDeed)
        .where(BulkDeed.id == bulk.id, BulkDeed.state == READ, BulkDeed.digest == digest)
        .values(state=RUNNING, confirmed_at=at, moved_at=real_now)
        .returning(BulkDeed.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(bulk)
    if begun is not None:
        session.execute(
            update(BulkPerson)
            .where(BulkPerson.bulk_id == bulk.id, BulkPerson.problem != "")
            .values(outcome=LEFT_OUT)
            .execution_options(synchronize_session=False)
        )
    return begun is not None


def take_bulk_step(
    bulk_id: int, scope: Scope | None, *, at: datetime, real_now: datetime, most: int = STEP
) -> bool:
    """Do it for the next people, in the caller's transaction; whether there may be more.

    `scope` is what whoever confirmed it may touch now; None: nothing any more. What has changed since the preview
    is looked at again. Workers wait for each other here, and each person is settled in the transaction that
    touches them: whoever is killed leaves nothing half done.
    """
    bulk = _held(bulk_id, real_now)
    if bulk is None:
        return False
    if scope is None or state_of(bulk.program_id) == ARCHIVED:
        why = "no_permission" if scope is None else "archived"
        waiting = update(BulkPerson).where(BulkPerson.bulk_id == bulk_id, BulkPerson.outcome == WAITING)
        session.execute(
            waiting.values(problem=why, outcome=LEFT_OUT).execution_options(synchronize_session=False)
        )
    rows = queries.next_in(bulk_id, most)
    found = (
        {
            one.participation_id: verdict(bulk.kind, one, bulk.details)
            for one in queries.chosen(bulk, [row.participation_id for row in rows], scope, at=at)
        }
        if scope
        else {}
    )
    parts = {part.id: part for part in participations_with([one for one in found if not found[one]])}
    found.update(_DOES[bulk.kind](bulk, list(parts.values()), at))
    for row in rows:
        row.problem = found.get(row.participation_id, "left")
        row.outcome = LEFT_OUT if row.problem else DID
    session.flush()
    if len(rows) == most:
        return True
    bulk.state, bulk.finished_at = DONE, at
    bulk.details = {name: value for name, value in bulk.details.items() if name != "why"}
    session.flush()
    return False


def _held(bulk_id: int, real_now: datetime) -> BulkDeed | None:
    """The deed, if it is being done. All that are being done in its program are held with it: two with the same
    people come one after the other, and never wait for each other half way."""
    program_id = select(BulkDeed.program_id).where(BulkDeed.id == bulk_id).scalar_subquery()
    session.execute(
        select(BulkDeed.id)
        .where(BulkDeed.program_id == program_id, BulkDeed.state == RUNNING)
        .order_by(BulkDeed.id)
        .with_for_update()
    )
    return session.scalar(
        update(BulkDeed)
        .where(BulkDeed.id == bulk_id, BulkDeed.state == RUNNING)
        .values(moved_at=real_now)
        .returning(BulkDeed)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def _one_by_one(parts: Sequence[Participation], do: Callable[[Participation], str]) -> dict[int, str]:
    """Why each is left out after all, by what the deed for one person refuses with."""
    found = {}
    for part in sorted(parts, key=lambda one: one.id):
        try:
            found[part.id] = do(part)
        except RuleBroken as error:
            found[part.id] = PROBLEMS[error.code]
    return found


def _move(bulk: BulkDeed, parts: Sequence[Participation], at: datetime) -> dict[int, str]:
    def do(part: Participation) -> str:
        moved = programs.move_to_group(part, bulk.details["group"], by=bulk.by_id or 0, at=at)
        return "" if moved else "there"

    return _one_by_one(parts, do)


def _invite(bulk: BulkDeed, parts: Sequence[Participation], at: datetime) -> dict[int, str]:
    some = invited(Scope.whole(bulk.program_id), [part.id for part in parts])
    sent = programs.send_again(bulk.program_id, some, by=bulk.by_id, at=at)
    return {part.id: "" if part.id in sent else "lately" for part in parts}


def _ask_to_session(bulk: BulkDeed, parts: Sequence[Participation], at: datetime) -> dict[int, str]:
    webinar = with_id(bulk.details["session"])
    if webinar is None or not parts:
        return {part.id: "session_gone" for part in parts}
    try:
        webinars.invite(webinar, [part.person for part in parts], at=at)
    except RuleBroken as error:
        return {part.id: PROBLEMS[error.code] for part in parts}
    record(
        "people.asked_to_session",
        about=("webinar", webinar.id),
        program_id=bulk.program_id,
        people=[part.person_id for part in parts],
        details={"people": len(parts)},
        by=bulk.by_id,
        at=at,
    )
    return {part.id: "" for part in parts}


def _give_leave(bulk: BulkDeed, parts: Sequence[Participation], at: datetime) -> dict[int, str]:
    first, last = _days(bulk.details)

    def do(part: Participation) -> str:
        programs.give_leave(part, starts_on=first, ends_on=last, by=bulk.by_id or 0, at=at)
        return ""

    return _one_by_one(parts, do)


def _withdraw(bulk: BulkDeed, parts: Sequence[Participation], at: datetime) -> dict[int, str]:
    ended: Counter[str] = Counter(bulk.ended)

    def do(part: Participation) -> str:
        why = bulk.details["why"]
        ended.update(
            programs.leave_program(part, how=bulk.details["how"], why=why, by=bulk.by_id or 0, at=at)
        )
        return ""

    found = _one_by_one(parts, do)
    bulk.ended = dict(ended)
    return found


_DOES = {MOVE: _move, INVITE: _invite, SESSION: _ask_to_session, LEAVE: _give_leave, WITHDRAW: _withdraw}
