"""Conversations and plays of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.learning.models import Conversation, Course, CourseVersion, Play
from mentortrain.prepared import prepared


def conversation(version_id: int, key: str) -> Conversation:
    """One conversation of a version, without its passages, or NotThere."""
    found = session.scalar(
        select(Conversation).where(Conversation.version_id == version_id, Conversation.key == key)
    )
    if found is None:
        raise NotThere
    return found


def plays_of(person_id: int, course_id: int, key: str) -> Sequence[Play]:
    """A person's plays of a conversation, the latest first."""
    return session.scalars(
        select(Play)
        .where(Play.person_id == person_id, Play.course_id == course_id, Play.conversation_key == key)
        .order_by(Play.number.desc())
    ).all()


def play(person_id: int, course_key: str, key: str, play_id: int) -> Play:
    """A play of this person with its conversation and turns, or NotThere."""
    found = _play(play_id=play_id, person_id=person_id, key=key, course_key=course_key).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


@prepared
def _play(play_id: Any, person_id: Any, key: Any, course_key: Any) -> Select[Play]:
    return (
        select(Play)
        .join(Course, Course.id == Play.course_id)
        .where(
            Play.id == play_id,
            Play.person_id == person_id,
            Play.conversation_key == key,
            Course.key == course_key,
        )
        .options(
            joinedload(Play.conversation).options(
                undefer(Conversation.passages),
                joinedload(Conversation.version).load_only(CourseVersion.language),
            ),
            selectinload(Play.turns),
        )
        .execution_options(populate_existing=True)
    )
