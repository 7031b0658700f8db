"""A practice conversation: a Twee file that can be played from its start to a debrief."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from mentortrain.learning import twee
from mentortrain.learning.content.markup import clean, stripped
from mentortrain.learning.content.reading import read_text
from mentortrain.learning.content.values import Choice, Conversation, Fault, Passage

SOURCE_LENGTH = 1_000_000
HALF = 50
"""Percent of the judged choices that must be good, where the course does not say."""
_MARKDOWN = MarkdownIt("commonmark", {"html": True})
_LEADS_AWAY = re.compile(r"<(?:a|img)\b", re.I)


def read_conversation(
    file: Path, key: str, fields: Mapping[str, Any]
) -> tuple[Conversation | None, list[Fault]]:
    """The conversation, or None and its faults. Of `fields`, those of course.toml, only right ones are used."""
    story, faults = read_story(file)
    if story:
        faults += [Fault(file, line, message) for line, message in _findings(story)]
    if story is None or faults:
        return None, sorted(faults, key=lambda fault: fault.line)
    wrong = list(wrong_fields(file.name, fields))
    told = {} if wrong else fields
    return Conversation(
        key=key,
        title=str(told.get("title") or story.title or key.replace("-", " ").capitalize()).strip(),
        minutes=told.get("minutes") or max(3, -(-len(story.passages) // 2)),
        partner=str(told.get("with", "")).strip(),
        pass_good=told.get("pass_good", HALF),
        start=story.start,
        passages=tuple(map(_passage, story.passages)),
    ), []


def wrong_fields(name: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in what course.toml says of a conversation."""
    for field, most in (("minutes", 240), ("pass_good", 100)):
        value = fields.get(field)
        if value is not None and (type(value) is not int or not 1 <= value <= most):
            yield f"{field} of {name} must be a whole number from 1 to {most}"
    for field in ("title", "with"):
        value = fields.get(field)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            yield f"{field} of {name} must be text"


def _passage(passage: twee.Passage) -> Passage:
    text, better = twee.better_of(passage)
    return Passage(
        name=passage.name,
        mark=twee.mark_of(passage),
        is_debrief=twee.DEBRIEF in passage.tags,
        html=clean(_MARKDOWN.render(text)).strip(),
        better=clean(_MARKDOWN.render(better)).strip(),
        choices=tuple(
            Choice(clean(_MARKDOWN.renderInline(link.words), inline=True), link.target)
            for link in passage.links
        ),
    )


def _findings(story: twee.Story) -> Iterator[tuple[int, str]]:
    """What `_passage` would strip, with lines."""
    for passage in story.passages:
        text, better = twee.better_of(passage)
        made = [(passage.line, False, _MARKDOWN.render(words)) for words in (text, better)]
        made += [(link.line, True, _MARKDOWN.renderInline(link.words)) for link in passage.links]
        for line, inline, shown in made:
            for what in stripped(shown, inline=inline):
                yield line, f"{passage.name}: {what}"
            if _LEADS_AWAY.search(shown):
                yield line, f"{passage.name}: a conversation shows no pictures and leads to no other page"


def read_story(file: Path) -> tuple[twee.Story | None, list[Fault]]:
    """What of a story could be read, None if nothing; and every fault."""
    source, faults = read_text(file)
    if source is None:
        return None, faults
    if len(source) > SOURCE_LENGTH:
        return None, [Fault(file, 1, "this is longer than any conversation: more than a million characters")]
    parsed = twee.parse(source)
    found = sorted([*parsed.faults, *twee.check(parsed.story)], key=lambda fault: fault.line)
    return parsed.story, [_fault(file, fault) for fault in found]


def passage_as_row(passage: twee.Passage) -> dict[str, Any]:
    """A passage as the command line shows it."""
    text, better = twee.better_of(passage)
    return {
        "name": passage.name,
        "line": passage.line,
        "tags": list(passage.tags),
        "metadata": dict(passage.metadata),
        "text": text,
        "better": better,
        "links": [{"words": link.words, "to": link.target, "line": link.line} for link in passage.links],
    }


def _fault(file: Path, fault: twee.Fault) -> Fault:
    return Fault(file, fault.line, f"{fault.passage}: {fault.message}" if fault.passage else fault.message)
