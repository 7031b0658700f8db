"""Small courses for tests, as `content.load` would return them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mentortrain.learning import content
from mentortrain.learning.rules import Module, QuizSettings

HALF = Fraction(1, 2)


def lesson(key: str, title: str = "", minutes: int = 5, check: str = "") -> content.Lesson:
    html = f"<p>About {key}.</p>"
    return content.Lesson(
        key, title or key.capitalize(), minutes, f"Know {key}.", html, len(html), check=check
    )


def single(key: str = "who", right: int = 0, options: int = 2) -> content.Question:
    return content.Question(
        key,
        "single",
        f"Question {key}?",
        tuple(
            content.Option(f"{key} option {n}", Fraction(int(n == right)), f"About option {n} of {key}.")
            for n in range(options)
        ),
        f"In general about {key}.",
    )


def multiple(key: str = "which") -> content.Question:
    """The first two are right, the third takes away."""
    weights = (HALF, HALF, -HALF)
    options = tuple(content.Option(f"{key} option {n}", weight, "") for n, weight in enumerate(weights))
    return content.Question(key, "multiple", f"Question {key}?", options, "")


def true_false(key: str = "is-it", truth: bool = True) -> content.Question:
    options = tuple(content.Option("", Fraction(int(value is truth)), "") for value in (True, False))
    return content.Question(key, "true-false", f"Statement {key}.", options, "")


def short(key: str = "city", right: str = "Nairobi") -> content.Question:
    return content.Question(
        key, "short-answer", f"Question {key}?", (content.Option("", Fraction(1), "Well found.", right),), ""
    )


def essay(key: str = "why") -> content.Question:
    return content.Question(key, "essay", f"Question {key}?", (), "")


def matching(key: str = "pairs", **pairs: str) -> content.Question:
    """Each word goes with its value; without any, mentor with asks and mentee with decides."""
    pairs = pairs or {"mentor": "asks", "mentee": "decides"}
    options = tuple(content.Option(word, Fraction(1), "", answer) for word, answer in pairs.items())
    return content.Question(key, "matching", f"Question {key}?", options, "")


def quiz(
    *questions: content.Question, key: str = "check", percent: int = 80, **settings: Any
) -> content.Quiz:
    asked = questions or (single(), multiple(), true_false())
    return content.Quiz(key, "A check", 3, percent, asked, settings=QuizSettings(**settings))


def course(
    *items: content.Lesson | content.Quiz,
    key: str = "small",
    roles: tuple[str, ...] = ("mentor",),
    modules: tuple[Module, ...] = (),
) -> content.Course:
    items = items or (lesson("one"), quiz(), lesson("two"))
    return content.Course(key, "Small course", "en", "A summary.", roles, items, modules=modules)
