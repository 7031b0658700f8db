"""The blueprint, what its addresses are, and the words for the rules that can break here."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from mentortrain.learning.rules import CONVERSATION, LESSON, Step
from mentortrain.web import say

bp = Blueprint("learning", __name__, url_prefix="/learn")

say(
    {
        "certificate.reason": _l("Say why it is taken back: its person reads it."),
        "certificate.revoked": _l("It is taken back already: somebody was faster."),
        "learning.choice": _l("This answer cannot be chosen here. Reload the page and choose again."),
        "learning.check_first": _l("This lesson is complete when you have passed its check."),
        "learning.checked": _l("This answer was checked: it stays as it is."),
        "learning.reflection_closed": _l("This text is handed in: it stays as it is."),
        "learning.write_first": _l("This step is done when you have written its text."),
        "learning.closed": _l("This attempt is handed in: its answers stay as they are."),
        "learning.decided": _l("There is nothing to decide: somebody was faster, or nothing came late."),
        "learning.being-read": _l(
            "Staff are reading your last try. You can try again after that, if you need to."
        ),
        "learning.marked": _l(
            "Somebody was faster: the mark below is theirs. Change it if you do not agree."
        ),
        "learning.none-left": _l("No more tries are allowed in this quiz."),
        "learning.long": _l("That is too long: write at most %(most)s characters."),
        "learning.number": _l("Write a number here, such as 12 or 3.5."),
        "learning.nothing": _l("Choose or write an answer first; then check it."),
        "learning.round": _l(
            "This conversation goes round and round. Go back some turns and choose another way."
        ),
        "learning.outdated": _l("A later answer from this page is saved already; it stays."),
        "learning.waiting": _l("It is too early for another try. The page of the quiz says when it opens."),
    }
)


def step_url(course_key: str, step: Step | None) -> str:
    """Where a step of a course is; the course itself without one."""
    if step is None:
        return url_for("learning.course", course_key=course_key)
    if step.kind == LESSON:
        return url_for("learning.lesson", course_key=course_key, lesson_key=step.key)
    if step.kind == CONVERSATION:
        return url_for("learning.conversation", course_key=course_key, conversation_key=step.key)
    return url_for("learning.quiz", course_key=course_key, quiz_key=step.key)
