"""Lessons in which somebody's words stand."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.learning import queries, rules
from mentortrain.learning.access import courses_open_to
from mentortrain.learning.views.blueprint import step_url
from mentortrain.people.models import Person


def found_in_words(person: Person, asked: str) -> dict[str, Any]:
    """The lessons with every word of what somebody asked, each with the place where the first of them stands."""
    words = rules.asked_words(asked)
    found = queries.lessons_with(words, courses_open_to(person))
    return {
        "title": _title(asked, len(found)),
        "rows": [
            {
                "title": rules.marked(each.lesson.title, words),
                "course": each.course.title,
                "language": each.course.language,
                "href": step_url(each.course.key, each.lesson.step),
                "snippet": rules.snippet(f"{each.lesson.objective} {each.text}", words),
            }
            for each in found
        ],
    }


def _title(asked: str, count: int) -> str:
    if not count:
        return str(_("No lesson has “%(words)s”.", words=asked))
    if count == rules.MOST_FOUND:
        return str(_("The first %(count)d lessons with “%(words)s”.", count=count, words=asked))
    return str(
        ngettext("One lesson has “%(words)s”.", "%(num)d lessons have “%(words)s”.", count, words=asked)
    )
