"""A question as plain values, for programs: with Moodle's names for the kinds."""

from __future__ import annotations

from typing import Any

from mentortrain.learning.gift.values import (
    DESCRIPTION,
    ESSAY,
    MATCHING,
    MULTIPLE,
    NUMERICAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Option,
    Question,
)

TYPES = {
    SINGLE: "multichoice",
    MULTIPLE: "multichoice",
    TRUE_FALSE: "truefalse",
    SHORT: "shortanswer",
    NUMERICAL: "numerical",
    MATCHING: "match",
    ESSAY: "essay",
    DESCRIPTION: "description",
}


def as_shown(question: Question) -> dict[str, Any]:
    """Its type, title, text and answers with fraction (1 is wholly right), text and feedback, and the rest."""
    shown: dict[str, Any] = {
        "type": TYPES[question.kind],
        "title": question.title,
        "text": question.text.text,
        "format": question.text.format,
        "answers": [_answer(question, place, option) for place, option in enumerate(question.options)],
        "general_feedback": question.general_feedback.text,
        "id": question.key,
        "tags": list(question.tags),
        "category": question.category,
        "line": question.line,
    }
    if question.kind in (SINGLE, MULTIPLE):
        shown["single"] = question.kind == SINGLE
    return shown


def _answer(question: Question, place: int, option: Option) -> dict[str, Any]:
    words = option.text.text
    if question.kind == TRUE_FALSE:
        words = "False" if place else "True"
    shown: dict[str, Any] = {
        "fraction": _fraction(option),
        "text": words,
        "feedback": option.feedback.text,
    }
    if question.kind == MATCHING:
        shown["match"] = option.answer
    if question.kind == NUMERICAL:
        shown["tolerance"] = option.tolerance
    return shown


def _fraction(option: Option) -> int | float:
    """With seven decimals, as Moodle keeps it."""
    return int(option.weight) if option.weight.denominator == 1 else round(float(option.weight), 7)
