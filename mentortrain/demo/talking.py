"""How somebody in the demonstration goes through a practice conversation."""

from __future__ import annotations

from typing import NamedTuple

from mentortrain.learning.models import Conversation
from mentortrain.learning.rules import GOOD, MOST_TURNS, POOR

__all__ = ["GOOD", "POOR", "Said", "way_through"]


class Said(NamedTuple):
    """One turn: where it was said, which choice it was, and where it led."""

    passage: str
    choice: int
    leads_to: str
    mark: str
    ends: bool


def way_through(conversation: Conversation, mark: str) -> list[Said]:
    """To a debrief, always by a choice with this mark where there is one, and by the shortest of those."""
    passages = {each["name"]: each for each in conversation.passages}
    here, way = passages[conversation.start], list[Said]()
    while not here["is_debrief"] and len(way) < MOST_TURNS:
        there = [passages[each["to"]] for each in here["choices"]]
        been = {said.passage for said in way} | {here["name"]}
        choice = min(
            range(len(there)),
            key=lambda one: (
                there[one]["name"] in been,
                there[one]["mark"] != mark,
                not there[one]["is_debrief"],
            ),
        )
        chosen = there[choice]
        way.append(Said(here["name"], choice, chosen["name"], chosen["mark"], chosen["is_debrief"]))
        here = chosen
    return way
