"""The courses of a person, one course, one lesson."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import course_for, standing_in
from mentortrain.learning.queries import CourseOutline, CourseProgress, LessonHead, QuizHead
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.programs import access as programs
from mentortrain.web import can, me
from mentortrain.web.dates import minutes


@bp.get("")
@can("course.take")
def index() -> Any:
    person = me()
    roles = programs.roles_of(person)
    mine = queries.progress_of(person.id, roles)
    return render_template(
        "learning/index.html",
        title=_next_in_words(mine),
        mine=mine,
        first_open=next((course for course in mine if course.progress.next), None),
        others=_to_look_at(mine) if programs.is_staff(person) else [],
        step_url=step_url,
    )


@bp.get("/<course_key>")
@can("course.take")
def course(course_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    version, standing = open_course.version, standing_in(person, open_course)
    return render_template(
        "learning/course.html",
        course=version,
        title=_left_in_words(standing),
        standing=standing,
        steps=_steps_in_words(version, standing),
        next_url=step_url(course_key, standing.progress.next),
    )


@bp.get("/<course_key>/lessons/<lesson_key>")
@can("course.take")
def lesson(course_key: str, lesson_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    found = open_course.version.lesson(lesson_key)
    standing = standing_in(person, open_course)
    after = rules.next_after(standing.asked, found.step, {*standing.completed, lesson_key}, standing.passed)
    keys = [each.key for each in open_course.version.lessons]
    return render_template(
        "learning/lesson.html",
        course=open_course.version,
        lesson=found,
        html=queries.lesson_html(open_course.version, found),
        kilobytes=kilobytes(found.size),
        place=(keys.index(lesson_key) + 1, len(keys)),
        completed_at=standing.completed.get(lesson_key),
        after=after,
        after_url=step_url(course_key, after),
    )


@bp.post("/<course_key>/lessons/<lesson_key>/completion")
@can("course.take")
def complete(course_key: str, lesson_key: str) -> Any:
    person = me()
    open_course = course_for(person, course_key)
    found = queries.lesson(open_course.version, lesson_key)
    actions.complete_lesson(
        person_id=person.id,
        course_id=open_course.id,
        lesson=found,
        program_id=open_course.program_id,
        at=clock.now(),
    )
    session.commit()
    standing = standing_in(person, open_course)
    after = rules.next_after(standing.asked, found.step, standing.completed, standing.passed)
    if after is None:
        flash(_("%(course)s is done.", course=open_course.version.title), "done")
    return redirect(step_url(course_key, after))


def _to_look_at(mine: list[CourseProgress]) -> list[CourseOutline]:
    """What staff may read beside their own: the shipped courses."""
    known = {each.course.key for each in mine}
    return [
        each
        for each in queries.current_courses().values()
        if each.program_id is None and each.key not in known
    ]


def _next_in_words(mine: list[CourseProgress]) -> str:
    """The heading of Learn: what is next, or that nothing is."""
    following = next((each.progress.next for each in mine if each.progress.next), None)
    if following is None:
        return str(_("Every course is done.")) if mine else _("No course is asked of you.")
    time = minutes(following.minutes)
    if following.kind == rules.LESSON:
        return str(_("Next: “%(title)s”, %(time)s.", title=following.title, time=time))
    return str(_("Next: the quiz “%(title)s”, %(time)s.", title=following.title, time=time))


def _left_in_words(standing: CourseProgress) -> str:
    """The heading of a course: what is left of it."""
    title = standing.course.title
    left = [step for step in standing.asked if not rules.is_done(step, standing.completed, standing.passed)]
    lessons = sum(1 for step in left if step.kind == rules.LESSON)
    quizzes = len(left) - lessons
    lessons_left = ngettext("one lesson", "%(num)d lessons", lessons)
    quizzes_left = ngettext("one quiz", "%(num)d quizzes", quizzes)
    if not left:
        return str(_("%(title)s: you have done all of it.", title=title))
    if lessons and quizzes:
        return str(
            _(
                "%(title)s: %(lessons)s and %(quizzes)s to go.",
                title=title,
                lessons=lessons_left,
                quizzes=quizzes_left,
            )
        )
    return str(_("%(title)s: %(what)s to go.", title=title, what=lessons_left if lessons else quizzes_left))


def _steps_in_words(version: CourseOutline, standing: CourseProgress) -> list[dict[str, str]]:
    counts = queries.questions_in(version)
    steps = []
    for item in version.items:
        step, done = item.step, rules.is_done(item.step, standing.completed, standing.passed)
        is_next = standing.progress.next == step
        later = _("later") if step in standing.asked else _("if you like")
        if isinstance(item, LessonHead):
            note = _("%(time)s · text, %(size)s KB", time=minutes(item.minutes), size=kilobytes(item.size))
        else:
            note = _quiz_in_words(item, counts.get(item.id, 0), standing)
        steps.append(
            {
                "title": item.title,
                "note": note,
                "state": "done" if done else "yours" if is_next else "plain",
                "word": "" if done else _("next") if is_next else later,
                "href": step_url(standing.course.key, step),
            }
        )
    return steps


def _quiz_in_words(quiz: QuizHead, questions: int, standing: CourseProgress) -> str:
    note = ngettext("quiz of one question", "quiz of %(num)d questions", questions)
    note = _("%(time)s · %(quiz)s", time=minutes(quiz.minutes), quiz=note)
    state = standing.quizzes.get(quiz.key)
    if state and state.open_attempt_id and not state.passed:
        return str(_("%(note)s · begun", note=note))
    if state and state.attempts and not state.passed:
        return str(_("%(note)s · tried, not passed yet", note=note))
    return str(note)


def kilobytes(size: int) -> int:
    """At least 1, rounded up: what somebody pays for on a phone."""
    return max(1, -(-size // 1000))
