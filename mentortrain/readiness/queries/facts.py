"""From what people did to the facts that `rules.assess` judges. Nothing here reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mentortrain.learning import queries as learning
from mentortrain.learning.rules import LESSON, QUIZ, Demand, Step
from mentortrain.programs.models import Participation
from mentortrain.readiness.rules import CourseFacts, Facts, Offered
from mentortrain.webinars import queries as webinars


def facts_of(
    parts: Sequence[Participation],
    courses: Mapping[str, learning.CourseOutline],
    learned: Mapping[int, learning.LearningFacts],
    sessions: webinars.SessionFacts,
    demands: Mapping[int, Sequence[Demand]],
) -> dict[int, Facts]:
    """All that is judged, by participation, from what has been read. No statement."""
    whose = {(part.person_id, part.program_id) for part in parts}
    taken = {
        (person_id, program_id): taken_by(courses, learned[person_id], demands.get(program_id, ()))
        for person_id, program_id in whose
    }
    return {
        part.id: Facts(
            courses=taken[part.person_id, part.program_id],
            sessions=tuple(sessions.attended.get((part.program_id, part.person_id), ())),
            registered_for=sessions.registered_until.get((part.program_id, part.person_id), {}),
            next_open=sessions.open_to(part.program_id, part.cohort_id, part.role),
        )
        for part in parts
    }


def taken_by(
    courses: Mapping[str, learning.CourseOutline],
    learned: learning.LearningFacts,
    demands: Sequence[Demand],
) -> dict[str, CourseFacts]:
    """What counts for somebody of each course, and what they did of it, where staff ask this again or besides."""
    return {key: _course(course, learned, demands) for key, course in courses.items()}


def _course(
    course: learning.CourseOutline, learned: learning.LearningFacts, demands: Sequence[Demand]
) -> CourseFacts:
    asked = learning.asked_in(course, learned.deeds.get(course.key, ()), demands)
    steps = asked.steps
    is_new = steps is course.new_steps  # most people: nothing was edited since they began
    completed = frozenset(learned.completed.get(course.key, ()))
    return CourseFacts(
        key=course.key,
        title=course.title,
        lessons=course.lesson_steps if is_new else _of_kind(steps, LESSON),
        quizzes=course.quiz_steps if is_new else _of_kind(steps, QUIZ),
        completed=completed - {key for kind, key in asked.owed if kind == LESSON},
        passed=learned.passed.get(course.key, {}),
        steps=steps,
        owed=asked.owed,
        offered=offered(course, [one.id for one in demands if one.course_id == course.course_id]),
    )


def _of_kind(steps: Sequence[Step], kind: str) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.kind == kind)


def offered(course: learning.CourseOutline, demand_ids: Iterable[int]) -> Offered:
    """As the basis of judgements knows it: with the demands of its program that are about it, in their order."""
    conversations = tuple(one.step for one in course.conversations)
    before = f"{course.before} {' '.join(map(str, demand_ids))}".strip()
    return Offered(course.lesson_steps, course.quiz_steps, conversations, before)
