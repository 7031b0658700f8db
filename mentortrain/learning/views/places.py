"""Where somebody is in a course: told by the page's script, offered on whatever device they come back with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.learning.access import course_for
from mentortrain.learning.forms import PlaceForm
from mentortrain.learning.queries import CourseProgress, LessonHead
from mentortrain.learning.views.blueprint import bp
from mentortrain.web import can, me


@bp.post("/<course_key>/lessons/<lesson_key>/place")
@can("course.take")
def note_place(course_key: str, lesson_key: str) -> Any:
    """Remember the section that somebody reads. `ago` says how many seconds the page held this back."""
    person = me()
    open_course = course_for(person, course_key)
    found = open_course.version.lesson(lesson_key)
    form = PlaceForm(request.form)
    if not form.validate():
        return "", 400
    sections = {section.key for section in queries.lesson_text(open_course.version, found).sections}
    actions.note_place(
        person_id=person.id,
        course_id=open_course.id,
        lesson_key=lesson_key,
        section=form.section.data if form.section.data in sections else "",  # of a version before
        seen_at=clock.now() - timedelta(seconds=form.ago.data or 0),
    )
    session.commit()
    return "", 204


def place_in_words(standing: CourseProgress, *, within: LessonHead | None = None) -> dict[str, str] | None:
    """Where to go on reading, with its address: in a lesson that is not done, or `within` one that is open."""
    place = standing.place
    lesson = next((one for one in standing.course.lessons if place and one.key == place.lesson_key), None)
    if place is None or lesson is None or (within is None and lesson.key in standing.completed):
        return None
    if within is not None and within.key != lesson.key:
        return None
    sections = queries.lesson_text(standing.course, lesson).sections if place.section else ()
    title = next((section.title for section in sections if section.key == place.section), "")
    if within is not None:
        words = _("Go on where you were: “%(section)s”", section=title)
        return {"words": words, "href": f"#{place.section}"} if title else None
    href = url_for("learning.lesson", course_key=standing.course.key, lesson_key=lesson.key)
    if title:
        words = _("Go on where you were: “%(section)s” in “%(lesson)s”", section=title, lesson=lesson.title)
        return {"words": words, "href": f"{href}#{place.section}"}
    return {"words": _("Go on where you were: “%(lesson)s”", lesson=lesson.title), "href": href}
