"""An answer as a page shows it: what there is to choose, what was given, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from markupsafe import Markup, escape

from mentortrain.learning import gift, rules
from mentortrain.learning.models import Answer, AnswerSetAside, Question

RIGHT, PARTLY, WRONG, OPEN, UNSCORED, UNREAD = "right", "partly", "wrong", "open", "unscored", "unread"


@dataclass(frozen=True)
class Pair:
    """One thing of a matching question: its place among them, its words, and the place that was chosen or -1."""

    place: int
    text: Markup
    chosen: int


@dataclass(frozen=True)
class Chosen:
    """One thing that somebody chose, typed or paired, whether it helped, and what the author says to it."""

    text: Markup
    mark: str  # right, partly, wrong, unscored
    feedback: Markup


@dataclass(frozen=True)
class Reviewed:
    """One question after handing in. `mark` is right, partly, wrong, open (not answered), unscored or unread.

    `comment` is what staff say to an essay.
    """

    question: Question
    mark: str
    word: str
    chosen: list[Chosen]
    comment: str = ""


def option(question: Question, position: int) -> Markup:
    """The words of one option; those of true and false are the reader's language's."""
    if question.kind == gift.TRUE_FALSE:
        return escape(_("True") if position == 0 else _("False"))
    return Markup(question.options[position]["html"])  # noqa: S704  (cleaned when it was published)


def pairs(question: Question, chosen: Sequence[int]) -> list[Pair]:
    """What is to be paired, in the author's order."""
    asked = [place for place, one in enumerate(question.options) if one["html"]]
    return [
        Pair(place, option(question, place), chosen[number] if number < len(chosen) else -1)
        for number, place in enumerate(asked)
    ]


def to_pair_with(question: Question, seed: int, slot: int) -> list[tuple[int, str]]:
    """(place, words) of each different match, in the order of the attempt."""
    first: dict[str, int] = {}
    for place, one in enumerate(question.options):
        first.setdefault(one["answer"], place)
    order = rules.shuffled(len(question.options), seed, slot)
    return [(place, question.options[place]["answer"]) for place in order if place in first.values()]


def said(question: Question, answer: Answer | AnswerSetAside) -> Markup:
    """What somebody answered, in one line."""
    if question.kind in rules.TYPED:
        return escape(" ".join(answer.response.split()))
    if question.kind == gift.MATCHING:
        found = (_paired(question, pair) for pair in pairs(question, answer.chosen) if pair.chosen >= 0)
        return Markup(" · ").join(found)
    return Markup(" · ").join(option(question, position) for position in answer.chosen)


def reviewed(question: Question, answer: Answer | None) -> Reviewed:
    """A question with the person's answer, judged in words."""
    given = answer if answer and answer.is_given else None
    grade = _grade(question, given) if given else None
    if question.kind == gift.DESCRIPTION:
        mark, word = UNSCORED, ""
    elif not question.is_scored:
        mark, word = UNSCORED, _("not scored")
    elif given is None:
        mark, word = OPEN, _("no answer")
    elif question.kind == gift.ESSAY and given.mark is None:
        mark, word = UNREAD, _("not read yet")
    elif question.kind == gift.ESSAY:
        mark = RIGHT if grade == 1 else PARTLY if grade else WRONG
        word = _("%(percent)d %%", percent=given.mark)
    elif grade == 1:
        mark, word = RIGHT, _("right")
    elif grade:
        mark, word = PARTLY, _("partly right")
    else:
        mark, word = WRONG, _("not right")
    said = _all_of(question, given) if given else []
    return Reviewed(question, mark, word, said, given.mark_comment if given else "")


def _grade(question: Question, answer: Answer) -> Fraction | None:
    if question.kind == gift.ESSAY:
        return None if answer.mark is None else Fraction(answer.mark, 100)
    return question.grade(answer.chosen, answer.response)


def _all_of(question: Question, answer: Answer) -> list[Chosen]:
    if question.kind in rules.TYPED:
        return [_typed(question, answer.response)]
    if question.kind == gift.MATCHING:
        return [_pair(question, pair) for pair in pairs(question, answer.chosen) if pair.chosen >= 0]
    return [_chosen(question, position) for position in answer.chosen]


def _typed(question: Question, response: str) -> Chosen:
    words = Markup("<br>").join(response.split("\n"))
    if question.kind == gift.ESSAY:
        return Chosen(words, UNSCORED, Markup())
    place = rules.matched(question.kind, question.options, response)
    if place is None:
        return Chosen(words, WRONG, Markup())
    return Chosen(words, _mark(question, place), _feedback(question, place))


def _pair(question: Question, pair: Pair) -> Chosen:
    right = question.options[pair.chosen]["answer"] == question.options[pair.place]["answer"]
    return Chosen(_paired(question, pair), RIGHT if right else WRONG, Markup())


def _paired(question: Question, pair: Pair) -> Markup:
    return pair.text + Markup(" → ") + escape(question.options[pair.chosen]["answer"])


def _chosen(question: Question, position: int) -> Chosen:
    return Chosen(option(question, position), _mark(question, position), _feedback(question, position))


def _mark(question: Question, position: int) -> str:
    weight = question.weights[position]
    whole = weight == 1 or (question.kind == rules.MULTIPLE and weight > 0)
    return RIGHT if whole else PARTLY if weight > 0 else WRONG


def _feedback(question: Question, position: int) -> Markup:
    return Markup(question.options[position]["feedback"])  # noqa: S704  (cleaned when it was published)
