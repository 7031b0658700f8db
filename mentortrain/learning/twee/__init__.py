"""Twee 3, the text format of Twine: text in, a story and its faults out.

Read as the specification says (https://github.com/iftechfoundation/twine-specs): passages with tags and metadata,
the special passages StoryTitle, StoryData and Start, backslashes in heads, and links in their four forms. What
belongs to one story format (macros, variables, scripts, styles) is a fault: nothing of a story is lost in silence.

Pure: `parse` opens no file and never raises, whatever the text. What makes a story a good practice conversation is
looked for by `check`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mentortrain.learning.twee.bodies import text_and_links
from mentortrain.learning.twee.checking import check
from mentortrain.learning.twee.conversation import BETTER, DEBRIEF, GOOD, POOR, better_of, mark_of
from mentortrain.learning.twee.headers import Header, header, is_header
from mentortrain.learning.twee.values import Fault, Link, Parsed, Passage, Story

__all__ = [
    "BETTER",
    "DEBRIEF",
    "GOOD",
    "POOR",
    "Fault",
    "Link",
    "Parsed",
    "Passage",
    "Story",
    "better_of",
    "check",
    "mark_of",
    "parse",
]

TITLE, DATA = "StoryTitle", "StoryData"
_CODE = {"script": "scripts", "stylesheet": "styles"}
_SPACE = uuid.UUID("5c0a3b2e-6d1f-4b52-9a1d-0d7f6e1c2b34")


def parse(source: str) -> Parsed:
    """The story of a Twee file, and every fault, by line."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    faults = [Fault(number, "a NUL character; save the file as text") for number in _nul_lines(source)]
    story = Story()
    passages: list[Passage] = []
    found: dict[str, int] = {}
    for head, number, body, body_line, wrong in _blocks(source):
        if head is None:
            faults += wrong
            continue
        faults += wrong
        if head.name in found:
            faults.append(
                Fault(
                    number,
                    f"a passage of the name {head.name!r} is on line {found[head.name]} already",
                    head.name,
                )
            )
            continue
        if head.name:
            found[head.name] = number
        if head.name == TITLE:
            story = replace(story, title=" ".join(body.split()))
        elif head.name == DATA:
            data, wrong = _data(body, body_line, source)
            faults += wrong
            story = replace(story, data=data, **_start(data, body, body_line))
        elif code := next((_CODE[tag] for tag in head.tags if tag in _CODE), ""):
            if body:
                faults.append(
                    Fault(number, f"{code} of a story are not supported: take this passage out", head.name)
                )
        elif head.name:
            passage, wrong = _passage(head, number, body, body_line)
            passages.append(passage)
            faults += wrong
    story = replace(story, passages=tuple(passages))
    return Parsed(story, tuple(sorted(faults, key=lambda fault: fault.line)))


def _nul_lines(source: str) -> Iterator[int]:
    if "\0" in source:
        yield source.count("\n", 0, source.index("\0")) + 1


def _blocks(source: str) -> Iterator[tuple[Header | None, int, str, int, list[Fault]]]:
    """(head, its line, body, the body's first line, faults) of each passage; head None for text before the first."""
    lines = source.split("\n")
    starts = [at for at, line in enumerate(lines) if is_header(line)]
    before = lines[: starts[0]] if starts else lines
    stray = next((at for at, line in enumerate(before) if line.strip()), None)
    if stray is not None:
        yield (
            None,
            stray + 1,
            "",
            0,
            [Fault(stray + 1, "text before the first passage; a passage begins with ::")],
        )
    for place, at in enumerate(starts):
        ends = starts[place + 1] if place + 1 < len(starts) else len(lines)
        head, faults = header(lines[at], at + 1)
        first = at + 1
        while first < ends and not lines[first].strip():
            first += 1
        # Twine writes \:: for a line of text that begins with ::
        body = [line[1:] if line.startswith("\\::") else line for line in lines[first:ends]]
        yield head, at + 1, "\n".join(body).rstrip(), first + 1 if body else at + 1, faults


def _data(body: str, line: int, source: str) -> tuple[Mapping[str, Any], list[Fault]]:
    try:
        data = json.loads(body)
    except json.JSONDecodeError as error:
        return {}, [Fault(line + error.lineno - 1, f"StoryData is no JSON: {error.msg}", DATA)]
    except (ValueError, RecursionError):
        return {}, [Fault(line, "StoryData is no JSON", DATA)]
    if not isinstance(data, dict):
        return {}, [Fault(line, "StoryData must be JSON in { }", DATA)]
    try:
        uuid.UUID(data["ifid"])
    except (KeyError, ValueError, TypeError, AttributeError):
        made = str(uuid.uuid5(_SPACE, source.encode("utf-8", "replace").hex())).upper()
        return data, [Fault(line, f'StoryData needs an "ifid" for Twine, such as "{made}"', DATA)]
    return data, []


def _start(data: Mapping[str, Any], body: str, line: int) -> dict[str, Any]:
    named = data.get("start")
    if not isinstance(named, str) or not named.strip():
        return {}
    at = max(body.find('"start"'), 0)
    return {"start": named.strip(), "start_line": line + body.count("\n", 0, at)}


def _passage(head: Header, line: int, body: str, body_line: int) -> tuple[Passage, list[Fault]]:
    text, links, faults = text_and_links(body, body_line)
    passage = Passage(head.name, head.tags, head.metadata, body, text, links, line, body_line)
    return passage, [Fault(fault.line, fault.message, head.name) for fault in faults]
