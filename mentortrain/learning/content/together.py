"""What courses in one folder say of each other: prerequisites that exist and do not go round in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mentortrain.learning.content.values import Course, Fault


def prerequisite_faults(courses: Mapping[str, Course], files: Mapping[str, Path]) -> list[Fault]:
    """Faults of courses by key, at the line of `prerequisites` in each one's course.toml."""
    faults = []
    for key, course in courses.items():
        line = _line(files[key])
        for wanted in course.prerequisites:
            if wanted not in courses:
                faults.append(
                    Fault(files[key], line, f"the prerequisite {wanted!r} is no course of this folder")
                )
        circle = circle_from(key, {one.key: one.prerequisites for one in courses.values()})
        if circle:
            way = " needs ".join(circle)
            faults.append(Fault(files[key], line, f"these courses wait for each other: {way}"))
    return faults


def circle_from(key: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest way from a course through prerequisites back to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(key,)]
    seen = {key}
    while ways:
        way = ways.pop(0)
        for wanted in needs.get(way[-1], ()):
            if wanted == key:
                return (*way, key)
            if wanted not in seen:
                seen.add(wanted)
                ways.append((*way, wanted))
    return ()


def _line(file: Path) -> int:
    lines = file.read_text("utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("prerequisites")), 1)
