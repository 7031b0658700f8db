"""The questions of a make-up: GIFT as staff wrote it -> questions to ask, and whether an answer is right. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mentortrain.errors import RuleBroken
from mentortrain.learning import gift
from mentortrain.learning.content.markup import quiz_findings, quiz_html
from mentortrain.learning.rules.grading import grade_answer
from mentortrain.learning.rules.typed import LONGEST_SHORT, as_typed
from mentortrain.webinars.makeups import MOST_QUESTIONS

ASKABLE = (gift.SINGLE, gift.MULTIPLE, gift.TRUE_FALSE, gift.SHORT)
"""Kinds of question that can be answered in passing, and graded by a machine."""


@dataclass(frozen=True)
class Ask:
    """One question of a make-up as people see it, with what is right."""

    kind: str
    html: str
    options: tuple[Mapping[str, Any], ...]
    """With "html", "weight" and "answer" as published quizzes have them. True or false: true first, without words."""

    @property
    def is_typed(self) -> bool:
        """Whether the answer is written."""
        return self.kind == gift.SHORT

    @property
    def takes_several(self) -> bool:
        """Whether more than one may be right."""
        return self.kind == gift.MULTIPLE

    @property
    def is_true_false(self) -> bool:
        """Whether it is true or false."""
        return self.kind == gift.TRUE_FALSE

    def is_right(self, given: Sequence[str]) -> bool:
        """Whether an answer is wholly right: the places of what was chosen, or the text that was written."""
        if self.is_typed:
            written = as_typed(given[0])[:LONGEST_SHORT] if given else ""
            return grade_answer(self.kind, self.options, (), written) == 1
        places = [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 3]
        return grade_answer(self.kind, self.options, places, "") == 1


def read_questions(text: str) -> tuple[Ask, ...]:
    """The questions of a make-up from their GIFT.

    RuleBroken `makeup.gift` with the line of the first fault and what it is, `makeup.kind` with the line of a
    question that is no choice, true/false or short answer, `makeup.too_many` for more than three.
    """
    parsed = gift.parse(text)
    faults = [(fault.line, fault.in_words) for fault in parsed.faults]
    for question in parsed.questions:
        faults += [(question.line, found) for found in quiz_findings(question.text)]
        if question.kind != gift.SHORT:
            faults += [
                (option.line, found)
                for option in question.options
                for found in quiz_findings(option.text, inline=True)
            ]
    if faults:
        line, what = min(faults)
        raise RuleBroken("makeup.gift", line=line, what=what)
    for question in parsed.questions:
        if question.kind not in ASKABLE:
            raise RuleBroken("makeup.kind", line=question.line)
    if len(parsed.questions) > MOST_QUESTIONS:
        raise RuleBroken("makeup.too_many", most=MOST_QUESTIONS)
    return tuple(_ask(question) for question in parsed.questions)


def _ask(question: gift.Question) -> Ask:
    typed = question.kind == gift.SHORT
    options = tuple(
        {
            "html": "" if typed else quiz_html(option.text, inline=True),
            "weight": option.weight,
            "answer": option.text.text if typed else option.answer,
        }
        for option in question.options
    )
    return Ask(question.kind, quiz_html(question.text), options)
