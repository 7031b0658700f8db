"""The head of a passage: `:: name [tags] {metadata}`, in which a backslash takes a sign's meaning away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mentortrain.learning.twee.values import Fault

_MEANT = "[]{}"
NAME_LENGTH = 200


@dataclass(frozen=True)
class Header:
    """A head as read; what was wrong in it is left out of it."""

    name: str
    tags: tuple[str, ...]
    metadata: dict[str, Any]


def is_header(line: str) -> bool:
    """Whether a passage begins here."""
    return line.startswith("::")


def header(line: str, number: int) -> tuple[Header, list[Fault]]:
    """The head on this line. A name is always given, if only an empty one."""
    name, at = _until(line, 2, "[{]}")
    name = name.strip()
    faults: list[Fault] = []
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] = {}
    if line.startswith("[", at):
        tags, at, faults = _tags(line, at, number)
    at = _past_spaces(line, at)
    if line.startswith("{", at):
        metadata, found = _metadata(line[at:].rstrip(), number)
        faults += found
    elif at < len(line) and not faults:
        faults.append(_left_over(line, at, number))
    if not name:
        faults.append(Fault(number, "a passage needs a name behind its ::"))
    elif len(name) > NAME_LENGTH:
        faults.append(Fault(number, f"a passage's name has at most {NAME_LENGTH} characters"))
    return Header(name[:NAME_LENGTH], tags, metadata), [
        Fault(fault.line, fault.message, name[:NAME_LENGTH]) for fault in faults
    ]


def _until(line: str, at: int, ends: str) -> tuple[str, int]:
    """The text from `at` to the first of `ends` that is not escaped, decoded, and where it stands."""
    taken: list[str] = []
    while at < len(line) and line[at] not in ends:
        if line[at] == "\\" and at + 1 < len(line):
            at += 1
        taken.append(line[at])
        at += 1
    return "".join(taken), at


def _tags(line: str, opens: int, number: int) -> tuple[tuple[str, ...], int, list[Fault]]:
    tags: list[str] = []
    at = opens + 1
    while True:
        at = _past_spaces(line, at)
        tag, at = _until(line, at, "[]{} \t")
        if tag:
            tags.append(tag)
        if at >= len(line):
            return tuple(tags), at, [Fault(number, "the tags begin with [ and never end with ]")]
        if line[at] == "]":
            return tuple(tags), at + 1, []
        if line[at] not in " \t":
            return tuple(tags), at, [Fault(number, f"a {line[at]} within the tags; write \\{line[at]}")]


def _metadata(raw: str, number: int) -> tuple[dict[str, Any], list[Fault]]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}, [
            Fault(number, 'what stands in { } behind the name is no JSON, as {"position":"600,400"} is')
        ]
    return (found if isinstance(found, dict) else {}), []


def _left_over(line: str, at: int, number: int) -> Fault:
    if line[at] in _MEANT:
        return Fault(number, f"a {line[at]} in the head of a passage; write \\{line[at]} for the sign itself")
    return Fault(number, "behind the tags of a passage only its metadata may stand, in { }")


def _past_spaces(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t":
        at += 1
    return at
