"""Named reads of what people have learned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentortrain.learning import queries as learning
from mentortrain.learning.models import Certificate
from mentortrain.learning.rules import Credit
from mentortrain.programs import queries as programs
from mentortrain.transcripts.rules import Attended, CourseLine, course_lines, training_minutes
from mentortrain.webinars import queries as webinars


@dataclass(frozen=True)
class Training:
    """What one person completed, and at which sessions they were, oldest first."""

    done: Sequence[Credit]
    attended: Sequence[Attended]

    @property
    def minutes(self) -> int:
        """Training time."""
        return training_minutes(self.done, self.attended)


@dataclass(frozen=True)
class Transcript:
    """All of it, of one person."""

    training: Training
    courses: Sequence[CourseLine]
    certificates: Sequence[Certificate]


def training_of(person_ids: Collection[int]) -> dict[int, Training]:
    """Of each of these people, in two statements for any number of them: for every page that shows hours."""
    done = learning.credits_of(person_ids)
    attended: dict[int, list[Attended]] = {person_id: [] for person_id in person_ids}
    for (program_id, person_id), sessions in webinars.attended_anywhere(person_ids).items():
        attended[person_id] += [
            Attended(program_id, one.title, one.minutes, one.length_minutes, one.starts_at)
            for one in sessions
        ]
    return {
        person_id: Training(done[person_id], sorted(attended[person_id], key=lambda one: one.starts_at))
        for person_id in person_ids
    }


def transcript_of(person_id: int, *, language: str | None = None) -> Transcript:
    """Everything that one person has learned, anywhere. A course that is no longer in force is called by its key.

    Courses are called as who reads this language reads them; without one, as in their first language.
    """
    training = training_of([person_id])[person_id]
    courses = learning.current_courses()
    if language:
        courses = learning.all_in_language(courses, language)
    known = [courses[key] for key in dict.fromkeys(one.course_key for one in training.done) if key in courses]
    roles = frozenset[str]().union(*programs.held_by(person_id).roles.values())
    complete = {
        one.course.key
        for one in learning.progress_in(person_id, known, roles=roles)
        if one.progress.is_complete
    }
    titles = {one.key: one.title for one in known}
    return Transcript(
        training, course_lines(training.done, titles, complete), learning.certificates_of(person_id)
    )
