"""Sessions: one today, one that moved, one called off, and those that were, with who was there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from mentortrain.demo import afterwards, staff
from mentortrain.demo.mails import settle
from mentortrain.demo.parts import PARTS
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import MADARAJA, MOSTOVI, PUENTES, RUN_BY, Plan, deed_of
from mentortrain.demo.timetable import (
    CASH,
    GOAL,
    LISTENING,
    OF_MADARAJA,
    OF_MOSTOVI,
    OPEN_HOURS,
    PRICES,
    QUARTER,
    SATURDAY,
    WELCOME,
    WHATSAPP,
    Session,
)
from mentortrain.engagement.actions import re_engage
from mentortrain.programs import events
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.webinars import actions, reports
from mentortrain.webinars.models import Webinar

MEETING = "https://meet.example.org/"

REGISTERED: dict[str, tuple[str, ...]] = {
    LISTENING.title: (
        "Lucía Muñoz", "Bruno Restrepo", "Camilo Ospina Peláez", "Brian Omondi", "Jovana Radić", "Diana Ñáñez",
        "Samuel Mutua", "Katarina Đukić",
        "Halima Abdi",  # waits: there are eight places
    ),
    CASH.title: ("Yusuf Ali", "Dragan Petrović", "Grace Ng'ang'a", "Natalia Gómez", "Marija Krstić"),
    GOAL.title: ("Bruno Restrepo", "Faith Achieng", "Zawadi Mwakio", "Nemanja Čolić", "Luz Dary Palacios"),
    WHATSAPP.title: ("Njeri Kamau", "Halima Abdi", "Yesenia Mosquera", "Stefan Ilić"),
    "open hour": (
        "Amina Odhiambo", "Bruno Restrepo", "Đorđe Stojanović", "Inés Peña", "Rehema Said", "Jhon Jairo Londoño",
        "Dragan Petrović",
    ),
}  # fmt: skip


def plan_ahead(made: dict[Plan, Program], cast: Cast, at: datetime) -> dict[Plan, list[Webinar]]:
    """Staff schedule them; nobody is mailed yet."""
    of_puentes = (WELCOME, LISTENING, CASH, _open_hour(at), GOAL, WHATSAPP)
    return {
        plan: [_schedule(plan, made[plan], one, cast, at) for one in sessions]
        for plan, sessions in ((PUENTES, of_puentes), (MADARAJA, OF_MADARAJA), (MOSTOVI, OF_MOSTOVI))
    }


def marked_at(webinar: Webinar) -> datetime:
    """The morning after: then staff say who was there."""
    return webinar.entry.ends_at + timedelta(hours=14)


def welcome(plan: Plan, webinar: Webinar, cast: Cast) -> None:
    """The first session of a program: who came registered, or was invited with all the others."""
    before = webinar.entry.starts_at - timedelta(hours=20)
    if plan is PUENTES:
        for part in PARTS[plan]:
            if part.way.was_there:
                actions.register(webinar, cast[part.name], at=before)
    else:
        _invite_everybody(plan, webinar, cast, at=before)
    settle(at=before, long_ago=plan is not PUENTES)
    _mark(webinar, cast, {part.name: part.way.was_there for part in PARTS[plan]})
    if plan is PUENTES:
        _report(webinar, cast)
        afterwards.load(webinar, cast, at=marked_at(webinar) + timedelta(hours=2))


def load(plan: Plan, program: Program, webinars: list[Webinar], cast: Cast, at: datetime) -> None:
    """After the first: people register or are invited, sessions move, and staff say who was there."""
    if plan is PUENTES:
        _puentes(webinars, cast, at)
        _schedule(plan, program, PRICES, cast, at)
        return
    later = [_two_thirds(program), *webinars] if plan is MOSTOVI else webinars
    for webinar in later:
        asked = min(webinar.entry.starts_at - timedelta(days=10), at - timedelta(days=2))
        _invite_everybody(plan, webinar, cast, at=asked)
        settle(at=asked, long_ago=True)
        if webinar.entry.ends_at < at:
            _mark(webinar, cast, {part.name: _stayed(n, webinar) for n, part in enumerate(PARTS[plan])})


def _invite_everybody(plan: Plan, webinar: Webinar, cast: Cast, *, at: datetime) -> None:
    with deed_of(cast[RUN_BY]):
        actions.invite(webinar, [cast[part.name] for part in PARTS[plan]], at=at)


def _report(webinar: Webinar, cast: Cast) -> None:
    """What the provider says of it, to be looked over: who is known, who has another name there, and a guest."""
    wall = datetime.fromisoformat(webinar.entry.wall_start)
    until = wall + timedelta(minutes=webinar.entry.minutes)
    there = [(part.name, cast[part.name].email) for part in PARTS[PUENTES] if part.way.was_there]
    named = [there[0], (there[1][0], ""), ("Tablet in the shop", ""), ("Guest of Kevin", "guest@example.net")]
    lines = [
        f"{name},{email},{wall:%m/%d/%Y %I:%M %p},{until:%m/%d/%Y %I:%M %p},Yes" for name, email in named
    ]
    data = "\n".join(["Name (Original Name),User Email,Join Time,Leave Time,Guest", *lines]).encode()
    entry, zone = webinar.entry, webinar.entry.time_zone
    found = reports.read(data, reports.Meeting(entry.starts_at, entry.ends_at, zone))
    names = {"digest": sha256(data).hexdigest(), "file_name": "participants_welcome.csv", "zone": zone}
    actions.note_report(webinar, found, **names, by=cast[RUN_BY], at=marked_at(webinar))


def _open_hour(at: datetime) -> Session:
    """It has just begun: its door is open for whoever looks around on the day of the first load."""

    def off(zone: str) -> int:
        return abs(at.astimezone(ZoneInfo(zone)).hour - 15)

    host, zone = min(OPEN_HOURS, key=lambda one: off(one[1]))
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    start = local - (local - datetime.combine(local.date(), time(0))) % QUARTER
    return Session(
        "Open hour: bring your questions",
        "No talk, no slides. Ask about a lesson, the quiz or your first meeting, and go when you have your answer.",
        host,
        zone,
        0,
        starts=start.time(),
        minutes=90,
    )


def _schedule(plan: Plan, program: Program, one: Session, cast: Cast, at: datetime) -> Webinar:
    made = max(plan.day(-0.9, at=at), at + timedelta(days=min(one.day - one.planned, -3)))
    with deed_of(cast[RUN_BY]):
        return actions.schedule(
            program,
            title=one.title,
            description=one.description,
            starts_wall=one.start(at),
            time_zone=one.zone,
            minutes=one.minutes,
            capacity=one.places,
            topic=one.topic,
            host_name=one.host,
            meeting_url=MEETING + plan.name.lower(),
            host_id=cast[one.host].id if one.host in staff.ROLES[plan] else None,
            **one.more,
            at=made,
        )


def _puentes(webinars: list[Webinar], cast: Cast, at: datetime) -> None:
    listening, cash, open_hour, goal, whatsapp = webinars
    two_days_ago = at - timedelta(days=2)
    for webinar in (listening, cash, open_hour, goal, whatsapp):
        names = REGISTERED["open hour" if webinar is open_hour else webinar.entry.title]
        for name in names:
            actions.register(webinar, cast[name], at=two_days_ago)
    settle(at=two_days_ago)
    yesterday = at - timedelta(hours=25)
    with deed_of(cast["Daniela Castaño"]):
        _move(goal, at=yesterday)
    with deed_of(cast["Kevin Otieno"]):
        actions.cancel(
            whatsapp,
            reason="Kevin's sister is getting married that day. We are looking for a new evening.",
            at=yesterday,
        )
    settle(at=yesterday)
    this_morning = at - timedelta(hours=6)
    actions.withdraw(open_hour, cast["Dragan Petrović"], at=this_morning)
    settle(at=this_morning)


def _move(webinar: Webinar, *, at: datetime) -> None:
    """Half an hour earlier, on the next day on which people work."""
    entry = webinar.entry
    start = datetime.fromisoformat(entry.wall_start) + timedelta(days=1, minutes=-30)
    while start.weekday() >= SATURDAY:
        start += timedelta(days=1)
    actions.edit(
        webinar,
        title=entry.title,
        description=entry.description,
        starts_wall=start,
        time_zone=entry.time_zone,
        minutes=entry.minutes,
        host_name=webinar.host_name,
        meeting_url=webinar.meeting_url,
        cohort_id=None,
        host_id=webinar.host_id,
        reminders=entry.reminders,
        at=at,
    )


def _two_thirds(program: Program) -> Webinar:
    """What the ticker did for the program that has ended, and the link that Chandra added."""
    cohort = program.first_cohort
    slowed = programs.timeline_of(cohort).two_thirds
    webinar = re_engage(
        cohort,
        title="Two thirds of the way: what now?",
        description="In 45 minutes we look together at what you have reached and what is in the way.",
        at=slowed,
    )
    if webinar is None:
        raise LookupError(f"{program.name} has no evening left after {slowed}")
    settle(at=slowed, long_ago=True)
    webinar.meeting_url = MEETING + MOSTOVI.name.lower()
    return webinar


def _stayed(number: int, webinar: Webinar) -> int:
    """Three of four come, and some leave a little early."""
    return webinar.entry.minutes - number % 3 * 4 if number % 4 else 0


def _mark(webinar: Webinar, cast: Cast, stayed: dict[str, int]) -> None:
    marks = {cast[name].id: minutes for name, minutes in stayed.items() if minutes}
    with events.together():
        actions.mark_attendance(
            webinar,
            marks,
            scope=Scope.whole(webinar.program_id),
            by=cast[RUN_BY],
            at=marked_at(webinar),
        )
