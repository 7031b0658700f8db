"""What tests of learning's actions do over and over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask

from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.programs import events


def practise(person_id: int, key: str, *, at: datetime, course_key: str = "mentoring-basics") -> None:
    """One go at a conversation, always by a good choice; does not commit."""
    course = queries.current_courses()[course_key]
    begun = actions.start_play(
        person_id=person_id,
        course_id=course.course_id,
        conversation=queries.conversation(course.id, key),
        program_id=None,
        at=at,
    )
    session.flush()
    play = queries.play(person_id, course_key, key, begun.id)
    marks = {each["name"]: each["mark"] for each in play.conversation.passages}
    while play.is_open:
        standing = play.standing
        here = play.conversation.passage(standing[-1].leads_to if standing else play.conversation.start)
        choice = [marks[each["to"]] for each in here["choices"]].index("good")
        assert actions.choose(play=play, after=play.last, choice=choice, at=at)
        session.flush()


@contextmanager
def told_of_training() -> Iterator[list[tuple[int, datetime]]]:
    heard: list[tuple[int, datetime]] = []

    def listener(person_ids: Collection[int], at: datetime) -> None:
        heard.extend((person_id, at) for person_id in person_ids)

    events.on_training.append(listener)
    try:
        yield heard
    finally:
        events.on_training.remove(listener)


def at_once(app: Flask, what: Callable[[], Any], times: int = 2) -> list[Any]:
    """Run it in several threads with a session each, let go at the same moment."""
    gate = threading.Barrier(times)

    def run(_: int) -> Any:
        with app.app_context():
            gate.wait()
            try:
                return what()
            finally:
                session.rollback()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
