"""A quiz: a GIFT file with at least one question."""

from __future__ import annotations

from pathlib import Path

from mentortrain.learning import gift
from mentortrain.learning.content.markup import quiz_findings, quiz_html
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Fault, Option, Question, Quiz


def read_quiz(
    file: Path, key: str, title: str, pass_percent: int, minutes: int | None
) -> tuple[Quiz | None, list[Fault]]:
    """The quiz, or None and its faults. Without `minutes`, one for each question."""
    source, faults = read_text(file)
    if source is None:
        return None, faults
    parsed = gift.parse(source)
    findings = [(fault.line, fault.message) for fault in parsed.faults]
    for question in parsed.questions:
        findings += [(question.line, what) for what in quiz_findings(question.text)]
        findings += [(question.line, what) for what in quiz_findings(question.general_feedback)]
        for option in question.options:
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
            Option(quiz_html(option.text, inline=True), option.weight, quiz_html(option.feedback))
            for option in question.options
        ),
        general_feedback=quiz_html(question.general_feedback),
    )
