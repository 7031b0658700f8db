"""A session of the demonstration that is over: what stands there to look at again, and what people said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mentortrain.demo.people import Cast
from mentortrain.demo.programs import RUN_BY, deed_of
from mentortrain.webinars import actions
from mentortrain.webinars.models import Webinar

ABOUT_WELCOME = """What does a mentor do first? {
=Ask a question
~Give advice
~Tell of themselves
}

The mentee decides what to work on. {T}

After how many days should a message be answered? {=2 =two =2 days =two days}"""
SAID_OF_WELCOME = (
    ("Milica Đorđević", 5, "", False),
    ("Njeri Kamau", 4, "More time in small groups. Ten minutes were over before everybody had spoken.", True),
    ("Dragan Petrović", 5, "", False),
    ("Faith Achieng", 3, "Begin on time: some of us sit in a shop and customers wait.", False),
    ("Halima Abdi", 4, "", False),
    ("Zawadi Mwakio", 5, "Show one real first message.", False),
    ("Nemanja Čolić", 2, "", False),
)


def load(webinar: Webinar, cast: Cast, *, at: datetime) -> None:
    """Its recording, the slides, three questions for who missed it, and what some said of it."""
    staff_member = cast[RUN_BY]
    with deed_of(staff_member):
        tape: dict[str, Any] = {"url": "https://video.example.org/welcome", "minutes": 52, "tell": False}
        actions.add_recording(webinar, **tape, by=staff_member, at=at)
        slides = {"title": "Slides of the evening", "url": "https://slides.example.org/welcome"}
        actions.add_link(webinar, **slides, by=staff_member, at=at)
        asked: dict[str, Any] = {"open_to": "everybody", "watching_counts": False, "questions": ABOUT_WELCOME}
        actions.offer_make_up(webinar, **asked, by=staff_member, at=at)
    actions.open_recording(webinar, cast["Bruno Restrepo"], at=at + timedelta(hours=3))
    for number, (name, useful, words, named) in enumerate(SAID_OF_WELCOME):
        moment = at + timedelta(minutes=20 * number)
        actions.say(webinar, cast[name], useful=useful, different=words, named=named, at=moment)
