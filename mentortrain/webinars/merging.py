"""Sessions, when two accounts of one person become one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.merging import Merging, Pair, What, counting, declare, join, moves
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import WITHDRAWN, state_of_both


def _registrations(pair: Pair) -> None:
    def settle(kept: Registration, gone: Registration) -> None:
        kept.state = state_of_both(kept.state, gone.state)
        kept.times += gone.times
        kept.invited_at = _earliest(kept.invited_at, gone.invited_at)
        kept.registered_at = _earliest(kept.registered_at, gone.registered_at)
        kept.withdrawn_at = (kept.withdrawn_at or gone.withdrawn_at) if kept.state == WITHDRAWN else None

    join(Registration.person_id, pair, same=lambda one: one.webinar_id, settle=settle)


def _attendance(pair: Pair) -> None:
    def settle(kept: Attendance, gone: Attendance) -> None:
        if gone.minutes > kept.minutes:
            kept.minutes, kept.marked_by_id, kept.marked_at = gone.minutes, gone.marked_by_id, gone.marked_at

    join(Attendance.person_id, pair, same=lambda one: one.webinar_id, settle=settle)


def _earliest(*moments: Any) -> Any:
    return min((moment for moment in moments if moment), default=None)


def _within(model: Any) -> Any:
    def of_program(program_id: int) -> Any:
        return model.webinar_id.in_(select(Webinar.id).where(Webinar.program_id == program_id))

    return of_program


declare(
    Merging(
        columns=(Registration.person_id,),
        what=What.JOINED,
        says=_l("Sessions: who comes with either account comes, and has one place."),
        act=_registrations,
        count=counting(Registration.person_id, Registration.webinar_id, within=_within(Registration)),
    ),
    Merging(
        columns=(Attendance.person_id,),
        what=What.JOINED,
        says=_l("Who was there: of two marks at one session the longer time stands."),
        act=_attendance,
        count=counting(Attendance.person_id, Attendance.webinar_id, within=_within(Attendance)),
    ),
    moves(Webinar.host_id, Attendance.marked_by_id),
)
