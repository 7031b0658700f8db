"""What staff wrote down of people, who is on leave, and the views of the list that they keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import deed_of
from mentortrain.persons.actions import keep_view, write_note
from mentortrain.persons.rules import JOINED, Filter
from mentortrain.programs.actions.leaving import give_leave
from mentortrain.programs.models import Participation, Program
from mentortrain.programs.rules import MENTOR

NOTES = (
    ("Amina Odhiambo", "Chandra Rao", 9, "Would like a mentee who sews as well. Speaks Luo, Swahili and English."),
    ("Amina Odhiambo", "Kevin Otieno", 3, "Met her at the market. She reads the lessons on the bus, without network: "
     "I sent her what is left."),
    ("Goran Mihajlović", "Ivana Kovač", 2, "The questions about listening annoy him. We talk it through on Friday."),
    ("Yusuf Ali", "Kevin Otieno", 4, "Power cut after twenty minutes of the session. He comes to the next one."),
    ("Bruno Restrepo", "Daniela Castaño", 6, "Wants to sell coffee of his own. Pair him with somebody from retail."),
    ("Ljiljana Šarić", "Ivana Kovač", 3, "A course in Vienna until next week. Reads on when she is back."),
)  # fmt: skip
"""About whom, by whom, how many days ago, and what."""

LEAVES = (
    ("Ljiljana Šarić", "Ivana Kovač", -2, 6),
    ("Mauricio Vélez", "Daniela Castaño", 24, 38),
)
"""Who is away, who noted it, from which day on and until which, counted from the first load."""

VIEWS = (
    ("Chandra Rao", "Mentors who lack a session", Filter(role=MENTOR, lacks="session"), True),
    ("Kevin Otieno", "Quiet for two weeks", Filter(state=JOINED, quiet=14), True),
    ("Chandra Rao", "Kenya, to ring up", Filter(state=JOINED, quiet=7, country="KE"), False),
)
"""Whose view, what it is called, what it shows, and whether the others find it."""


def load(program: Program, cast: Cast, at: datetime) -> None:
    """In the program in training, in the days before the first load."""
    parts = {
        part.person_id: part
        for part in session.scalars(select(Participation).where(Participation.program_id == program.id))
    }
    for name, by, days, text in NOTES:
        then = at - timedelta(days=days, hours=1)
        write_note(program.id, cast[name].id, text, by=cast[by].id, at=then)
    today = at.date()
    for name, by, first, last in LEAVES:
        give_leave(
            parts[cast[name].id],
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            by=cast[by].id,
            at=at - timedelta(days=3),
        )
    for name, called, wanted, shared in VIEWS:
        with deed_of(cast[name]):
            keep_view(
                program.id, cast[name], name=called, wanted=wanted, shared=shared, at=at - timedelta(days=5)
            )
