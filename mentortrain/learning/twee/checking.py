"""Whether a story can be played as a conversation: every way leads on, and to an end that says how it went."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from mentortrain.learning.twee.conversation import BETTER, DEBRIEF, GOOD, POOR, TAGS, better_of, mark_of
from mentortrain.learning.twee.values import DEFAULT_START, Fault, Passage, Story

_TWINE = ("Twine.private", "Twine.image")


def check(story: Story) -> list[Fault]:
    """Every fault of a conversation, by line."""
    if not story.passages:
        return [Fault(1, "the conversation has no passage; a passage begins with :: and its name")]
    named = {passage.name: passage for passage in story.passages}
    faults = [fault for passage in story.passages for fault in _alone(passage, named)]
    if not any(DEBRIEF in passage.tags for passage in story.passages):
        faults.append(Fault(1, f"no passage is tagged {DEBRIEF}: one that closes the conversation"))
    if not any(mark_of(passage) == GOOD for passage in story.passages):
        faults.append(Fault(1, f"no passage is tagged {GOOD}: nobody could choose well"))
    start = named.get(story.start)
    if start is None:
        faults.append(Fault(story.start_line, _no_start(story)))
    else:
        faults += _ways(story, start, named)
    return sorted(faults, key=lambda fault: fault.line)


def _no_start(story: Story) -> str:
    if story.start == DEFAULT_START:
        return f'no passage is called {DEFAULT_START}; name one so, or write "start" into StoryData'
    return f"StoryData says that {story.start!r} is the start, and no passage has that name"


def _alone(passage: Passage, named: Mapping[str, Passage]) -> Iterator[Fault]:
    """What is wrong in one passage, whatever leads to it."""

    def fault(message: str, line: int = passage.line) -> Fault:
        return Fault(line, message, passage.name)

    for tag in passage.tags:
        if tag not in TAGS and tag not in _TWINE:
            yield fault(f"the tag {tag!r} is none of {', '.join(TAGS)}")
    if GOOD in passage.tags and POOR in passage.tags:
        yield fault(f"tagged {GOOD} and {POOR}: choose one of them")
    text, better = better_of(passage)
    if not text.strip():
        yield fault("the passage has no text")
    if better and mark_of(passage) == GOOD:
        yield fault(f"{BETTER} stands in a passage that is tagged {GOOD}: what led here was good already")
    if DEBRIEF in passage.tags:
        if passage.links:
            yield fault(f"a {DEBRIEF} ends the conversation, so it has no links", passage.links[0].line)
        return
    if not passage.links:
        yield fault(f"a dead end: give it a link, or the tag {DEBRIEF}")
    said: set[str] = set()
    for link in passage.links:
        if link.target not in named:
            yield fault(f"the link leads to {link.target!r}, and no passage has that name", link.line)
        if link.words in said:
            yield fault(f"two choices say {link.words!r}", link.line)
        said.add(link.words)
    yield from _without_better(passage, named)


def _without_better(passage: Passage, named: Mapping[str, Passage]) -> Iterator[Fault]:
    """A poor choice is explained after the end: by words of its own, or by the good one that stood beside it."""
    led = [(link, named[link.target]) for link in passage.links if link.target in named]
    if any(mark_of(to) == GOOD for _, to in led):
        return
    for link, to in led:
        if mark_of(to) == POOR and not better_of(to)[1]:
            yield Fault(
                link.line,
                f"the choice leads to {to.name!r}, which is {POOR}, no choice beside it is {GOOD}, and that passage "
                f"has no line that begins with {BETTER}",
                passage.name,
            )


def _ways(story: Story, start: Passage, named: Mapping[str, Passage]) -> Iterator[Fault]:
    reached = _reached([start.name], {name: _targets(one, named) for name, one in named.items()})
    for passage in story.passages:
        if passage.name not in reached:
            yield Fault(passage.line, "no link leads here from the start", passage.name)
    back: dict[str, list[str]] = {name: [] for name in named}
    for name, passage in named.items():
        for target in _targets(passage, named):
            back[target].append(name)
    # A way that ends in another fault is told there.
    ends = [
        name
        for name, one in named.items()
        if DEBRIEF in one.tags or not one.links or any(link.target not in named for link in one.links)
    ]
    ending = _reached(ends, back)
    for passage in story.passages:
        if passage.name in reached and passage.name not in ending:
            yield Fault(passage.line, "a loop without exit: from here no way leads to an end", passage.name)
    yield from _only_poor(start, named, reached)


def _only_poor(start: Passage, named: Mapping[str, Passage], reached: Collection[str]) -> Iterator[Fault]:
    debriefs = [name for name in reached if DEBRIEF in named[name].tags]
    without = {
        name: [target for target in _targets(one, named) if mark_of(named[target]) != POOR]
        for name, one in named.items()
    }
    if debriefs and _reached([start.name], without).isdisjoint(debriefs):
        yield Fault(start.line, f"every way to a {DEBRIEF} goes through a {POOR} choice", start.name)


def _targets(passage: Passage, named: Mapping[str, Passage]) -> list[str]:
    return [link.target for link in passage.links if link.target in named]


def _reached(from_: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    found = set(from_)
    waiting = list(found)
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found
