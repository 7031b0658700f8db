"""The languages of a course: what it is also there in, and choosing one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import redirect, request, url_for

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.access import course_for
from mentortrain.learning.forms import LanguageForm
from mentortrain.learning.models import Attempt, Play
from mentortrain.learning.queries import CourseOutline
from mentortrain.learning.views.blueprint import bp
from mentortrain.people.actions import choose_course_language
from mentortrain.web import can, me


@bp.post("/<course_key>/language")
@can("course.take")
def choose_language(course_key: str) -> Any:
    """Read this course, and each other one that has it, in this language; then back to the lesson, or the course."""
    form, person = LanguageForm(request.form), me()
    version = course_for(person, course_key, locked_too=True).version
    if not form.validate() or form.language.data not in {one.language for one in version.others}:
        raise NotThere
    choose_course_language(person, form.language.data)
    session.commit()
    if form.lesson.data and any(one.key == form.lesson.data for one in version.lessons):
        return redirect(url_for("learning.lesson", course_key=course_key, lesson_key=form.lesson.data))
    return redirect(url_for("learning.course", course_key=course_key))


def also_in(version: CourseOutline) -> list[tuple[str, str]]:
    """(code, its name in itself) of the other languages of a course."""
    return [(one.language, language_in_itself(one.language)) for one in version.others]


def begun_in(goes_on: Attempt | Play | None, version: CourseOutline) -> str:
    """The language of what somebody is in the middle of, where that is not the one in which they read by now."""
    if goes_on is None or not version.others or goes_on.language == version.language:
        return ""
    return language_in_itself(goes_on.language)


@lru_cache(100)
def language_in_itself(code: str) -> str:
    """'Español' of es; the code of one that nobody has named."""
    try:
        name = Locale.parse(code, sep="-").display_name
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:] if name else code
