"""What people asked of staff: two wait for an answer, others have one. And a report, with those who handle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.concerns import actions
from mentortrain.concerns.actions import Asked
from mentortrain.concerns.rules import BEHAVIOUR, COURSE, ELSE, SESSIONS, TECHNICAL
from mentortrain.demo.mails import settle
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import RUN_BY
from mentortrain.programs.models import Program


@dataclass(frozen=True)
class Talk:
    """A conversation; `said` is who (nobody: the asker), how many hours before the first load, and what."""

    asker: str
    topic: str
    page: str
    said: tuple[tuple[str, float, str], ...]
    given_to: str = ""
    closed: float | None = None
    """So many hours before the first load."""


TALKS = (
    Talk(
        "Rehema Said", SESSIONS, "/sessions",
        (
            ("", 98, "I came to the welcome session with my brother's phone, so his name stood there. Does it count?"),
            ("Kevin Otieno", 95, "It counts. I have seen you, and I have marked you as there for the whole hour."),
        ),
        closed=90,
    ),
    Talk(
        "Lucía Muñoz", COURSE, "/learn/mentoring-basics",
        (
            ("", 52, "I passed the quiz, and Home still says that I am not ready. What is missing?"),
            ("Daniela Castaño", 30, "Only a live session, and you are registered for the one on listening. Then "
             "you are ready."),
        ),
        given_to="Daniela Castaño",
    ),
    Talk(
        "Camilo Ospina Peláez", TECHNICAL, "/learn/mentoring-basics",
        (
            ("", 21, "On the farm I have network only at the gate. Can I have the lessons on paper, or as one file?"),
        ),
        given_to="Daniela Castaño",
    ),
    Talk(
        "Faith Achieng", ELSE, "/",
        (
            ("", 5, "My mentor may come from another country, you said. In which language do we talk then?"),
        ),
    ),
)  # fmt: skip

REPORT = Talk(
    "Jovana Radić", BEHAVIOUR, "/sessions",
    (
        ("", 70, "In the practice round of the welcome session somebody laughed about my English, twice. I do not want "
         "to be in a group with him again."),
        (RUN_BY, 64, "Thank you for telling us, Jovana. I have spoken with him, and he will be in no round with you. "
         "If you would rather talk, I am there tomorrow from nine."),
    ),
)  # fmt: skip
"""Answered, so that nobody is told in two days that it was not."""


def load(program: Program, cast: Cast, at: datetime) -> None:
    """Each message at its hour, so that what waits has waited since then."""
    lead, named = cast[RUN_BY], at - timedelta(days=18)
    actions.name_handlers(
        program.id, ordinary=[lead.id, cast["Kevin Otieno"].id], safeguarding=[lead.id], by=lead.id, at=named
    )
    for talk in TALKS:
        _load(talk, cast, at)
    _load(REPORT, cast, at)


def _load(talk: Talk, cast: Cast, at: datetime) -> None:
    asker = cast[talk.asker]
    (_, hours, text), *others = talk.said
    begin = actions.report if talk is REPORT else actions.ask
    then = at - timedelta(hours=hours)
    concern = begin(Asked(topic=talk.topic, text=text, page=talk.page), by=asker, at=then)
    settle(at=then)
    if talk.given_to:
        somebody = cast[talk.given_to].id
        actions.assign(
            concern, somebody, among=[somebody], by=cast[RUN_BY].id, at=then + timedelta(minutes=20)
        )
    for name, hours, text in others:
        then = at - timedelta(hours=hours)
        if name:
            actions.answer(concern, text, by=cast[name], at=then)
        else:
            actions.write_more(concern, text, by=asker, at=then)
        settle(at=then)
    if talk.closed is not None:
        actions.close(concern, by=cast["Kevin Otieno"].id, at=at - timedelta(hours=talk.closed))
