"""course.toml and the files it lists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from mentortrain.learning.content.lesson_file import read_lesson
from mentortrain.learning.content.quiz_file import read_quiz
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Course, Fault, Lesson, Quiz

COURSE_FILE = "course.toml"
ROLES = ("mentor", "mentee")
KEY = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NUMBERED = re.compile(r"^\d+[-_]")
_TOML_LINE = re.compile(r"at line (\d+)")
_COURSE_FIELDS = {"key", "title", "language", "summary", "for", "items"}
_ITEM_FIELDS = {"lesson": {"lesson"}, "quiz": {"quiz", "pass_percent", "title", "minutes"}}


def load(folder: Path) -> tuple[Course | None, list[Fault]]:
    """The course in `folder`, or None and its faults in the order of files and lines."""
    file = folder / COURSE_FILE
    source, faults = read_text(file)
    if source is None:
        return None, faults
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        line = int(at[1]) if at else source.count("\n") + 1
        return None, [Fault(file, line, f"this is no TOML: {error}")]
    reading = _Reading(folder, file, source)
    course = reading.course(table)
    return (None, reading.faults) if reading.faults else (course, [])


class _Reading:
    """One folder being read; collects faults instead of stopping at the first."""

    def __init__(self, folder: Path, file: Path, source: str) -> None:
        self.folder, self.file, self.source = folder, file, source
        self.faults: list[Fault] = []

    def fault(self, message: str, near: str = "") -> None:
        """On the line of the field or text `near`; on the first if it stands nowhere."""
        field = re.search(rf"^[ \t]*{re.escape(near)}[ \t]*=", self.source, re.M) if near else None
        at = field.start() if field else max(self.source.find(near), 0)
        self.faults.append(Fault(self.file, self.source.count("\n", 0, at) + 1, message))

    def course(self, table: dict[str, Any]) -> Course:
        for name in table.keys() - _COURSE_FIELDS:
            self.fault(
                f"{name!r} is no field of a course; those are {', '.join(sorted(_COURSE_FIELDS))}", name
            )
        key = self._words(table, "key")
        if key and not KEY.fullmatch(key):
            self.fault(
                f"the key {key!r} may have small letters, digits and single dashes, at most 100", "key"
            )
        language = self._words(table, "language")
        if language and not _LANGUAGE.fullmatch(language):
            self.fault(f"the language {language!r} must look like en, sw or pt-BR", "language")
        title, summary = self._words(table, "title"), self._words(table, "summary")
        roles = self._roles(table.get("for"))
        return Course(key, title, language, summary, roles, self._items(table.get("items")))

    def _words(self, table: dict[str, Any], name: str) -> str:
        if name not in table:
            self.fault(f"the course has no {name}")
            return ""
        value = table[name]
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{name} must be text", name)
            return ""
        return value.strip()

    def _roles(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(role not in ROLES for role in value):
            self.fault(
                'for must say who the course is for: for = ["mentor", "mentee"], or one of them', "for"
            )
            return ()
        return tuple(role for role in ROLES if role in value)

    def _items(self, value: object) -> tuple[Lesson | Quiz, ...]:
        if not isinstance(value, list) or not value:
            self.fault("the course has no [[items]]: list its lessons and quizzes in their order", "items")
            return ()
        listed: list[tuple[str, Path, str, dict[str, Any]]] = []  # kind, file, key, fields
        for entry in value:
            checked = self._entry(entry)
            if checked:
                listed.append(checked)
        self._doubles(listed)
        links = {file.name: key if kind == "lesson" else f"../quizzes/{key}" for kind, file, key, _ in listed}
        items: list[Lesson | Quiz] = []
        for kind, file, key, fields in listed:
            if not file.is_file():
                self.fault(f"{file.name} is listed and not there", f'"{file.name}"')
                continue
            if kind == "lesson":
                lesson, found = read_lesson(file, key, links)
                items += [lesson] if lesson else []
            else:
                quiz, found = self._quiz(file, key, fields)
                items += [quiz] if quiz else []
            self.faults += found
        self._unlisted({file.name for _, file, _, _ in listed})
        return tuple(items)

    def _entry(self, entry: object) -> tuple[str, Path, str, dict[str, Any]] | None:
        kinds = [kind for kind in _ITEM_FIELDS if isinstance(entry, dict) and kind in entry]
        if not isinstance(entry, dict) or len(kinds) != 1:
            self.fault('each of the [[items]] names one lesson = "..." or one quiz = "..."', "[[items]]")
            return None
        kind, name = kinds[0], entry[kinds[0]]
        ending = ".md" if kind == "lesson" else ".gift"
        if not isinstance(name, str) or not name.endswith(ending) or "/" in name or "\\" in name:
            self.fault(f"a {kind} is a file in this folder whose name ends with {ending}", kind)
            return None
        for field in entry.keys() - _ITEM_FIELDS[kind]:
            self.fault(f"{field!r} is no field of a {kind}", f'"{name}"')
        key = _NUMBERED.sub("", Path(name).stem)
        if not KEY.fullmatch(key):
            self.fault(f"{name}: after its number the name needs small letters, digits, dashes", f'"{name}"')
            return None
        return kind, self.folder / name, key, entry

    def _doubles(self, listed: list[tuple[str, Path, str, dict[str, Any]]]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for kind, file, key, _ in listed:
            other = seen.setdefault((kind, key), file.name)
            if other != file.name:
                self.fault(f"{file.name} has the same key as {other}: {key}", f'"{file.name}"')
            elif sum(1 for entry in listed if entry[1] == file) > 1:
                self.fault(f"{file.name} is listed twice", f'"{file.name}"')
                return

    def _quiz(self, file: Path, key: str, fields: dict[str, Any]) -> tuple[Quiz | None, list[Fault]]:
        near = f'"{file.name}"'
        percent, minutes = fields.get("pass_percent"), fields.get("minutes")
        title = fields.get("title", key.replace("-", " ").capitalize())
        if type(percent) is not int or not 1 <= percent <= 100:
            self.fault(f"pass_percent of {file.name} must be a whole number from 1 to 100", near)
            percent = 100
        if minutes is not None and (type(minutes) is not int or not 1 <= minutes <= 240):
            self.fault(f"minutes of {file.name} must be a whole number from 1 to 240", near)
            minutes = None
        if not isinstance(title, str) or not title.strip():
            self.fault(f"title of {file.name} must be text", near)
            title = key
        return read_quiz(file, key, title.strip(), percent, minutes)

    def _unlisted(self, listed: set[str]) -> None:
        for file in sorted(self.folder.iterdir()):
            if file.suffix in (".md", ".gift") and file.name not in listed and file.name != "README.md":
                self.faults.append(Fault(file, 1, f"this file is not listed in {COURSE_FILE}"))
