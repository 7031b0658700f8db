"""Sessions past and to come, who registered, who was there, and the calendars that show them."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentortrain.agenda.models import AgendaVersion, EntryPerson, FeedToken
from mentortrain.agenda.rules import ATTENDEE
from mentortrain.demo.crowd.people import Group, days, write_rows
from mentortrain.demo.crowd.plan import PROGRAMS, Plan
from mentortrain.people.rules import token_hash
from mentortrain.programs.models import Program
from mentortrain.webinars import actions
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import REGISTERED, WEBINAR

SESSIONS = (
    ("Welcome: what mentors and mentees do", "Meet the others, hear how the program runs, and ask."),
    ("Listening before advice", "Why good mentors ask first, with three short practice rounds in pairs."),
    ("Cash or profit? Questions about money", "Read one small shop's month together."),
    ("The first meeting", "Forty-five minutes that both would have again: an agenda to take with you."),
    ("Goals that are the mentee's own", "From “grow sales” to something that can be seen in a month."),
    ("When it gets quiet", "What to do when a message has no answer for three weeks."),
)


def write(group: Group, *, at: datetime) -> None:
    """The sessions of the three programs, through the actions of staff; what people did of them, in batches."""
    for program, made in enumerate(group.programs):
        group.webinars.append(
            [
                _schedule(group.plan, made, n, offset, at=at)
                for n, offset in enumerate(PROGRAMS[program].webinars)
            ]
        )
    _registrations(group, at=at)
    _feeds(group, at=at)


def _schedule(plan: Plan, program: Program, n: int, offset: int, *, at: datetime) -> Webinar:
    title, description = SESSIONS[n]
    day = (at + days(offset)).astimezone(ZoneInfo(plan.place.zone)).date()
    return actions.schedule(
        program,
        title=title,
        description=description,
        starts_wall=datetime.combine(day, time(18, 0)),
        time_zone=plan.place.zone,
        minutes=60,
        host_name=plan.staff[n % len(plan.staff)].name,
        meeting_url=f"https://meet.example.org/{plan.number}",
        kind=WEBINAR,
        at=at + days(min(offset - 14, -1)),
    )


def _registrations(group: Group, *, at: datetime) -> None:
    chance = group.plan.chance("sessions")
    registered: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    attended: list[dict[str, Any]] = []
    changed: dict[int, tuple[int, datetime]] = {}
    for program, webinars in enumerate(group.webinars):
        for webinar in webinars:
            for one in group.members_of(program):
                over = webinar.entry.ends_at <= at
                if chance.random() > 0.3 + one.diligence * (0.6 if over else 0.4):
                    continue
                person_id = group.ids[one.address]
                moment = min(webinar.entry.starts_at - days(chance.uniform(0.1, 9)), at - timedelta(hours=1))
                group.registrations.append((webinar, one, moment))
                of_both = {"webinar_id": webinar.id, "person_id": person_id}
                registered.append(of_both | {"state": REGISTERED, "times": 1, "registered_at": moment})
                entries.append(
                    {
                        "entry_id": webinar.entry_id,
                        "person_id": person_id,
                        "part": ATTENDEE,
                        "added_at": moment,
                        "raised_by": 0,
                        "invited_at": moment,
                        "told_sequence": 0,
                    }
                )
                count, last = changed.get(person_id, (0, moment))
                changed[person_id] = (count + 1, max(last, moment))
                if over and chance.random() < 0.85:
                    attended.append(
                        of_both
                        | {
                            "minutes": chance.choice((60, 60, 60, 58, 55, 52, 50, 48, 30, 15)),
                            "marked_by_id": group.staff[0].id,
                            "marked_at": min(webinar.entry.ends_at + days(1), at),
                        }
                    )
    write_rows(Registration, registered)
    write_rows(EntryPerson, entries)
    write_rows(Attendance, attended)
    write_rows(
        AgendaVersion,
        [
            {"person_id": person_id, "version": count, "changed_at": last}
            for person_id, (count, last) in changed.items()
        ],
    )


def _feeds(group: Group, *, at: datetime) -> None:
    """Two of three have connected a calendar; its address is nobody's to guess."""
    chance = group.plan.chance("feeds")
    write_rows(
        FeedToken,
        [
            {
                "person_id": group.ids[one.address],
                "name": chance.choice(("Phone", "Google", "Outlook", "Work")),
                "token_hash": token_hash(secrets.token_urlsafe(32)),
                "created_at": at + days(PROGRAMS[one.first].opens),
                "last_used_at": at - timedelta(minutes=chance.randrange(5, 900)),
            }
            for one in group.plan.members
            if one.joins and chance.random() < 0.66
        ],
    )
