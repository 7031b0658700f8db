"""Small courses for tests, as `content.load` would return them."""

from __future__ import annotations

from fractions import Fraction

from mentortrain.learning import content

HALF = Fraction(1, 2)


def lesson(key: str, title: str = "", minutes: int = 5) -> content.Lesson:
    html = f"<p>About {key}.</p>"
    return content.Lesson(key, title or key.capitalize(), minutes, f"Know {key}.", html, len(html))


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


def quiz(*questions: content.Question, key: str = "check", percent: int = 80) -> content.Quiz:
    return content.Quiz(key, "A check", 3, percent, questions or (single(), multiple(), true_false()))


def course(
    *items: content.Lesson | content.Quiz, key: str = "small", roles: tuple[str, ...] = ("mentor",)
) -> content.Course:
    return content.Course(
        key, "Small course", "en", "A summary.", roles, items or (lesson("one"), quiz(), lesson("two"))
    )
