"""Course folders for tests: a small good one, and what changes it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from mentortrain.learning import content

COURSE = """\
key = "basics"
title = "Basics"
language = "en"
summary = "A start."
for = ["mentor", "mentee"]

[[items]]
lesson = "01-roles.md"

[[items]]
quiz = "02-check.gift"
title = "A check"
minutes = 3
pass_percent = 80
"""
LESSON = """\
---
title: Roles
minutes: 8
objective: Say what a mentor does.
---

A mentor *asks*.
"""
QUIZ = "// [id:who]\nWho decides? {=The mentee ~The mentor}\n"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

Folder = Callable[..., Path]


def maker(tmp_path: Path) -> Folder:
    """Make course folders in `tmp_path`; a file given as None is left out, others replace or join the good ones."""

    def make(changed: dict[str, str | bytes | None] | None = None, name: str = "basics") -> Path:
        files: dict[str, str | bytes | None] = {
            "course.toml": COURSE,
            "01-roles.md": LESSON,
            "02-check.gift": QUIZ,
        }
        files |= changed or {}
        made = tmp_path / name
        made.mkdir()
        for file, text in files.items():
            if text is not None:
                (made / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        return made

    return make


def faults(path: Path) -> list[tuple[str, int, str]]:
    course, found = content.load(path)
    assert course is None
    return [(fault.path.name, fault.line, fault.message) for fault in found]


def write(path: Path, name: str, text: str | bytes) -> Path:
    (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
