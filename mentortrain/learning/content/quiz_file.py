"""A quiz: a GIFT file with at least one question. An old bank need not be UTF-8."""

from __future__ import annotations

from pathlib import Path

from mentortrain.learning import gift
from mentortrain.learning.content.markup import quiz_findings, quiz_html
from mentortrain.learning.content.values import Fault, Option, Question, Quiz

_ABOVE = {"$course$", "$system$", "$module$", "top"}
"""What Moodle writes before a category on export; it says nothing of ours."""
_TYPED = (gift.SHORT, gift.NUMERICAL)


def read_quiz(
    file: Path, key: str, title: str, pass_percent: int, minutes: int | None
) -> tuple[Quiz | None, list[Fault]]:
    """The quiz, or None and its faults. Without `minutes`, one for each question."""
    try:
        source, _ = gift.decoded(file.read_bytes())
    except OSError as error:
        return None, [Fault(file, 1, f"this file cannot be read: {error.strerror}")]
    parsed = gift.parse(source)
    findings = [(fault.line, fault.in_words) for fault in parsed.faults]
    for question in parsed.questions:
        findings += [(question.line, what) for what in quiz_findings(question.text)]
        findings += [(question.line, what) for what in quiz_findings(question.general_feedback)]
        for option in question.options:
            if question.kind not in _TYPED:
                findings += [(option.line, what) for what in quiz_findings(option.text, inline=True)]
            findings += [(option.line, what) for what in quiz_findings(option.feedback)]
    if not parsed.questions and not findings:
        findings.append((1, "the quiz has no question"))
    if findings:
        return None, [Fault(file, line, message) for line, message in sorted(findings)]
    questions = tuple(_question(question) for question in parsed.questions)
    return Quiz(key, title, minutes or len(questions), pass_percent, questions), []


def _question(question: gift.Question) -> Question:
    return Question(
        key=question.key,
        kind=question.kind,
        html=quiz_html(question.text),
        options=tuple(
            # What belongs to nothing comes last: what is paired is counted from the first.
            sorted((_option(question, option) for option in question.options), key=_belongs_to_nothing)
            if question.kind == gift.MATCHING
            else (_option(question, option) for option in question.options)
        ),
        general_feedback=quiz_html(question.general_feedback),
        category=_category(question.category),
    )


def _category(path: str) -> str:
    """`$course$/top/Money/Loans` is Money/Loans."""
    parts = [part.strip() for part in path.split("/")]
    return "/".join(part for part in parts if part and part not in _ABOVE)


def _option(question: gift.Question, option: gift.Option) -> Option:
    typed = question.kind in _TYPED
    return Option(
        html="" if typed else quiz_html(option.text, inline=True),
        weight=option.weight,
        feedback=quiz_html(option.feedback),
        answer=option.text.text if typed else option.answer,
        tolerance=option.tolerance,
    )


def _belongs_to_nothing(option: Option) -> bool:
    return not option.html
