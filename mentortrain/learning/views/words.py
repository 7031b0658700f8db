"""Quizzes in words: scores, answers, what was right. Colour is never alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from mentortrain.learning import rules
from mentortrain.learning.models import Answer, Attempt, Question

TRUE_FALSE = "true-false"
RIGHT, PARTLY, WRONG, OPEN = "right", "partly", "wrong", "open"


@dataclass(frozen=True)
class Chosen:
    """One option that somebody chose, whether it helped, and what the author says to it."""

    text: Markup
    mark: str  # right, partly, wrong
    feedback: Markup


@dataclass(frozen=True)
class Reviewed:
    """One question after handing in. `mark` is right, partly, wrong or open (not answered)."""

    question: Question
    mark: str
    word: str
    chosen: list[Chosen]


def quiz_title(
    title: str, attempts: Sequence[Attempt], current: Attempt | None, questions: int, answered: int
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
    if attempts:
        return str(_("%(title)s: not passed yet.", title=title))
    count = ngettext("one question", "%(num)d questions", questions)
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
    return str(_("Not passed yet: %(score)s.", score=right))


def option(question: Question, position: int) -> Markup:
    """The words of one option; those of true and false are the reader's language's."""
    if question.kind == TRUE_FALSE:
        return Markup.escape(_("True") if position == 0 else _("False"))
    return Markup(question.options[position]["html"])  # noqa: S704  (cleaned when it was published)


def chosen(question: Question, positions: Collection[int]) -> Markup:
    """What somebody chose, in one line."""
    return Markup(" · ").join(option(question, position) for position in positions)


def reviewed(question: Question, answer: Answer | None) -> Reviewed:
    """A question with the person's answer, judged in words."""
    positions = answer.chosen if answer else []
    grade = rules.grade_question(question.kind, question.weights, positions)
    if not positions:
        mark, word = OPEN, _("no answer")
    elif grade == 1:
        mark, word = RIGHT, _("right")
    elif grade > 0:
        mark, word = PARTLY, _("partly right")
    else:
        mark, word = WRONG, _("not right")
    return Reviewed(question, mark, word, [_chosen(question, position) for position in positions])


def _chosen(question: Question, position: int) -> Chosen:
    weight = question.weights[position]
    whole = weight == 1 or (question.kind == rules.MULTIPLE and weight > 0)
    return Chosen(
        text=option(question, position),
        mark=RIGHT if whole else PARTLY if weight > 0 else WRONG,
        feedback=Markup(question.options[position]["feedback"]),  # noqa: S704  (cleaned when published)
    )
