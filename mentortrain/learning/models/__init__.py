"""Courses as published, and what people did with them.

What people did hangs on keys, not on rows of one version: a new version of a course keeps their progress.
Only an attempt stays with the version of its quiz, so that nobody's questions change under their hands.
"""

from mentortrain.learning.models.certificates import NO_LONGER_HELD, Certificate
from mentortrain.learning.models.courses import Conversation, Course, CourseVersion, Lesson, Question, Quiz
from mentortrain.learning.models.demands import CourseDemand
from mentortrain.learning.models.doing import (
    OPEN,
    SUBMITTED,
    Answer,
    AnswerSetAside,
    Attempt,
    ExtraTime,
    LessonCompletion,
)
from mentortrain.learning.models.places import CoursePlace
from mentortrain.learning.models.playing import FINISHED, Play, Turn
from mentortrain.learning.models.reflections import Reflection
from mentortrain.learning.models.tracks import TrackEntry

__all__ = [
    "FINISHED",
    "NO_LONGER_HELD",
    "OPEN",
    "SUBMITTED",
    "Answer",
    "AnswerSetAside",
    "Attempt",
    "Certificate",
    "Conversation",
    "Course",
    "CourseDemand",
    "CoursePlace",
    "CourseVersion",
    "ExtraTime",
    "Lesson",
    "LessonCompletion",
    "Play",
    "Question",
    "Quiz",
    "Reflection",
    "TrackEntry",
    "Turn",
]
