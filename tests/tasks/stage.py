"""Tasks that tests of other features look at."""

from __future__ import annotations

from sqlalchemy import func, select

from mentortrain.concerns.models import Concern
from mentortrain.db import session
from mentortrain.tasks.actions import raise_task


def a_task_about(app, person_id: int, program_id: int, at) -> int:
    """One about this person that no query finds, so that no refresh takes it away."""
    with app.app_context():
        task_id = raise_task(
            "programs.not_come", f"stage:{person_id}", program_id=program_id, person_id=person_id,
            thing_id=1, since=at, at=at,
        )  # fmt: skip
        session.commit()
    assert task_id
    return task_id


def a_question_of(app, visitor) -> int:
    """They ask for help; the id of the conversation."""
    assert visitor.post("/help", {"topic": "technical", "text": "It does not save."}).status_code == 302
    with app.app_context():
        found = session.scalar(select(func.max(Concern.id)))
    assert found
    return found
