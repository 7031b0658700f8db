"""course.toml and the files it lists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from mentortrain.learning.content.conversation_file import read_conversation, wrong_fields
from mentortrain.learning.content.course_fields import FIELDS, may_be_optional, pass_percent_of, read_rules
from mentortrain.learning.content.lesson_file import named_key, read_lesson, transcript_of
from mentortrain.learning.content.modules import entries_of
from mentortrain.learning.content.quiz_file import read_quiz
from mentortrain.learning.content.quiz_settings import FIELDS as QUIZ_FIELDS
from mentortrain.learning.content.quiz_settings import read_fields, too_few
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Conversation, Course, Fault, Item, Quiz
from mentortrain.learning.rules import GRADED

COURSE_FILE = "course.toml"
ROLES = ("mentor", "mentee", "staff")
KEY = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NUMBERED = re.compile(r"^\d+[-_]")
_TOML_LINE = re.compile(r"at line (\d+)")
TAKEN = ("certificates", "programs", "transcript")
"""What stands under /learn beside the courses."""
LONGEST_NOTES = 20_000
_COURSE_FIELDS = {"key", "title", "language", "summary", "for", "items", "modules", *FIELDS}
_ITEM_FIELDS = {
    "lesson": {"lesson", "optional", "complete"},
    "quiz": {*QUIZ_FIELDS, "optional"},
    "conversation": {"conversation", "pass_good", "with", "title", "minutes", "optional"},
}
_ENDINGS = {"lesson": ".md", "quiz": ".gift", "conversation": ".twee"}
_PLACES = {"lesson": "", "quiz": "../quizzes/", "conversation": "../conversations/"}


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
        self.pass_percent: int | None = None
        self.may_be_optional = True
        self.for_hosts: set[str] = set()
        """Names of the files for who leads sessions."""

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
        if key in TAKEN:
            self.fault(f"the key {key!r} is the address of another page: /learn/{key}", "key")
        language = self._words(table, "language")
        if language and not _LANGUAGE.fullmatch(language):
            self.fault(f"the language {language!r} must look like en, sw or pt-BR", "language")
        title, summary = self._words(table, "title"), self._words(table, "summary")
        roles = self._roles(table.get("for"))
        rules = read_rules(table, key, self.fault)
        self.pass_percent = pass_percent_of(table, self.fault)
        self.may_be_optional = may_be_optional(table, self.fault)
        entries, modules = entries_of(table, self.fault, self._facilitation)
        items = () if "modules" in table and entries is None else self._items(entries)
        return Course(
            key, title, language, summary, roles, items, modules=modules, folder=self.folder, **rules
        )

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
                'for must say who the course is for: for = ["mentor", "mentee", "staff"], or some of them',
                "for",
            )
            return ()
        return tuple(role for role in ROLES if role in value)

    def _items(self, value: object) -> tuple[Item, ...]:
        if not isinstance(value, list) or not value:
            self.fault("the course has no [[items]]: list its lessons and quizzes in their order", "items")
            return ()
        listed: list[tuple[str, Path, str, dict[str, Any]]] = []  # kind, file, key, fields
        for entry in value:
            checked = self._entry(entry)
            if checked:
                listed.append(checked)
        self._doubles(listed)
        links = {file.name: f"{_PLACES[kind]}{key}" for kind, file, key, _ in listed}
        quizzes = {key for kind, _, key, _ in listed if kind == "quiz"}
        items: list[Item] = []
        for kind, file, key, fields in listed:
            if not file.is_file():
                self.fault(f"{file.name} is listed and not there", f'"{file.name}"')
                continue
            if kind == "lesson":
                lesson, found = read_lesson(file, key, links)
                more: dict[str, Any] = {
                    "optional": self._optional(file, fields),
                    "check": self._check(file, fields, quizzes),
                }
                items += [replace(lesson, **more)] if lesson else []
            elif kind == "conversation":
                conversation, found = self._conversation(file, key, fields)
                items += [conversation] if conversation else []
            else:
                quiz, found = self._quiz(file, key, fields)
                items += [replace(quiz, optional=self._optional(file, fields))] if quiz else []
            self.faults += found
        transcripts = {transcript_of(file) for kind, file, _, _ in listed if kind == "lesson"}
        self._unlisted({file.name for _, file, _, _ in listed} | transcripts | self.for_hosts)
        if items and all(item.optional for item in items):
            self.fault("every item is optional: nothing would complete the course", "items")
        return tuple(items)

    def _facilitation(self, name: object) -> str:
        """What whoever leads a session about a module reads."""
        if not isinstance(name, str) or not name.endswith(".md") or "/" in name or "\\" in name:
            self.fault(
                "facilitation is a file in this folder whose name ends with .md, for who leads a session",
                "facilitation",
            )
            return ""
        self.for_hosts.add(name)
        if not (self.folder / name).is_file():
            self.fault(f"{name} is named and not there", f'"{name}"')
            return ""
        source, found = read_text(self.folder / name)
        self.faults += found
        if source is not None and not 1 <= len(source.strip()) <= LONGEST_NOTES:
            self.fault(f"{name} needs 1 to {LONGEST_NOTES} letters", f'"{name}"')
        return (source or "").strip()

    def _optional(self, file: Path, fields: dict[str, Any]) -> bool:
        value, near = fields.get("optional", False), f'"{file.name}"'
        if type(value) is not bool:
            self.fault(f"optional of {file.name} must be true or false", near)
            return False
        if value and not self.may_be_optional:
            self.fault(f'{file.name} cannot be optional where complete = "all"', near)
        return value

    def _entry(self, entry: object) -> tuple[str, Path, str, dict[str, Any]] | None:
        kinds = [kind for kind in _ITEM_FIELDS if isinstance(entry, dict) and kind in entry]
        if not isinstance(entry, dict) or len(kinds) != 1:
            self.fault(
                'each of the [[items]] names one lesson = "...", quiz = "..." or conversation = "..."',
                "[[items]]",
            )
            return None
        kind, name = kinds[0], entry[kinds[0]]
        ending = _ENDINGS[kind]
        if not isinstance(name, str) or not name.endswith(ending) or "/" in name or "\\" in name:
            self.fault(f"a {kind} is a file in this folder whose name ends with {ending}", kind)
            return None
        for field in entry.keys() - _ITEM_FIELDS[kind]:
            self.fault(f"{field!r} is no field of a {kind}", f'"{name}"')
        # A name of a key's own in the lesson's head goes before the file's name: so a file can be renamed.
        key = (named_key(self.folder / name) if kind == "lesson" else None) or _NUMBERED.sub(
            "", Path(name).stem
        )
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

    def _check(self, file: Path, fields: dict[str, Any], quizzes: set[str]) -> str:
        check = fields.get("complete", "")
        if check and check not in quizzes:
            self.fault(
                f"complete of {file.name} must be the key of a quiz of this course"
                f" ({', '.join(sorted(quizzes)) or 'it has none'})",
                f'"{file.name}"',
            )
        return str(check)

    def _quiz(self, file: Path, key: str, fields: dict[str, Any]) -> tuple[Quiz | None, list[Fault]]:
        read = read_fields(file.name, key, {"pass_percent": self.pass_percent, **fields})
        for message in read.faults:
            self.fault(message, f'"{file.name}"')
        quiz, faults = read_quiz(file, key, read.title, read.pass_percent, read.minutes)
        if quiz is None:
            return None, faults
        for message in too_few([question.category for question in quiz.questions], read.settings.draw):
            self.fault(f"{file.name}: {message}", f'"{file.name}"')
        counted = [read.settings.counts(question.kind) for question in quiz.questions]
        if not any(counted):
            self.fault(
                f"{file.name}: no question of the quiz can be scored: essays and descriptions are not"
                f' (with essays = "{GRADED}" staff mark the essays)',
                f'"{file.name}"',
            )
        if read.settings.draw and not all(counted):
            self.fault(f"{file.name}: essays and descriptions cannot be drawn", f'"{file.name}"')
        return replace(quiz, settings=read.settings), faults

    def _conversation(
        self, file: Path, key: str, fields: dict[str, Any]
    ) -> tuple[Conversation | None, list[Fault]]:
        for message in wrong_fields(file.name, fields):
            self.fault(message, f'"{file.name}"')
        optional = self._optional(file, fields)
        conversation, found = read_conversation(file, key, fields)
        return (replace(conversation, optional=optional) if conversation else None), found

    def _unlisted(self, listed: set[str]) -> None:
        for file in sorted(self.folder.iterdir()):
            if file.suffix in _ENDINGS.values() and file.name not in listed and file.name != "README.md":
                self.faults.append(Fault(file, 1, f"this file is not listed in {COURSE_FILE}"))
