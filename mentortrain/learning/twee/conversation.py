"""Our own convention: a story as a practice conversation. Tags score the choice that led to a passage."""

from __future__ import annotations

import re

from mentortrain.learning.twee.values import Passage

GOOD, POOR, DEBRIEF = "good", "poor", "debrief"
TAGS = (GOOD, POOR, DEBRIEF)
BETTER = "Better:"
"""Begins the paragraph that says, after the end, what would have been better than the choice that led here."""

_BETTER = re.compile(rf"^{BETTER}[ \t]*", re.M)
_BLANK = re.compile(r"\n[ \t]*\n")


def mark_of(passage: Passage) -> str:
    """How the choice was that led here: good, poor, or "" if it is not judged."""
    return next((tag for tag in passage.tags if tag in (GOOD, POOR)), "")


def better_of(passage: Passage) -> tuple[str, str]:
    """(the text that is read on the way, what is shown after the end: "" if nothing)."""
    starts = _BETTER.search(passage.text)
    if starts is None:
        return passage.text, ""
    blank = _BLANK.search(passage.text, starts.end())
    ends = blank.start() if blank else len(passage.text)
    rest = passage.text[: starts.start()].rstrip("\n") + "\n\n" + passage.text[ends:].lstrip("\n")
    return rest.strip("\n"), passage.text[starts.end() : ends].strip()
