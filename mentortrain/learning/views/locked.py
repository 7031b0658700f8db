"""A course that opens when others are done: why, and where to begin."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from mentortrain.learning.access import Locked, OpenCourse
from mentortrain.learning.views.blueprint import bp, step_url


@bp.errorhandler(Locked)
def locked(error: Locked) -> Any:
    """In place of any page of the course, and of any deed with it."""
    open_course = error.open_course
    return render_template("learning/locked.html", course=open_course.version, **what_opens(open_course)), 403


def what_opens(open_course: OpenCourse) -> dict[str, Any]:
    """For a page: the sentence, and (title, address) of the courses to be done first."""
    first = open_course.lacking
    titles = [one.course.title for one in first]
    return {
        "locked_title": opens_after(open_course.version.title, titles),
        "first": [(one.course.title, step_url(one.course.key, one.progress.next)) for one in first],
    }


def opens_after(title: str, titles: list[str]) -> str:
    """Why a course is locked, in a sentence."""
    return str(_("%(title)s opens when you have done %(first)s.", title=title, first=" + ".join(titles)))
