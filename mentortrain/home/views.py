"""Home: what is done, what is next, how long it takes, and what is still missing until ready."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for

from mentortrain import clock
from mentortrain.home import queries
from mentortrain.home.lines import Line, lines_of, seat_in
from mentortrain.home.rules import CourseStep, Next, next_step, part_of_day, session_wanted
from mentortrain.learning import queries as learning
from mentortrain.learning.access import path_of
from mentortrain.learning.queries import Planned
from mentortrain.learning.rules import (
    Demand,
    Step,
    course_progress,
    for_roles,
    is_done,
    lacking,
    place_of,
)
from mentortrain.learning.views.blueprint import step_url
from mentortrain.learning.views.path import rows_of
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.access import is_staff, may, roles_of
from mentortrain.programs.events import to_lead_by
from mentortrain.programs.rules import Timeline
from mentortrain.programs.rules.timeline import day_in
from mentortrain.readahead import read_ahead
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.queries import Known, Standing
from mentortrain.readiness.rules import CourseFacts, Move
from mentortrain.web import can, me
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.queries import Seat
from mentortrain.webinars.rules import SOON_BEFORE, WHICHEVER, is_open

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class Path:
    """A person's way in one program: where they stand and the one next step."""

    standing: Standing
    timeline: Timeline
    next: Next
    step: CourseStep | None
    seat: (
        tuple[str | None, int, int] | tuple[()]
    )  # state, program id and session id of where they are expected, or wait
    about: (
        tuple[str, str] | tuple[()]
    )  # key and title of the course that the session to choose is to be about
    lines: list[Line]

    @property
    def is_last(self) -> bool:
        """Whether with the sessions that they are expected at everything is done."""
        return all(one.move is Move.TIME for one in self.standing.readiness.missing)


@bp.get("/")
@can("home.see")
def index() -> Any:
    person, at = me(), clock.now()
    if roles_of(person):
        read_ahead(
            queries.parts_asked(person.id, at=at),
            learning.courses_and_facts_asked(person.id),
            webinars.expected_and_facts_asked(person.id, at=at),
        )
    own = queries.parts_of(person.id, at=at)
    if not own.parts:
        return _without_part(person, at=at)
    courses, learned, chosen, demands = learning.courses_and_facts(person.id)
    courses = learning.all_in_language(courses, person.course_language)
    live = webinars.expected_and_facts(person.id, at=at)
    known = Known(
        courses, {person.id: learned}, live.facts, own.rubrics, own.declarations, learning.by_program(demands)
    )
    standings = readiness.standings_among(own.parts, at=at, known=known)
    path = learning.path_through(roles_of(person), courses, chosen, time_zone=person.time_zone)
    # Where staff ask nothing again or besides it is the same in each program, and has been made for the first.
    taken = readiness.taken_by(courses, learned, demands) if demands else standings[0].facts.courses
    steps = _course_steps(person, path, taken, learned.being_read)
    practice = _practice(path, taken)
    paths = []
    for standing in standings:
        kind, step = next_step(standing.readiness, declared=standing.ready, courses=steps, practice=practice)
        program_id = standing.participation.program_id
        wanted = session_wanted(standing.readiness)
        course = wanted.requirement.course if wanted else WHICHEVER
        shown = seat_in(program_id, live.expected, course) or seat_in(program_id, live.waiting, course)
        timeline = programs.timeline_of(standing.participation.cohort)
        paths.append(
            Path(
                standing,
                timeline,
                kind,
                step,
                _as_values(shown),
                (course, wanted.title) if wanted and course else (),
                lines_of(standing.readiness, program_id, live.expected, at=at),
            )
        )
    # What asks something of the person comes first; a program that has ended comes last.
    paths.sort(key=lambda path: (path.timeline.end <= at, path.next in (Next.READY, Next.WAIT, Next.ATTEND)))
    first = paths[0].standing.participation
    leads = to_lead_by(person, at) if own.leads or is_staff(person) else []
    return render_template(
        "home/index.html",
        paths=paths,
        leads=leads,
        led=_led_later(person, at=at) if own.leads else [],
        at=at,
        greeting=part_of_day(at.astimezone(ZoneInfo(person.time_zone))),
        sessions=live.expected or live.waiting,
        doors=[one for one in live.expected if is_open(one.starts_at, one.ends_at, at=at)],
        unjudged=live.unjudged,
        unsaid=own.unsaid,
        asked=_asked_by_staff(path, steps),
        ending=learning.expiring_of(person.id, at=at)
        if any(one.validity_months for one in courses.values())
        else (),
        being_read=_being_read(path, learned.being_read),
        owed=_owed(person, taken),
        today=day_in(person.time_zone, at),
        staff_here=own.staff[first.id],
    )


