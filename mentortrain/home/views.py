"""Home: what is done, what is next, how long it takes, and what is still missing until ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for

from mentortrain import clock
from mentortrain.home.rules import CourseStep, Next, next_step, part_of_day
from mentortrain.learning import queries as learning
from mentortrain.learning.queries import CourseOutline
from mentortrain.learning.rules import asked_of, course_progress
from mentortrain.people.models import Person
from mentortrain.profiles import queries as profiles
from mentortrain.programs import queries as programs
from mentortrain.programs.access import is_staff, may, roles_of
from mentortrain.programs.rules import Timeline
from mentortrain.readiness import queries as readiness
from mentortrain.readiness import words
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import Facts
from mentortrain.web import can, me
from mentortrain.webinars import queries as webinars

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class Path:
    """A person's way in one program: where they stand and the one next step."""

    standing: Standing
    timeline: Timeline
    next: Next
    step: CourseStep | None


@bp.get("/")
@can("home.see")
def index() -> Any:
    person, at = me(), clock.now()
    parts = programs.active_participations(person.id)
    if not parts:
        if is_staff(person):
            return redirect(url_for("tasks.today" if may("task.see", None) else "programs.index"))
        return render_template("home/nowhere.html")
    courses = learning.current_courses()
    expected, sessions = webinars.expected_and_facts(person.id, at=at)
    standings = readiness.standings_among(parts, at=at, courses=courses, sessions=sessions)
    steps = _course_steps(person, courses, standings[0].facts)
    paths = []
    for standing in standings:
        kind, step = next_step(standing.readiness, declared=standing.ready, courses=steps)
        paths.append(Path(standing, programs.timeline_of(standing.participation.cohort), kind, step))
    # What asks something of the person comes first; a program that has ended comes last.
    paths.sort(key=lambda path: (path.timeline.end <= at, path.next in (Next.READY, Next.WAIT, Next.ATTEND)))
    first = paths[0].standing.participation
    return render_template(
        "home/index.html",
        paths=paths,
        at=at,
        greeting=part_of_day(at.astimezone(ZoneInfo(person.time_zone))),
        sessions=expected,
        words=words,
        unsaid=profiles.unsaid(person.id),
        staff_here=programs.staff_to_ask(first.program_id, first.cohort_id),
    )


def _course_steps(
    person: Person, courses: Mapping[str, CourseOutline], facts: Facts
) -> tuple[CourseStep, ...]:
    """The next step of each course that the person's roles ask for, by what readiness knows of them."""
    roles = roles_of(person)
    every_role = frozenset().union(*roles.values())
    found = []
    for course in learning.courses_for(roles, among=courses):
        done = facts.courses[course.key]
        step = course_progress(asked_of(course.steps, every_role), done.completed, done.passed).next
        if step:
            found.append(CourseStep(step.kind, course.key, step.key, step.title, step.minutes))
    return tuple(found)
