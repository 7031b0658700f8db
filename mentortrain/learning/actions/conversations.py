"""A conversation turn by turn, to its debrief. Races are settled by the play's row: whoever acts holds it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import rules
from mentortrain.learning.models import FINISHED, OPEN, Conversation, Play, Turn
from mentortrain.programs import events


def start_play(
    *, person_id: int, course_id: int, conversation: Conversation, program_id: int | None, at: datetime
) -> Play:
    """The person's open play of this conversation, in whatever version it began; else a new one."""
    mine = (
        Play.person_id == person_id,
        Play.course_id == course_id,
        Play.conversation_key == conversation.key,
    )
    while True:
        play = session.scalar(select(Play).where(*mine, Play.state == OPEN))
        if play:
            return play
        play = Play(
            person_id=person_id,
            course_id=course_id,
            conversation_key=conversation.key,
            conversation_id=conversation.id,
            program_id=program_id,
            number=(session.scalar(select(func.max(Play.number)).where(*mine)) or 0) + 1,
            seed=secrets.randbits(31),
            state=OPEN,
            started_at=at,
        )
        try:
            with session.begin_nested():
                session.add(play)
        except IntegrityError:
            continue  # a second tab was faster: its play is there by now
        return play


def choose(*, play: Play, after: int, choice: int, at: datetime) -> bool:
    """Say one of the choices; at a debrief the play is finished and judged, in the same transaction.

    `after` is the last turn that the page knew, 0 for none. False, and nothing changes, if the play has gone on
    since or is finished: the page was an old one, or sent twice. Refused: `learning.choice` for what cannot be
    chosen, `learning.round` after too many turns.
    """
    if not _hold(play, after):
        return False
    standing = play.standing
    here = play.conversation.passage(standing[-1].leads_to if standing else play.conversation.start)
    if not 0 <= choice < len(here["choices"]):
        raise RuleBroken("learning.choice")
    if len(standing) >= rules.MOST_TURNS:
        raise RuleBroken("learning.round")
    there = play.conversation.passage(here["choices"][choice]["to"])
    play.turns.append(
        Turn(
            number=len(play.turns) + 1,
            passage=here["name"],
            choice=choice,
            leads_to=there["name"],
            chosen_at=at,
        )
    )
    if there["is_debrief"]:
        _finish(play, at=at)
    return True


def take_back(*, play: Play, after: int, at: datetime) -> bool:
    """Go one turn back; the turn stays, with the moment. False as in `choose`, and at the start."""
    if not _hold(play, after) or not play.standing:
        return False
    play.standing[-1].taken_back_at = at
    return True


def _hold(play: Play, after: int) -> bool:
    """Hold the play until the transaction ends and read it anew: whether it is where the page saw it."""
    session.scalars(
        select(Play)
        .where(Play.id == play.id)
        .options(selectinload(Play.turns))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return play.is_open and play.last == after


def _finish(play: Play, *, at: datetime) -> None:
    result = rules.tally(play.conversation.passage(turn.leads_to)["mark"] for turn in play.standing)
    play.state, play.finished_at = FINISHED, at
    play.good, play.judged = result
    play.passed = rules.has_practised(result, play.conversation.pass_good)
    session.flush()
    events.record_training([play.person_id], at)


def drop_open_plays(person_id: int) -> None:
    """Somebody is erased: what never came to an end goes, with its turns."""
    session.execute(
        delete(Play)
        .where(Play.person_id == person_id, Play.state == OPEN)
        .execution_options(synchronize_session=False)
    )
