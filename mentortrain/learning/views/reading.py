"""The courses of a person, and one course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.learning import queries, rules
from mentortrain.learning.access import course_for, path_of, standing_in
from mentortrain.learning.events import live_hours_about
from mentortrain.learning.queries import CourseOutline, CourseProgress
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.learning.views.languages import also_in
from mentortrain.learning.views.locked import what_opens
from mentortrain.learning.views.parts import parts_in_words
from mentortrain.learning.views.path import rows_of
from mentortrain.learning.views.places import place_in_words
from mentortrain.learning.views.searching import found_in_words
from mentortrain.programs import access as programs
from mentortrain.programs.rules.timeline import day_in
from mentortrain.web import can, me
from mentortrain.web.dates import minutes


@bp.get("")
@can("course.take")
def index() -> Any:
    person = me()
    courses, path, demands = path_of(person)
    every_role = frozenset().union(*programs.roles_of(person).values())
    mine = queries.progress_in(person.id, [one.course for one in path], roles=every_role, demands=demands)
    rows = rows_of(path, mine, today=day_in(person.time_zone, clock.now()))
    open_now = [row.standing for row in rows if not row.lacking]
    asked = request.args.get("q", "").strip()
    return render_template(
        "learning/index.html",
        asked=asked,
        found=found_in_words(person, asked) if asked else None,
        title=_next_in_words(open_now),
        rows=[row for row in rows if row.planned.required],
        optional=[row for row in rows if not row.planned.required],
        owed=queries.owed_in(mine),
        first_open=next((one for one in open_now if one.progress.next), None),
        others=_to_look_at(mine, courses) if programs.is_staff(person) else [],
        step_url=step_url,
    )


@bp.get("/<course_key>")
@can("course.take")
def course(course_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key, locked_too=True)
    version, standing = open_course.version, standing_in(person, open_course)
    return render_template(
        "learning/course.html",
        course=version,
        languages=also_in(version),
        **what_opens(open_course),
        title=_left_in_words(standing),
        standing=standing,
        news=_news_in_words(standing),
        gone=_gone_in_words(standing),
        owed=queries.owed_in([standing]),
        hours=live_hours_about(person.id, version.course_id, clock.now()),
        parts=parts_in_words(version, standing, locked=bool(open_course.lacking)),
        was_at=None if open_course.lacking else place_in_words(standing),
        next_url=step_url(course_key, standing.progress.next),
        certificate=standing.progress.is_complete and _has_certificate(person.id, open_course.id),
    )


def _to_look_at(mine: list[CourseProgress], courses: dict[str, CourseOutline]) -> list[CourseOutline]:
    """What staff may read beside their own: the shipped courses."""
    known = {each.course.key for each in mine}
    return [each for each in courses.values() if each.program_id is None and each.key not in known]


def _next_in_words(mine: list[CourseProgress]) -> str:
    """The heading of Learn: what is next, or that nothing is."""
    following = next((each.progress.next for each in mine if each.progress.next), None)
    if following is None:
        return str(_("Every course is done.")) if mine else _("No course is asked of you.")
    time = minutes(following.minutes)
    if following.kind == rules.LESSON:
        return str(_("Next: “%(title)s”, %(time)s.", title=following.title, time=time))
    if following.kind == rules.CONVERSATION:
        return str(_("Next: the conversation “%(title)s”, %(time)s.", title=following.title, time=time))
    return str(_("Next: the quiz “%(title)s”, %(time)s.", title=following.title, time=time))


def _news_in_words(standing: CourseProgress) -> list[dict[str, str]]:
    """What is other since somebody had done the course: each lesson with its address and what it is."""
    course = standing.course
    return [
        {
            "title": course.lesson(key).title,
            "href": step_url(course.key, course.lesson(key).step),
            "word": _("new") if is_new else _("changed"),
        }
        for key, is_new in queries.news_in(standing)
    ]


def _gone_in_words(standing: CourseProgress) -> str:
    """What somebody did that the course has no longer; it counts on, so the numbers say more than the list."""
    here = set(map(rules.place_of, standing.course.steps))
    count = sum(rules.place_of(step) not in here for step in standing.asked)
    if not count:
        return ""
    return str(
        ngettext(
            "One step that you did is no longer part of the course. It still counts for you.",
            "%(num)d steps that you did are no longer part of the course. They still count for you.",
            count,
        )
    )


def _has_certificate(person_id: int, course_id: int) -> bool:
    """Whether the one that was issued last holds."""
    found = queries.newest_certificates([person_id]).get((person_id, course_id))
    if found is None:
        return False
    standing = rules.standing_of(found.expires_at, found.revoked_at, at=clock.now())
    return standing is rules.Standing.VALID


def _left_in_words(standing: CourseProgress) -> str:
    """The heading of a course: what is left of it."""
    title = standing.course.title
    left = [step for step in standing.asked if not rules.is_done(step, standing.completed, standing.passed)]
    if not left:
        return str(_("%(title)s: you have done all of it.", title=title))
    what = [
        in_words(count)
        for kind, in_words in _COUNTED.items()
        if (count := sum(step.kind == kind for step in left))
    ]
    if len(what) == 1:
        return str(_("%(title)s: %(what)s to go.", title=title, what=what[0]))
    return str(
        _(
            "%(title)s: %(some)s and %(last)s to go.",
            title=title,
            some=", ".join(what[:-1]),
            last=what[-1],
        )
    )


_COUNTED: dict[str, Callable[[int], str]] = {
    rules.LESSON: lambda count: str(ngettext("one lesson", "%(num)d lessons", count)),
    rules.CONVERSATION: lambda count: str(ngettext("one conversation", "%(num)d conversations", count)),
    rules.QUIZ: lambda count: str(ngettext("one quiz", "%(num)d quizzes", count)),
}
