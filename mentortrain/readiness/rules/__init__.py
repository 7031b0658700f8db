"""Ready to be paired, or not yet because: pure."""

from mentortrain.readiness.rules.judging import assess, evidence_holds, in_time, whose_move
from mentortrain.readiness.rules.keeping import basis, lacking_of, with_lacking
from mentortrain.readiness.rules.values import (
    LESSONS,
    LIVE_SESSION,
    PRACTICE,
    QUIZZES,
    CourseFacts,
    Facts,
    Move,
    Offered,
    Outcome,
    Readiness,
    Requirement,
    Rubric,
    State,
    default_rubric,
)

__all__ = [
    "LESSONS",
    "LIVE_SESSION",
    "PRACTICE",
    "QUIZZES",
    "CourseFacts",
    "Facts",
    "Move",
    "Offered",
    "Outcome",
    "Readiness",
    "Requirement",
    "Rubric",
    "State",
    "assess",
    "basis",
    "default_rubric",
    "evidence_holds",
    "in_time",
    "lacking_of",
    "whose_move",
    "with_lacking",
]
