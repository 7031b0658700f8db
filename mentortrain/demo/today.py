"""What waits for staff on the first day, and what they have seen to before."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import RUN_BY
from mentortrain.demo.staff import HELP
from mentortrain.tasks import actions, kinds
from mentortrain.tasks.models import Task

NOT_SEEN_YET = ("Milica Đorđević", "Óscar Ordóñez", "Faith Achieng")
"""Of those who are ready: with the others somebody has spoken."""

NOTES = {
    "Peter Kariuki": "Rang him. His mother is in hospital; he will go on next week.",
    "Jelena Živković": "Her nephew says the mail may be in the spam folder. She looks tonight.",
}
GIVEN_TO = {"Goran Mihajlović": "Ivana Kovač", "Sebastián Ibáñez": "Daniela Castaño"}


def load(cast: Cast, at: datetime) -> None:
    """Tasks are found as the ticker finds them; some are done, some have a note or somebody who sees to them."""
    for kind in kinds.every():
        actions.refresh(kind, at=at)
    names = {person.id: name for name, person in cast.items()}
    yesterday, lead = at - timedelta(hours=20), cast[RUN_BY]
    helpers = [cast[name].id for name in HELP]
    for task in session.scalars(select(Task).order_by(Task.id)):
        name = names.get(task.person_id or 0, "")
        if task.kind == "readiness.unseen" and name not in NOT_SEEN_YET:
            actions.mark_done(task, by=lead.id, at=max(yesterday, task.since + timedelta(hours=1)))
        if name in NOTES:
            actions.add_note(task, NOTES[name], by=lead.id, at=yesterday)
        if name in GIVEN_TO:
            actions.assign(task, cast[GIVEN_TO[name]].id, among=helpers, by=lead.id, at=yesterday)
