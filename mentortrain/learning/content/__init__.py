"""A course folder -> a Course value, or all that is wrong in it with file and line.

The format is described in docs/courses.md. Pure but for reading the files: no database, no Flask.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mentortrain.learning.content.conversation_file import passage_as_row, read_story
from mentortrain.learning.content.course_file import COURSE_FILE, load
from mentortrain.learning.content.languages import Family, families, family_of, translation_faults
from mentortrain.learning.content.together import prerequisite_faults
from mentortrain.learning.content.values import (
    Choice,
    Conversation,
    Course,
    Fault,
    Item,
    Lesson,
    Option,
    Passage,
    Question,
    Quiz,
)

__all__ = [
    "Choice",
    "Conversation",
    "Course",
    "Fault",
    "Item",
    "Lesson",
    "Option",
    "Passage",
    "Question",
    "Quiz",
    "load",
    "load_all",
    "passage_as_row",
    "read_story",
]


def load_all(path: Path) -> tuple[list[Course], list[Fault]]:
    """Every course of `path`: one course folder, or a folder of them. A course with a fault is left out.

    A course comes with its translations, also where `path` is one of its folders; a fault of one is one of all.
    """
    alone = (path / COURSE_FILE).is_file()
    if alone:
        groups = [family_of(path)]
    elif path.is_dir():
        groups = families(
            sorted(folder for folder in path.iterdir() if folder.is_dir() and folder.name[0] not in "._")
        )
    else:
        return [], [Fault(path, 1, "there is no such folder")]
    if not groups:
        return [], [Fault(path, 1, f"no course here: a course is a folder with a {COURSE_FILE}")]
    courses: dict[str, Course] = {}
    home: dict[str, Path] = {}
    faults: list[Fault] = []
    for group in groups:
        course, found = _load_family(group)
        faults += found
        if not course:
            continue
        if course.key in courses:
            faults.append(Fault(group.first / COURSE_FILE, 1, _taken(course, courses, home[course.key])))
            continue
        courses[course.key], home[course.key] = course, group.first
    if not alone:
        # A course by itself may need another that stands elsewhere.
        files = {key: folder / COURSE_FILE for key, folder in home.items()}
        apart = prerequisite_faults(courses, files)
        faults += apart
        faulty = {fault.path for fault in apart}
        courses = {key: course for key, course in courses.items() if files[key] not in faulty}
    return list(courses.values()), faults


def _taken(course: Course, courses: dict[str, Course], home: Path) -> str:
    said = f"the key {course.key!r} is already that of {home}"
    if course.language == courses[course.key].language:
        return said
    return f"{said}; the same course in another language stands in {home.name}.{course.language}"


def _load_family(group: Family) -> tuple[Course | None, list[Fault]]:
    first, faults = load(group.first)
    translations: list[Course] = []
    for folder in group.translations:
        other, found = load(folder)
        if first and other:
            taken = {first.language, *(one.language for one in translations)}
            found = translation_faults(first, other, folder, taken)
            translations.append(other)
        faults += found
    return (replace(first, translations=tuple(translations)), []) if first and not faults else (None, faults)