def _led_later(person: Person, *, at: datetime) -> list[Webinar]:
    """The sessions that they lead and that do not stand above all else yet, the next first."""
    return [one for one in webinars.led_by(person.id, at=at) if one.entry.starts_at > at + SOON_BEFORE]


def _as_values(seat: Seat | None) -> tuple[str | None, int, int] | tuple[()]:
    return (seat.state, seat.program_id, seat.webinar_id) if seat else ()


def _without_part(person: Person, *, at: datetime) -> Any:
    """For staff their own training, as everybody's; who has none of it is led to what waits for them."""
    _courses, path, demands = path_of(person)
    every_role = frozenset[str]().union(*roles_of(person).values())
    courses = [one.course for one in path]
    mine = learning.progress_in(person.id, courses, roles=every_role, demands=demands) if path else []
    today = url_for("tasks.today" if may("task.see", None) else "programs.index")
    if not path:
        return redirect(today) if is_staff(person) else render_template("home/nowhere.html")
    rows = rows_of(path, mine, today=day_in(person.time_zone, at))
    return render_template(
        "home/staff.html",
        greeting=part_of_day(at.astimezone(ZoneInfo(person.time_zone))),
        rows=rows,
        owed=learning.owed_in(mine),
        leads=to_lead_by(person, at),
        at=at,
        first=next((row for row in rows if row.standing.progress.next and not row.lacking), None),
        today_url=today,
        step_url=step_url,
    )


def _course_steps(
    person: Person,
    path: Sequence[Planned],
    taken: Mapping[str, CourseFacts],
    being_read: Mapping[str, Collection[str]],
) -> tuple[CourseStep, ...]:
    """The next step of each open course on the person's path, by what readiness knows of them.

    A quiz that staff are reading is nobody's next step: the one behind it is.
    """
    every_role = frozenset().union(*roles_of(person).values())
    nexts, to_do, begun = {}, {}, set()
    for planned in path:
        course, done = planned.course, taken[planned.course.key]
        asked = for_roles(done.steps, every_role)
        nexts[course.key] = course_progress(asked, done.completed, done.passed).next
        handed_in = {*done.passed, *being_read.get(course.key, ())}
        to_do[course.key] = course_progress(asked, done.completed, handed_in).next
        if done.completed or done.passed or done.owed:
            begun.add(course.key)
    finished = {key for key, step in nexts.items() if step is None}
    waits = {
        one.course.key: lacking(one.course.prerequisites, nexts, finished)
        for one in path
        if one.course.key not in begun
    }
    return tuple(
        CourseStep(
            step.kind,
            one.course.key,
            step.key,
            step.title,
            step.minutes,
            opens=frozenset(key for key, first in waits.items() if one.course.key in first),
            by_staff=one.chosen and one.required,
            language=one.course.language,
        )
        for one in path
        if (step := to_do[one.course.key]) and not waits.get(one.course.key)
    )


def _practice(path: Sequence[Planned], taken: Mapping[str, CourseFacts]) -> dict[str, CourseStep]:
    """The first conversation that is not passed of each course, whether it counts there or not."""
    found = {}
    for one in path:
        course = taken[one.course.key]
        left = [step for step in course.offered.conversations if not is_done(step, (), course.passed)]
        if left:
            step = left[0]
            found[course.key] = CourseStep(
                step.kind, course.key, step.key, step.title, step.minutes, language=one.course.language
            )
    return found


def _being_read(
    path: Sequence[Planned], being_read: Mapping[str, Collection[str]]
) -> list[tuple[str, str, str]]:
    """(course key, quiz key, title) of the quizzes on somebody's path that staff are reading."""
    return [
        (one.course.key, quiz.key, quiz.title)
        for one in path
        for quiz in one.course.quizzes
        if quiz.key in being_read.get(one.course.key, ())
    ]


def _owed(person: Person, taken: Mapping[str, CourseFacts]) -> list[tuple[str, str, Step, Demand]]:
    """What staff ask of the person again or besides since a course changed: (course, its title, step, demand)."""
    every_role = frozenset().union(*roles_of(person).values())
    return [
        (course.key, course.title, step, demand)
        for course in taken.values()
        for step in for_roles(course.steps, every_role)
        if (demand := course.owed.get(place_of(step)))
    ]


def _asked_by_staff(path: Sequence[Planned], steps: Sequence[CourseStep]) -> list[Planned]:
    """The courses that staff have put on the person's track and that are still to be done, the first due first."""
    open_now = {step.course_key for step in steps}
    found = [one for one in path if one.chosen and one.required and one.course.key in open_now]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))
