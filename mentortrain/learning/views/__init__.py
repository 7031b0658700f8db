"""Learn: courses, lessons, places, quizzes, conversations."""

from mentortrain.learning.views import (  # noqa: F401  (their routes)
    answering,
    certificates,
    changes,
    conversations,
    languages,
    lessons,
    locked,
    marking,
    places,
    quizzes,
    reading,
    reflections,
    renewing,
    staff,
    tracks,
    verifying,
)
from mentortrain.learning.views.blueprint import bp

__all__ = ["bp"]


# Staff's pages stand among those of their program, at other addresses than learning's.
bp.record_once(lambda setup: setup.app.register_blueprint(tracks.bp))
