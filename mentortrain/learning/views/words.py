"""Quizzes in words: scores, answers, what was right. Colour is never alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from mentortrain.learning.models import Attempt


def quiz_title(
    title: str,
    attempts: Sequence[Attempt],
    current: Attempt | None,
    questions: int,
    answered: int,
    *,
    is_timed: bool,
) -> str:
    """The heading of a quiz's first page."""
    if current:
        return str(
            _(
                "%(title)s: you have answered %(answered)s of %(total)s questions.",
                title=title,
                answered=answered,
                total=questions,
            )
        )
    if any(attempt.passed for attempt in attempts):
        return str(_("%(title)s: you have passed.", title=title))
    if any(attempt.is_being_read for attempt in attempts):
        return str(_("%(title)s: handed in. Staff are reading it.", title=title))
    if attempts:
        return str(_("%(title)s: not passed yet.", title=title))
    count = ngettext("one question", "%(num)d questions", questions)
    if is_timed:
        return str(_("%(title)s: %(count)s, against the clock.", title=title, count=count))
    return str(_("%(title)s: %(count)s, as slowly as you like.", title=title, count=count))


def review_title(unanswered: Sequence[int], total: int) -> str:
    """The heading before handing in: names what is not answered."""
    if not unanswered:
        return str(ngettext("Your question is answered.", "All %(num)d questions are answered.", total))
    names = ", ".join(str(slot) for slot in unanswered)
    return str(
        ngettext(
            "Question %(names)s has no answer yet.",
            "%(num)d questions have no answer yet: %(names)s.",
            len(unanswered),
            names=names,
        )
    )


def score(value: Fraction, questions: int) -> str:
    """'7 of 8 right', '6.5 of 8 right' where an answer was partly right."""
    points = value * questions
    # Rounded down, so that a score under the pass mark never reads like one above it.
    shown = format_decimal(float(int(points * 10) / 10), "#,##0.#")
    return str(_("%(points)s of %(total)s right", points=shown, total=questions))


def result_title(attempt: Attempt, questions: int) -> str:
    """The heading of a result."""
    right = score(attempt.score, questions)
    if attempt.passed:
        return str(_("Passed: %(score)s.", score=right))
    if attempt.is_being_read:
        return str(_("Handed in. The staff of your program read what you wrote."))
    return str(_("Not passed yet: %(score)s.", score=right))
