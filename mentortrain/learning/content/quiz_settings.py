"""The fields of a quiz in course.toml: each is right, or a fault says what it must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentortrain.learning.rules.settings import CHOICES, Draw, QuizSettings

_WHOLE = {  # name: the smallest and the largest value
    "attempts": (0, 100),
    "wait_minutes": (0, 7 * 24 * 60),
    "time_limit_minutes": (1, 600),
}
_DRAW = 'draw must be a number, or a list such as [{ category = "Money", count = 3 }]'
FIELDS = {"quiz", "title", "pass_percent", "minutes", "shuffle", "draw", *_WHOLE, *CHOICES}


@dataclass
class QuizFields:
    """What course.toml says of one quiz, and what is wrong with it."""

    title: str
    pass_percent: int = 100
    minutes: int | None = None
    settings: QuizSettings = field(default_factory=QuizSettings)
    faults: list[str] = field(default_factory=list)


def read_fields(name: str, key: str, fields: dict[str, Any]) -> QuizFields:
    """The fields of the quiz in the file `name`; one that is wrong is left as it usually is."""
    read = QuizFields(key.replace("-", " ").capitalize())
    percent, title = fields.get("pass_percent"), fields.get("title", read.title)
    if _is_whole(percent, 1, 100):
        read.pass_percent = fields["pass_percent"]
    else:
        read.faults.append(f"pass_percent of {name} must be a whole number from 1 to 100")
    if "minutes" not in fields or _is_whole(fields["minutes"], 1, 240):
        read.minutes = fields.get("minutes")
    else:
        read.faults.append(f"minutes of {name} must be a whole number from 1 to 240")
    if isinstance(title, str) and title.strip():
        read.title = title.strip()
    else:
        read.faults.append(f"title of {name} must be text")
    read.settings = _settings(name, fields, read.faults.append)
    return read


def _settings(name: str, fields: dict[str, Any], fault: Callable[[str], None]) -> QuizSettings:
    values: dict[str, Any] = {}
    for setting, (least, most) in _WHOLE.items():
        if setting in fields and _is_whole(fields[setting], least, most):
            values[setting] = fields[setting]
        elif setting in fields:
            fault(f"{setting} of {name} must be a whole number from {least} to {most}")
    for setting, words in CHOICES.items():
        if fields.get(setting, words[0]) in words:
            values[setting] = fields.get(setting, words[0])
        else:
            fault(f"{setting} of {name} must be one of: {', '.join(words)}")
    if type(fields.get("shuffle", False)) is bool:
        values["shuffle"] = fields.get("shuffle", False)
    else:
        fault(f"shuffle of {name} must be true or false")
    if "draw" in fields:
        values["draw"] = _draw(name, fields["draw"], fault)
    return QuizSettings(**values)


def _draw(name: str, value: object, fault: Callable[[str], None]) -> tuple[Draw, ...]:
    if _is_whole(value, 1, 1000):
        return (Draw(value),)  # type: ignore[arg-type]  # it is a number
    entries = value if isinstance(value, list) else []
    found = [
        Draw(entry["count"], entry["category"].strip())
        for entry in entries
        if isinstance(entry, dict)
        and entry.keys() == {"category", "count"}
        and _is_whole(entry["count"], 1, 1000)
        and isinstance(entry["category"], str)
        and entry["category"].strip()
    ]
    if not entries or len(found) < len(entries):
        fault(f"{_DRAW}, in {name}")
    elif len({draw.category for draw in found}) < len(found):
        fault(f"draw of {name} names a category twice")
    return tuple(found)


def too_few(categories: Sequence[str], draws: Sequence[Draw]) -> list[str]:
    """What a draw asks for and the questions, by their categories, do not give."""
    found = []
    for draw in draws:
        there = sum(1 for category in categories if draw.category in (None, category))
        if there < draw.count:
            where = "the quiz" if draw.category is None else f"the category {draw.category!r}"
            found.append(f"draw asks for {draw.count} questions, and {where} has {there}")
    return found


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most
