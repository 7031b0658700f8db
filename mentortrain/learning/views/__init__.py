"""Learn: courses, lessons, quizzes."""

from mentortrain.learning.views import quizzes, reading  # noqa: F401  (their routes)
from mentortrain.learning.views.blueprint import bp

__all__ = ["bp"]
