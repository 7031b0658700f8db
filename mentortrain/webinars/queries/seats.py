"""The sessions of one person, as they see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select

from mentortrain.agenda.models import Entry
from mentortrain.agenda.rules import CONFIRMED
from mentortrain.learning.events import LiveHour
from mentortrain.learning.models import Course
from mentortrain.prepared import prepared
from mentortrain.programs.models import Participation, Program
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.models.afterwards import MakeUp, MakeUpOffer, Recording
from mentortrain.webinars.queries.audience import is_for
from mentortrain.webinars.queries.choices import chosen_elsewhere
from mentortrain.webinars.queries.leading import leads
from mentortrain.webinars.queries.places import held_of, place_of
from mentortrain.webinars.rules import (
    COMING,
    PARTLY,
    WAITING,
    WHICHEVER,
    WITHDRAWN,
    attended,
    free_places,
    outcome,
    page_path,
)

COURSE = func.coalesce(Course.key, WHICHEVER)
"""Of a session whose course is joined to it: the key."""


class Seat(NamedTuple):
    """A session as one person sees it."""

    webinar_id: int
    program_id: int
    program_name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    host_name: str
    cancelled_at: datetime | None
    state: str | None  # of their registration
    minutes: int | None  # for which they were there
    percent: int  # of its length, from which on it counts
    course: str = WHICHEVER  # key of the course that it is about
    capacity: int | None = None  # these three only where the session's places are told
    held: int = 0
    place: int | None = None  # in line
    topic: str | None = None
    recording_minutes: int | None = None  # these five only where all of somebody's sessions are listed
    open_to: str | None = None  # who may make it up
    questions: str = ""  # to answer for that, in GIFT
    made_up_at: datetime | None = None
    leads: bool = False
    """Whether they lead it: they see it among theirs."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it is off."""
        return self.cancelled_at is not None

    @property
    def is_mine(self) -> bool:
        """Whether they are expected."""
        return self.state in COMING

    @property
    def waits(self) -> bool:
        """Whether they wait for a place."""
        return self.state == WAITING

    @property
    def free(self) -> int | None:
        """How many places are free; None where there is no end to them."""
        return free_places(self.capacity, self.held)

    @property
    def length(self) -> int:
        """In minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def was_there(self) -> bool:
        """Whether they stayed long enough for it to count."""
        return self.minutes is not None and attended(self.minutes, self.length, self.percent)

    @property
    def can_make_up(self) -> bool:
        """Whether they were there for a part of it, and can make it up."""
        came_to = outcome(self.minutes, self.length, self.percent)
        return came_to == PARTLY and self.made_up_at is None and self.open_to is not None


@dataclass(frozen=True)
class Seats:
    """A person's sessions in all their programs."""

    upcoming: list[Seat]  # theirs first, then those for which they wait, by start
    past: list[Seat]  # the latest first


def sessions_for(person_id: int, *, at: datetime) -> Seats:
    """All sessions of the programs that a person takes part in, in one statement.

    A cancelled one is left out unless they were expected.
    """
    return in_time(seen_by(person_id), at=at)


def in_time(seen: Sequence[Seat], *, at: datetime) -> Seats:
    """Sessions in order of their start, parted into those that are still to end and those that are over."""
    upcoming = [seat for seat in seen if seat.ends_at > at]
    past = [seat for seat in reversed(seen) if seat.ends_at <= at]
    return Seats(
        upcoming=sorted(upcoming, key=lambda seat: (not (seat.is_mine or seat.leads), not seat.waits)),
        past=past,
    )


def seen_by(person_id: int) -> list[Seat]:
    """The same sessions in order of their start, whenever."""
    seats = [Seat(*row) for row in _all_seats(person_id=person_id)]
    return [seat for seat in seats if seat.is_mine or not seat.is_cancelled]


def hours_open_to(person_id: int, at: datetime) -> list[LiveHour]:
    """The sessions to come at which somebody can ask a person, theirs or open to them."""
    return [
        LiveHour(seat.title, page_path(seat.program_id, seat.webinar_id), seat.starts_at, seat.ends_at)
        for seat in sessions_for(person_id, at=at).upcoming
        if not seat.is_cancelled
    ]


