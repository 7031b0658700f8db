"""Writing a reflection, handing it in, and staff's answer to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mentortrain.audit.actions import record
from mentortrain.db import insert_new, session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning.actions.reading import note_done
from mentortrain.learning.models import Lesson, Reflection
from mentortrain.learning.rules import HANDED_IN, IN_TIME, OLDER
from mentortrain.programs import events


def save_reflection(
    *,
    person_id: int,
    course_id: int,
    lesson: Lesson,
    program_id: int | None,
    text: str,
    hand_in: bool,
    at: datetime,
) -> None:
    """Keep what somebody wrote in place of what they wrote before; `hand_in` gives it to the staff for good.

    The step is done once a private text is saved, or one that is asked for is handed in. Refused:
    `learning.reflection_closed` once it is handed in. NotThere where the lesson asks for nothing, or not to be
    given it.
    """
    if not lesson.reflection or (hand_in and lesson.reflection != HANDED_IN):
        raise NotThere
    values = {
        "lesson_id": lesson.id,
        "program_id": program_id,
        "text": text,
        "saved_at": at,
        "given_at": at,
        "handed_in_at": at if hand_in else None,
    }
    mine = {"person_id": person_id, "course_id": course_id, "lesson_key": lesson.key}
    if insert_new(Reflection, **mine, **values) is None:
        changed = session.scalar(
            update(Reflection)
            .filter_by(**mine, handed_in_at=None)
            .values(**values)
            .returning(Reflection.id)
            .execution_options(synchronize_session=False)
        )
        if changed is None:
            raise RuleBroken("learning.reflection_closed")
    if (hand_in or lesson.reflection != HANDED_IN) and note_done(
        lesson, person_id, course_id, program_id, at
    ):
        events.record_training([person_id], at)


def keep_draft(
    *,
    person_id: int,
    course_id: int,
    lesson: Lesson,
    program_id: int | None,
    text: str,
    client_uuid: str,
    client_seq: int,
    given_at: datetime,
    at: datetime,
) -> str:
    """Keep what somebody has written so far: the step is not done by that. IN_TIME, or OLDER: a newer text stands,
    and this one is kept beside it.

    Refused: `learning.reflection_closed` once it is handed in, `learning.outdated` when the same page has saved
    something later. NotThere where the lesson asks for nothing.
    """
    if not lesson.reflection:
        raise NotThere
    mine = {"person_id": person_id, "course_id": course_id, "lesson_key": lesson.key}
    given_at = min(given_at, at)
    page = {"client_uuid": client_uuid, "client_seq": client_seq, "given_at": given_at}
    values = {"lesson_id": lesson.id, "program_id": program_id, "text": text, "saved_at": at, **page}
    if insert_new(Reflection, **mine, **values) is not None:
        return IN_TIME
    held = session.scalars(
        select(Reflection).filter_by(**mine).with_for_update().execution_options(populate_existing=True)
    ).one()
    if held.handed_in_at:
        if text == held.text:
            return IN_TIME  # a page's own saving that was on its way while its button handed the same text in
        raise RuleBroken("learning.reflection_closed")
    if held.client_uuid == client_uuid and held.client_seq > client_seq:
        raise RuleBroken("learning.outdated")
    if held.text == text:
        return IN_TIME
    if held.client_uuid != client_uuid and (held.given_at or held.saved_at) > given_at:
        held.older_text = text
        return OLDER
    for name, value in values.items():
        setattr(held, name, value)
    return IN_TIME


def comment(reflection: Reflection, text: str, *, by: int, at: datetime) -> None:
    """Staff answer somebody, in place of what they answered before."""
    reflection.comment, reflection.commented_by_id, reflection.commented_at = text, by, at
    record(
        "reflection.answered",
        program_id=reflection.program_id,
        people=[reflection.person_id],
        at=at,
    )
