"""A course folder -> a Course value, or all that is wrong in it with file and line.

The format is described in docs/courses.md. Pure but for reading the files: no database, no Flask.
"""

from __future__ import annotations

from pathlib import Path

from mentortrain.learning.content.course_file import COURSE_FILE, load
from mentortrain.learning.content.values import Course, Fault, Lesson, Option, Question, Quiz

__all__ = ["Course", "Fault", "Lesson", "Option", "Question", "Quiz", "load", "load_all"]


def load_all(path: Path) -> tuple[list[Course], list[Fault]]:
    """Every course of `path`: one course folder, or a folder of them. A course with a fault is left out."""
    if (path / COURSE_FILE).is_file():
        folders = [path]
    elif path.is_dir():
        folders = sorted(
            folder for folder in path.iterdir() if folder.is_dir() and folder.name[0] not in "._"
        )
    else:
        return [], [Fault(path, 1, "there is no such folder")]
    if not folders:
        return [], [Fault(path, 1, f"no course here: a course is a folder with a {COURSE_FILE}")]
    courses: dict[str, Course] = {}
    home: dict[str, Path] = {}
    faults: list[Fault] = []
    for folder in folders:
        course, found = load(folder)
        faults += found
        if not course:
            continue
        if course.key in courses:
            faults.append(
                Fault(
                    folder / COURSE_FILE, 1, f"the key {course.key!r} is already that of {home[course.key]}"
                )
            )
            continue
        courses[course.key], home[course.key] = course, folder
    return list(courses.values()), faults
