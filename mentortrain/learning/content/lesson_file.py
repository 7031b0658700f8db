"""A lesson: Markdown with a head of YAML that names title, minutes and objective."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import yaml

from mentortrain.learning.content.markup import front_matter, lesson_html
from mentortrain.learning.content.media import FIELDS, read_media, transcript_named
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Fault, Lesson
from mentortrain.learning.rules import PRIVATE, SHARES

MOST_SENT = 65_000
"""Bytes, compressed: with the frame of the page, a first visit on a phone is at most 100 KB."""
_FIELDS = ("title", "minutes", "objective")
_MAY = ("key", "kind", "share", *FIELDS)
REFLECTION = "reflection"
_KEY = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_TAG = re.compile(r"<[^>]*>")


def read_lesson(file: Path, key: str, links: dict[str, str]) -> tuple[Lesson | None, list[Fault]]:
    """The lesson, or None and its faults. `links` are the course's files by name."""
    source, faults = read_text(file)
    if source is None:
        return None, faults
    head, findings = _head(source)
    html, more = lesson_html(source, file.parent, links)
    findings += more
    raw = front_matter(source) or ""
    media = read_media(head, file.parent, lambda name, what: findings.append((_line(raw, name), what)))
    if not _TAG.sub("", html).strip() and "<img" not in html:
        findings.append((1, "the lesson is empty"))
    sent = len(gzip.compress(f"{html}{media.video.transcript if media.video else ''}".encode(), 6))
    if sent > MOST_SENT:
        findings.append(
            (1, f"the lesson is {-(-sent // 1000)} KB as it is sent; at most {MOST_SENT // 1000} KB")
        )
    if findings:
        return None, [Fault(file, line, message) for line, message in sorted(findings)]
    title, minutes, objective = (str(head[name]) for name in _FIELDS)
    beside: dict[str, Any] = {"reflection": _reflection(head), "media": media}
    return Lesson(key, title, int(minutes), objective, html, len(html.encode()), **beside), []


def named_key(file: Path) -> str | None:
    """The key that a lesson's head gives it, if it is one: then the file's name is only a name."""
    source, _ = read_text(file)
    head, _ = _head(source) if source is not None else ({}, [])
    key = head.get("key")
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def transcript_of(file: Path) -> str:
    """The file that a lesson names as the transcript of its video: no lesson itself."""
    source, _ = read_text(file)
    return transcript_named(_head(source)[0]) if source is not None else ""


def _head(source: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
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
        (_line(raw, name), f"{name!r} is no field of a lesson; those are {', '.join((*_FIELDS, *_MAY))}")
        for name in head
        if name not in (*_FIELDS, *_MAY)
    ]
    words: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in head.items()
        if isinstance(value, str) or name in FIELDS
    }
    for name in ("title", "objective"):
        if not words.get(name):
            findings.append((_line(raw, name), f"the lesson has no {name}"))
    if "key" in head and not _KEY.fullmatch(words.get("key", "")):
        findings.append(
            (_line(raw, "key"), "the key may have small letters, digits, single dashes, at most 100")
        )
    findings += _share_findings(raw, words)
    if not words.get("minutes"):
        findings.append((_line(raw, "minutes"), "the lesson has no minutes"))
    elif not re.fullmatch(r"[0-9]{1,3}", words["minutes"]) or not 1 <= int(words["minutes"]) <= 240:
        findings.append((_line(raw, "minutes"), "minutes must be a whole number from 1 to 240"))
    return words, findings


def _reflection(head: dict[str, Any]) -> str:
    return str(head.get("share", PRIVATE)) if head.get("kind") == REFLECTION else ""


def _share_findings(raw: str, words: dict[str, Any]) -> list[tuple[int, str]]:
    findings = []
    if words.get("kind", REFLECTION) != REFLECTION:
        findings.append(
            (_line(raw, "kind"), "kind can only be reflection; without it, it is a lesson to read")
        )
    if "share" in words and "kind" not in words:
        findings.append((_line(raw, "share"), "share is for a reflection: write kind: reflection as well"))
    elif words.get("share", PRIVATE) not in SHARES:
        findings.append((_line(raw, "share"), f"share is {' or '.join(SHARES)}"))
    return findings


def _line(raw: str, name: object) -> int:
    """The line of a field in the file; the head's first line if it is missing."""
    for number, line in enumerate(raw.split("\n"), start=2):
        if line.startswith(f"{name}:"):
            return number
    return 1
