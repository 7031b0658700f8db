"""Named reads of courses, progress and attempts, each in a number of statements that does not grow."""

from mentortrain.learning.queries.attempts import Slot, answered_count, attempt, attempts_of, slot_held
from mentortrain.learning.queries.courses import (
    CourseOutline,
    LessonHead,
    QuizHead,
    courses_for,
    current_courses,
    forget_courses,
    lesson,
    outline,
    question_counts,
    quiz,
    titles_of,
    version_in_force,
)
from mentortrain.learning.queries.progress import (
    CourseProgress,
    LearningFacts,
    QuizState,
    completed_at,
    facts_for,
    progress_in,
    progress_of,
)

__all__ = [
    "CourseOutline",
    "CourseProgress",
    "LearningFacts",
    "LessonHead",
    "QuizHead",
    "QuizState",
    "Slot",
    "answered_count",
    "attempt",
    "attempts_of",
    "completed_at",
    "courses_for",
    "current_courses",
    "facts_for",
    "forget_courses",
    "lesson",
    "outline",
    "progress_in",
    "progress_of",
    "question_counts",
    "quiz",
    "slot_held",
    "titles_of",
    "version_in_force",
]
