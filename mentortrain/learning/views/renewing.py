"""A certificate that has expired, of a course without quizzes: its lessons are read again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.learning.access import course_for
from mentortrain.learning.views.blueprint import bp
from mentortrain.web import can, me


@bp.post("/<course_key>/lessons/<lesson_key>/reading")
@can("course.take")
def read_again(course_key: str, lesson_key: str) -> Any:
    """Note that it was read once more, and go on to the next that is to be; after the last to the new certificate."""
    person, at = me(), clock.now()
    open_course = course_for(person, course_key)
    actions.read_again(
        person_id=person.id,
        course_id=open_course.id,
        lesson_key=open_course.version.lesson(lesson_key).key,
        at=at,
    )
    session.commit()
    renewal = queries.renewal_of(person.id, open_course.version, at=at)
    if renewal and renewal.left:
        return redirect(url_for(".lesson", course_key=course_key, lesson_key=renewal.left[0]))
    flash(_("You have read all of it again. Your new certificate is here."), "done")
    return redirect(url_for(".certificates"))
