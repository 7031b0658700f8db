"""Folders of one course in several languages: NAME, and NAME.es beside it with the same keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from mentortrain.learning.content.course_file import COURSE_FILE
from mentortrain.learning.content.modules import entries_of
from mentortrain.learning.content.same import item_differences, module_differences
from mentortrain.learning.content.values import Course, Fault, Item

_SUFFIX = re.compile(r"(?P<name>.+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_RULES = {
    "roles": "for",
    "prerequisites": "prerequisites",
    "certificate": "certificate",
    "validity_months": "validity_months",
}
"""What course.toml says of the whole course that is the same in all languages, and its field there."""


class Family(NamedTuple):
    """The folder of a course in its first language, and those of its translations."""

    first: Path
    translations: tuple[Path, ...]


def families(folders: Sequence[Path]) -> list[Family]:
    """Course folders with what belongs together. `basics.es` without a `basics` beside it is a course of its own."""
    here = {folder.name: folder for folder in folders}
    firsts = {folder.name: _first_of(folder.name, here) for folder in folders}
    return [
        Family(here[name], tuple(here[other] for other in here if firsts[other] == name))
        for name in here
        if firsts[name] is None
    ]


def family_of(folder: Path) -> Family:
    """The same of one folder, whichever of them it is."""
    folder = folder if folder.name not in ("", "..") else folder.resolve()
    parts = _SUFFIX.fullmatch(folder.name)
    stems = (f"{folder.name}.", f"{parts['name']}." if parts else f"{folder.name}.")
    beside = [
        one
        for one in sorted(folder.parent.iterdir())
        if f"{one.name}.".startswith(stems) and (one / COURSE_FILE).is_file()
    ]
    return next(one for one in families(beside) if folder in (one.first, *one.translations))


def _first_of(name: str, here: dict[str, Path]) -> str | None:
    parts = _SUFFIX.fullmatch(name)
    return parts["name"] if parts and parts["name"] in here else None


def translation_faults(first: Course, other: Course, folder: Path, taken: set[str]) -> list[Fault]:
    """Where a translation is not the same course: at the file of the item, or at the line of course.toml.

    `taken` are the languages that the course is in already.
    """
    file, said = folder / COURSE_FILE, folder.name.rpartition(".")[2]
    found = [Fault(file, _line(file, name), message) for name, message in _course_differences(first, other)]
    if other.language != said:
        found.append(
            Fault(
                file,
                _line(file, "language"),
                f"the language is {other.language!r}, and {said!r} in the folder's name",
            )
        )
    if other.language in taken:
        found.append(Fault(file, _line(file, "language"), f"the course is in {other.language!r} already"))
    listed = _listed(file)
    for place, (one, translated) in enumerate(zip_longest(first.items, other.items)):
        at = listed[place] if place < len(listed) else file
        if one is None or translated is None or _what(one) != _what(translated):
            there = _what(one) if one else "nothing"
            here = _what(translated) if translated else "nothing"
            found.append(Fault(at, 1, f"here is {here}; step {place + 1} of {first.language} is {there}"))
            break  # all that follows would be out of step as well
        found += [
            Fault(at, _line_of(at, near), f"{_what(one)}: {message}")
            for near, message in item_differences(one, translated)
        ]
    return found


def _course_differences(first: Course, other: Course) -> Iterator[tuple[str, str]]:
    """(field of course.toml, what is other)."""
    if other.key != first.key:
        yield "key", f"the key is {other.key!r}; a translation has that of {first.language}: {first.key!r}"
    for name, field in _RULES.items():
        if getattr(first, name) != getattr(other, name):
            yield field, f"{field} is not the same as in {first.language}"
    for message in module_differences(first, other):
        yield "[[modules]]", message


def _what(item: Item) -> str:
    return f"the {type(item).__name__.lower()} {item.key!r}"


def _listed(file: Path) -> list[Path]:
    """The files of the items in their order: of a course without faults."""
    entries, _ = entries_of(tomllib.loads(file.read_text("utf-8-sig")), lambda _message, _near: None)
    kinds = ("lesson", "quiz", "conversation")
    return [
        file.parent / next(str(entry[kind]) for kind in kinds if kind in entry)
        for entry in (entries if isinstance(entries, list) else [])
    ]


def _line(file: Path, field: str) -> int:
    lines = file.read_text("utf-8-sig").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(field)), 1)


def _line_of(file: Path, near: str) -> int:
    """The first line of an item's file with these words; the first of all without any, or in another encoding."""
    lines = file.read_bytes().decode("utf-8", "replace").splitlines() if near else []
    return next((number for number, line in enumerate(lines, 1) if near in line), 1)