def hours_about(person_id: int, course_id: int, at: datetime) -> list[LiveHour]:
    """The sessions to come that are about a course, theirs or open to them."""
    return [
        LiveHour(seat.title, page_path(seat.program_id, seat.webinar_id), seat.starts_at, seat.ends_at, part)
        for part, *columns in _seats_about(person_id=person_id, course_id=course_id, at=at)
        if (seat := Seat(*columns))
    ]


def next_sessions_for(person_id: int, *, at: datetime) -> list[Seat]:
    """What a person is registered for or invited to and is not over, in order."""
    return [Seat(*row) for row in _next_seats(person_id=person_id, at=at)]


@prepared
def _all_seats(person_id: Any) -> Select[*tuple[Any, ...]]:
    return (
        every_seat(person_id, also=[leads(person_id)])
        .add_columns(
            Webinar.capacity,
            case((Webinar.capacity.is_not(None), held_of(Webinar.id)), else_=0),
            case((Registration.state == WAITING, place_of(Registration))),
            Webinar.topic,
            Recording.minutes,
            MakeUpOffer.open_to,
            MakeUpOffer.questions,
            MakeUp.done_at,
            func.coalesce(leads(person_id), False),
        )
        .outerjoin(Recording, Recording.webinar_id == Webinar.id)
        .outerjoin(MakeUpOffer, MakeUpOffer.webinar_id == Webinar.id)
        .outerjoin(MakeUp, and_(MakeUp.webinar_id == Webinar.id, MakeUp.person_id == person_id))
        .where(
            or_(Webinar.choice_id.is_(None), Registration.state != WITHDRAWN, ~chosen_elsewhere(person_id))
        )
        .order_by(Entry.starts_at, Webinar.id)
    )


@prepared
def _seats_about(person_id: Any, course_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    return (
        every_seat(person_id, Webinar.module)
        .where(Webinar.course_id == course_id, Entry.ends_at > at, Entry.state == CONFIRMED)
        .order_by(Entry.starts_at, Webinar.id)
    )


@prepared
def _next_seats(person_id: Any, at: Any) -> Select[*tuple[Any, ...]]:
    return (
        every_seat(person_id)
        .where(Entry.ends_at > at, Entry.state == CONFIRMED, Registration.state.in_(COMING))
        .order_by(Entry.starts_at, Webinar.id)
    )


def every_seat(person_id: Any, *before: Any, also: Sequence[Any] = ()) -> Select[*tuple[Any, ...]]:
    """Every session of a person's programs that is for them, with what they have to do with it: the columns of `Seat`.

    Other columns stand `before` them. Sessions that fulfil any condition in `also` are theirs too.
    """
    here = (Participation.person_id == person_id, Participation.left_at.is_(None))
    programs = select(Participation.program_id).where(*here)
    return (
        select(
            *before,
            Webinar.id,
            Webinar.program_id,
            Program.name,
            Entry.title,
            Entry.starts_at,
            Entry.ends_at,
            Webinar.host_name,
            Webinar.cancelled_at,
            Registration.state,
            Attendance.minutes,
            Webinar.threshold_percent,
            COURSE,
        )
        .join(Entry, Entry.id == Webinar.entry_id)
        .join(Program, Program.id == Webinar.program_id)
        .outerjoin(Course, Course.id == Webinar.course_id)
        .outerjoin(
            Registration,
            and_(Registration.webinar_id == Webinar.id, Registration.person_id == person_id),
        )
        .outerjoin(
            Attendance,
            and_(Attendance.webinar_id == Webinar.id, Attendance.person_id == person_id),
        )
        .where(
            Webinar.program_id.in_(programs),
            Webinar.drafted_at.is_(None),
            # Who is expected already sees it still, should it become one of another group or role.
            or_(is_for(person_id), Registration.id.is_not(None), *also),
        )
    )
