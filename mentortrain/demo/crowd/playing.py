"""Practice conversations: many of those who read play them, well or not, and once more after it went badly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from mentortrain.db import session
from mentortrain.demo.crowd.people import Group, days, write_rows
from mentortrain.demo.crowd.plan import Member
from mentortrain.demo.talking import GOOD, POOR, Said, way_through
from mentortrain.learning import rules
from mentortrain.learning.models import FINISHED, OPEN, Conversation, CourseVersion, Play, Turn

TURN = timedelta(seconds=40)
"""What somebody takes for one."""


@dataclass(frozen=True)
class Go:
    """One play before it is written."""

    conversation: Conversation
    one: Member
    number: int
    begun: datetime
    way: list[Said]

    @property
    def is_open(self) -> bool:
        return not (self.way and self.way[-1].ends)


def write_plays(
    group: Group,
    version: CourseVersion,
    readers: Sequence[tuple[Member, datetime]],
    chance: Random,
    *,
    at: datetime,
) -> None:
    """Of those who read lessons, each with the moment of their last."""
    planned = [
        go
        for one, moment in readers
        for conversation in version.conversations
        for go in _goes(one, conversation, moment, chance, at=at)
    ]
    if not planned:
        return
    statement = insert(Play).returning(Play.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, [_play(group, version, go, chance) for go in planned]).all()
    write_rows(
        Turn,
        [
            {
                "play_id": play_id,
                "number": number,
                "passage": said.passage,
                "choice": said.choice,
                "leads_to": said.leads_to,
                "chosen_at": go.begun + number * TURN,
            }
            for play_id, go in zip(ids, planned, strict=True)
            for number, said in enumerate(go.way, start=1)
        ],
    )


def _goes(
    one: Member, conversation: Conversation, moment: datetime, chance: Random, *, at: datetime
) -> Iterator[Go]:
    if chance.random() > 0.3 + one.diligence / 2:
        return
    begun = min(moment + days(chance.uniform(0.01, 2)), at - timedelta(hours=1))
    well = way_through(conversation, GOOD)
    tried = chance.random()
    if tried < 0.1:
        yield Go(conversation, one, 1, begun, well[:1])
    elif tried < 0.4:
        yield Go(conversation, one, 1, begun, way_through(conversation, POOR))
        yield Go(conversation, one, 2, begun + timedelta(minutes=20), well)
    else:
        yield Go(conversation, one, 1, begun, well)


def _play(group: Group, version: CourseVersion, go: Go, chance: Random) -> dict[str, Any]:
    result = rules.tally(said.mark for said in go.way)
    return {
        "person_id": group.ids[go.one.address],
        "course_id": version.course_id,
        "conversation_key": go.conversation.key,
        "conversation_id": go.conversation.id,
        "program_id": group.programs[go.one.first].id,
        "number": go.number,
        "seed": chance.getrandbits(31),
        "state": OPEN if go.is_open else FINISHED,
        "started_at": go.begun,
        "finished_at": None if go.is_open else go.begun + len(go.way) * TURN,
        "good": None if go.is_open else result[0],
        "judged": None if go.is_open else result[1],
        "passed": None if go.is_open else rules.has_practised(result, go.conversation.pass_good),
    }
