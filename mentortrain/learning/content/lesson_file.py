"""A lesson: Markdown with a head of YAML that names title, minutes and objective."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from mentortrain.learning.content.markup import front_matter, lesson_html
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Fault, Lesson

_FIELDS = ("title", "minutes", "objective")
_TAG = re.compile(r"<[^>]*>")


def read_lesson(file: Path, key: str, links: dict[str, str]) -> tuple[Lesson | None, list[Fault]]:
    """The lesson, or None and its faults. `links` are the course's files by name."""
    source, faults = read_text(file)
    if source is None:
        return None, faults
    head, findings = _head(source)
    html, more = lesson_html(source, file.parent, links)
    findings += more
    if not _TAG.sub("", html).strip() and "<img" not in html:
        findings.append((1, "the lesson is empty"))
    if findings:
        return None, [Fault(file, line, message) for line, message in sorted(findings)]
    title, minutes, objective = (head[name] for name in _FIELDS)
    return Lesson(key, title, int(minutes), objective, html, len(html.encode())), []


def _head(source: str) -> tuple[dict[str, str], list[tuple[int, str]]]:
    raw = front_matter(source)
    if raw is None:
        return {}, [
            (1, "the lesson must start with a head: --- title: ..., minutes: ..., objective: ... ---")
        ]
    try:
        # BaseLoader makes text of everything: a title such as `Yes` or `2026-12-10` stays what was written.
        head = yaml.load(raw, Loader=yaml.BaseLoader)  # noqa: S506  (it builds nothing but text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return {}, [((mark.line if mark else 0) + 2, f"the head is no YAML: {error.problem}")]
    except (yaml.YAMLError, RecursionError):
        return {}, [(1, "the head is no YAML")]
    if not isinstance(head, dict):
        return {}, [(1, "the head needs lines such as title: Roles")]
    findings = [
        (_line(raw, name), f"{name!r} is no field of a lesson; those are {', '.join(_FIELDS)}")
        for name in head
        if name not in _FIELDS
    ]
    words = {name: value.strip() for name, value in head.items() if isinstance(value, str)}
    for name in ("title", "objective"):
        if not words.get(name):
            findings.append((_line(raw, name), f"the lesson has no {name}"))
    if not words.get("minutes"):
        findings.append((_line(raw, "minutes"), "the lesson has no minutes"))
    elif not re.fullmatch(r"[0-9]{1,3}", words["minutes"]) or not 1 <= int(words["minutes"]) <= 240:
        findings.append((_line(raw, "minutes"), "minutes must be a whole number from 1 to 240"))
    return words, findings


def _line(raw: str, name: object) -> int:
    """The line of a field in the file; the head's first line if it is missing."""
    for number, line in enumerate(raw.split("\n"), start=2):
        if line.startswith(f"{name}:"):
            return number
    return 1
