"""One lesson, and lessons to print."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import course_for, standing_in
from mentortrain.learning.forms import ReflectionForm
from mentortrain.learning.queries import CourseOutline, CourseProgress, LessonHead
from mentortrain.learning.views.blueprint import bp, step_url
from mentortrain.learning.views.languages import also_in
from mentortrain.learning.views.media import attachments_in_words, video_in_words
from mentortrain.learning.views.places import place_in_words
from mentortrain.learning.views.saving import saved_in_words
from mentortrain.learning.views.sizes import kilobytes
from mentortrain.web import can, me


@bp.get("/<course_key>/lessons/<lesson_key>")
@can("course.take")
def lesson(course_key: str, lesson_key: str) -> Any:
    return lesson_page(course_key, lesson_key)


def lesson_page(course_key: str, lesson_key: str, *, form: ReflectionForm | None = None) -> str:
    """The page of a lesson; `form` is what somebody wrote and cannot be kept."""
    person = me()
    open_course = course_for(person, course_key)
    found = open_course.version.lesson(lesson_key)
    standing = standing_in(person, open_course)
    after = rules.next_after(standing.asked, found.step, {*standing.completed, lesson_key}, standing.passed)
    keys = [each.key for each in open_course.version.lessons]
    text = queries.lesson_text(open_course.version, found)
    module = rules.module_at(open_course.version.modules, found.position)
    written = queries.reflection_of(person.id, open_course.id, lesson_key) if found.reflection else None
    return render_template(
        "learning/lesson.html",
        course=open_course.version,
        languages=also_in(open_course.version),
        lesson=found,
        text=text,
        written=written,
        form=form or ReflectionForm(obj=written) if found.reflection else None,
        video=video_in_words(found),
        attachments=attachments_in_words(found),
        module=module,
        minutes_left=_minutes_left(standing, module),
        place_in_lesson=place_in_words(standing, within=found),
        neighbours=_neighbours(open_course.version, found),
        check=_check(open_course.version, found, standing),
        kilobytes=kilobytes(found.size),
        client_uuid=uuid.uuid4(),
        saved=saved_in_words(written.saved_at, rules.IN_TIME) if written else "",
        place=(keys.index(lesson_key) + 1, len(keys)),
        completed_at=standing.completed.get(lesson_key),
        renewal=queries.renewal_of(person.id, open_course.version, at=clock.now()),
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


def _minutes_left(standing: CourseProgress, module: rules.Module | None) -> int:
    """Of the steps in the module that are asked of somebody and not done; of the whole course without modules."""
    items = [
        item
        for item in standing.course.items
        if module is None or module.first <= item.position <= module.last
    ]
    asked = [item.step for item in items if item.step in standing.asked]
    return rules.course_progress(asked, standing.completed, standing.passed).minutes_left


def _check(version: CourseOutline, lesson: LessonHead, standing: CourseProgress) -> dict[str, Any] | None:
    """The quiz that completes a lesson; None where reading does."""
    quiz = next((each for each in version.quizzes if each.key == lesson.check), None)
    if quiz is None:
        return None
    return {
        "title": quiz.title,
        "href": step_url(version.key, quiz.step),
        "passed": quiz.key in standing.passed,
    }


def _neighbours(version: CourseOutline, lesson: LessonHead) -> list[dict[str, Any] | None]:
    """What stands before and after a lesson in the course, whatever is done."""
    at = version.items.index(lesson)
    around = [version.items[at - 1] if at else None, *version.items[at + 1 : at + 2], None]
    return [
        {"title": item.title, "href": step_url(version.key, item.step)} if item else None
        for item in around[:2]
    ]


@bp.get("/<course_key>/print")
@can("course.take")
def print_course(course_key: str) -> Any:
    """All lessons of a course on one page."""
    version = course_for(me(), course_key).version
    return _printed(version, version.parts, version.title)


@bp.get("/<course_key>/print/<int:number>")
@can("course.take")
def print_module(course_key: str, number: int) -> Any:
    """The lessons of one module on one page."""
    version = course_for(me(), course_key).version
    if not version.modules or not 1 <= number <= len(version.modules):
        raise NotThere
    return _printed(version, version.parts[number - 1 : number], version.modules[number - 1].title)


def _printed(version: CourseOutline, parts: Any, title: str) -> Any:
    shown = [
        (module.title if module else "", [item for item in items if isinstance(item, LessonHead)])
        for module, items in parts
    ]
    shown = [(title, lessons) for title, lessons in shown if lessons]
    texts = queries.texts_of([lesson.id for _title, lessons in shown for lesson in lessons])
    return render_template(
        "learning/print.html",
        course=version,
        title=title,
        parts=shown,
        texts={key: rules.printable(text.html) for key, text in texts.items()},
        transcripts={key: rules.printable(text.transcript) for key, text in texts.items()},
        video_in_words=video_in_words,
        attachments_in_words=attachments_in_words,
    )
