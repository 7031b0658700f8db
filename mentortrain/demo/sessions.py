"""Webinars: one that was, with attendance, and two to come."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from mentortrain.db import session
from mentortrain.demo import people
from mentortrain.demo.people import NAIROBI, Cast
from mentortrain.mail.models import Outbox
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import actions
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.rules import WEBINAR

# Who was there, for how many of 60 minutes.
WERE_THERE = (
    (people.MILICA, 60),
    (people.WANJIKU, 55),
    (people.DRAGAN, 58),
    (people.FAITH, 60),
    (people.YUSUF, 20),
)
COMING = (people.LUCIA, people.BRUNO, people.CAMILO)


def load(program: Program, cast: Cast, at: datetime) -> None:
    """The past one first, so that somebody is ready."""
    before = at - timedelta(days=11)
    past = _schedule(
        program,
        title="Welcome: what mentors and mentees do",
        description="Meet the others, hear how the program runs, and ask what you always wanted to ask.",
        host="Chandra Rao",
        start=_evening(at - timedelta(days=5)),
        at=before,
    )
    for somebody, _ in WERE_THERE:
        actions.register(past, cast[somebody], at=before)
    session.execute(delete(Outbox).where(Outbox.due_at <= before))  # read and forgotten long ago
    actions.mark_attendance(
        past,
        {cast[somebody].id: minutes for somebody, minutes in WERE_THERE},
        scope=Scope.whole(program.id),
        by=cast[people.STAFF],
        at=at - timedelta(days=4),
    )
    listening = _schedule(
        program,
        title="Listening before advice",
        description="Why good mentors ask first, with three short practice rounds in pairs.",
        host="Ivana Kovač and Kevin Otieno",
        start=_evening(at + timedelta(days=2)),
        at=at - timedelta(days=3),
    )
    for somebody in COMING:
        actions.register(listening, cast[somebody], at=at - timedelta(days=2))
    _schedule(
        program,
        title="Cash or profit? Questions a mentor asks about money",
        description="Read one small shop's month together, and find the questions that help its owner most.",
        host="Wanjiku Mwangi",
        start=_evening(at + timedelta(days=9)),
        at=at - timedelta(days=3),
    )


def _evening(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(ZoneInfo(NAIROBI)).date(), time(18, 0))


def _schedule(
    program: Program, *, title: str, description: str, host: str, start: datetime, at: datetime
) -> Webinar:
    return actions.schedule(
        program,
        title=title,
        description=description,
        starts_wall=start,
        time_zone=NAIROBI,
        minutes=60,
        host_name=host,
        meeting_url="https://meet.example.org/puentes",
        kind=WEBINAR,
        at=at,
    )
