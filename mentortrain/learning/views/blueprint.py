"""The blueprint, what its addresses are, and the words for the rules that can break here."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from mentortrain.learning.rules import LESSON, Step
from mentortrain.web import say

bp = Blueprint("learning", __name__, url_prefix="/learn")

say(
    {
        "learning.choice": _l("This answer cannot be chosen here. Reload the page and choose again."),
        "learning.closed": _l("This attempt is handed in: its answers stay as they are."),
        "learning.outdated": _l("A later answer from this page is saved already; it stays."),
    }
)


def step_url(course_key: str, step: Step | None) -> str:
    """Where a step of a course is; the course itself without one."""
    if step is None:
        return url_for("learning.course", course_key=course_key)
    if step.kind == LESSON:
        return url_for("learning.lesson", course_key=course_key, lesson_key=step.key)
    return url_for("learning.quiz", course_key=course_key, quiz_key=step.key)
