"""Sessions, when two accounts of one person become one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.queries import hold_all
from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, counting, declare, holds, join, move, moves
from mentortrain.people.rules import email_key
from mentortrain.webinars import actions, queries
from mentortrain.webinars.actions import move_up_in
from mentortrain.webinars.models import (
    JOIN,
    WORD,
    Attendance,
    AttendanceAlias,
    AttendanceEvidence,
    AttendanceReport,
    PlaceRequest,
    Registration,
    Webinar,
)
from mentortrain.webinars.models.afterwards import Feedback, MakeUp
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.queries import entries_of
from mentortrain.webinars.rules import WAITING, WITHDRAWN, state_of_both, turn_of_both


def _registrations(pair: Pair) -> None:
    freed: list[int] = []

    def settle(kept: Registration, gone: Registration) -> None:
        if kept.is_expected and gone.is_expected:
            freed.append(kept.webinar_id)
        kept.state = state_of_both(kept.state, gone.state)
        waits = kept.state == WAITING
        kept.turn = turn_of_both(kept.turn, gone.turn) if waits else None
        kept.waiting_since = _earliest(kept.waiting_since, gone.waiting_since) if waits else None
        kept.times += gone.times
        kept.invited_at = _earliest(kept.invited_at, gone.invited_at)
        kept.registered_at = _earliest(kept.registered_at, gone.registered_at)
        kept.withdrawn_at = (kept.withdrawn_at or gone.withdrawn_at) if kept.state == WITHDRAWN else None

    join(Registration.person_id, pair, same=lambda one: one.webinar_id, settle=settle)
    for webinar_id in sorted(freed):
        move_up_in(webinar_id, at=pair.at)  # two places have become one


def _led(pair: Pair) -> None:
    """Who leads a session to come with the one, and comes to it with the other, leads it."""
    join(CoHost.person_id, pair, same=lambda one: one.webinar_id)
    led = (
        select(CoHost.webinar_id)
        .join(Webinar, Webinar.id == CoHost.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(CoHost.person_id == pair.kept, Entry.ends_at > pair.at)
    )
    places = session.scalars(
        select(Registration).where(
            Registration.person_id == pair.kept,
            Registration.state != WITHDRAWN,
            Registration.webinar_id.in_(led),
        )
    ).all()
    for found in places:
        found.state, found.withdrawn_at, found.turn, found.waiting_since = WITHDRAWN, pair.at, None, None
    session.flush()
    for webinar_id in sorted(found.webinar_id for found in places):
        move_up_in(webinar_id, at=pair.at)


def _attendance(pair: Pair) -> None:
    def settle(kept: Attendance, gone: Attendance) -> None:
        if gone.minutes > kept.minutes:
            kept.minutes, kept.marked_by_id, kept.marked_at = gone.minutes, gone.marked_by_id, gone.marked_at

    join(Attendance.person_id, pair, same=lambda one: one.webinar_id, settle=settle)


def _evidence(pair: Pair) -> None:
    """All that is known of both; of two marks at one session the longer time stands. What both stayed for together
    counts, where that is more than either."""
    both = session.scalars(
        select(AttendanceEvidence.webinar_id).where(AttendanceEvidence.person_id == pair.gone).distinct()
    ).all()
    for webinar_id in both:
        mine, theirs = (
            queries.mark_of(queries.evidence_of(webinar_id, {one}).get(one, ()))
            for one in (pair.kept, pair.gone)
        )
        if mine and theirs:
            session.delete(min(mine, theirs, key=lambda mark: mark.seconds or 0))
        _once(webinar_id, pair)
    session.flush()
    move(AttendanceEvidence.person_id, pair)
    for webinar_id in both:
        found = queries.evidence_of(webinar_id, {pair.kept}).get(pair.kept, ())
        _raise(webinar_id, pair.kept, found)


def _once(webinar_id: int, pair: Pair) -> None:
    """Who pressed "Join", or gave the word, with both did so once: the first time."""
    known = queries.evidence_of(webinar_id, {pair.kept, pair.gone})
    for source in (JOIN, WORD):
        found = [one for rows in known.values() for one in rows if one.source == source]
        for later in sorted(found, key=lambda one: one.noted_at)[1:]:
            session.delete(later)


def _raise(webinar_id: int, person_id: int, found: Sequence[AttendanceEvidence]) -> None:
    webinar = queries.with_id(webinar_id)
    minutes = actions.minutes_of(found, webinar) if webinar else None
    attendance = session.scalar(
        select(Attendance).where(Attendance.webinar_id == webinar_id, Attendance.person_id == person_id)
    )
    if minutes and attendance and attendance.minutes < minutes:
        attendance.minutes = minutes


def _make_ups(pair: Pair) -> None:
    def settle(kept: MakeUp, gone: MakeUp) -> None:
        kept.opened_at = _earliest(kept.opened_at, gone.opened_at)
        kept.done_at = _earliest(kept.done_at, gone.done_at)
        kept.tries += gone.tries
        kept.tried_at = max((one for one in (kept.tried_at, gone.tried_at) if one), default=None)

    join(MakeUp.person_id, pair, same=lambda one: one.webinar_id, settle=settle)


def _feedback(pair: Pair) -> None:
    """Of two answers the later one stands."""

    def settle(kept: Feedback, gone: Feedback) -> None:
        if (gone.changed_at or gone.answered_at) > (kept.changed_at or kept.answered_at):
            kept.useful, kept.different, kept.named = gone.useful, gone.different, gone.named
            kept.changed_at = gone.changed_at or gone.answered_at

    join(Feedback.person_id, pair, same=lambda one: one.webinar_id, settle=settle)


def _earliest(*moments: Any) -> Any:
    return min((moment for moment in moments if moment), default=None)


def _hold(person_ids: Collection[int]) -> None:
    """The sessions to which they have something to do: people in line move up there."""
    hold_all(entries_of(person_ids))


def _within(model: Any) -> Any:
    def of_program(program_id: int) -> Any:
        return model.webinar_id.in_(select(Webinar.id).where(Webinar.program_id == program_id))

    return of_program


def _requests(pair: Pair) -> None:
    """What was asked for with the old address ends: the place itself has moved."""
    session.execute(
        delete(PlaceRequest)
        .where(PlaceRequest.email_key == email_key(pair.gone_email))
        .execution_options(synchronize_session=False)
    )


declare(
    Merging(
        columns=(Registration.person_id,),
        what=What.JOINED,
        says=_l("Sessions: who comes with either account comes, and has one place."),
        act=_registrations,
        finish=_requests,
        count=counting(Registration.person_id, Registration.webinar_id, within=_within(Registration)),
    ),
    Merging(
        columns=(Attendance.person_id,),
        what=What.JOINED,
        says=_l("Who was there: of two marks at one session the longer time stands."),
        act=_attendance,
        count=counting(Attendance.person_id, Attendance.webinar_id, within=_within(Attendance)),
    ),
    Merging(
        columns=(AttendanceEvidence.person_id,),
        what=What.JOINED,
        says="",
        act=_evidence,
    ),
    Merging(
        columns=(MakeUp.person_id,),
        what=What.JOINED,
        says=_l("Sessions made up with their recording: with either account is enough."),
        act=_make_ups,
        count=counting(MakeUp.person_id, MakeUp.webinar_id, within=_within(MakeUp)),
    ),
    Merging(
        columns=(Feedback.person_id,),
        what=What.JOINED,
        says=_l("What was said of sessions: of two answers the later one stands."),
        act=_feedback,
        count=counting(Feedback.person_id, Feedback.webinar_id, within=_within(Feedback)),
    ),
    Merging(
        columns=(CoHost.person_id,),
        what=What.JOINED,
        says="",
        act=_led,
    ),
    moves(
        Webinar.host_id,
        Attendance.marked_by_id,
        AttendanceEvidence.noted_by_id,
        AttendanceReport.uploaded_by_id,
        AttendanceAlias.person_id,
    ),
)

holds.append(_hold)
