"""The sessions of the demonstration: what, with whom, and on which day after the load."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentortrain.demo.people import BELGRADE, BOGOTA, NAIROBI

SATURDAY = 5
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Session:
    """A session of the demonstration; `day` is counted from the first load."""

    title: str
    description: str
    host: str
    zone: str
    day: int
    starts: time = time(18, 0)
    minutes: int = 60
    planned: int = 14
    """So many days before, it was scheduled; never before its program was made."""
    places: int | None = None
    topic: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    """What else it has: any of what `actions.schedule` takes."""

    def start(self, at: datetime) -> datetime:
        """The wall time in its zone, on a day when people work: one that was has been before, not later."""
        day = at.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=self.day)
        while self.day and day.weekday() >= SATURDAY:
            day += timedelta(days=1 if self.day > 0 else -1)
        return datetime.combine(day, self.starts)


WELCOME = Session(
    "Welcome: what mentors and mentees do",
    "Meet the others, hear how the program runs, and ask what you always wanted to ask.",
    "Chandra Rao",
    NAIROBI,
    -5,
)
LISTENING = Session(
    "Listening before advice",
    "Why good mentors ask first, with three short practice rounds in pairs.",
    "Ivana Kovač and Kevin Otieno",
    BELGRADE,
    2,
    starts=time(17, 0),
    places=8,
    topic="Listening",
)
CASH = Session(
    "Cash or profit? Questions a mentor asks about money",
    "Read **one small shop's month** together, and find the questions that help its owner most.\n\n"
    "- Bring a pen and a calculator; the one in your phone will do.\n"
    "- If you keep books, have last month's page at hand.",
    "Wanjiku Mwangi",
    NAIROBI,
    9,
    topic="Money",
    more={
        "language": "en",
        "meeting_code": "812 3344 9911",
        "passcode": "ledger-27",
        "dial_in": "+254 20 5550101 (Kenya)\n+57 1 5550102 (Colombia)",
    },
)
PRICES = Session(
    "What a haircut must cost",
    "Rent, time and a bad week: we work out one price together.",
    "Chandra Rao",
    NAIROBI,
    16,
    topic="Money",
    more={"draft": True},
)
"""Not published yet."""
GOAL = Session(
    "A goal that fits on one page",
    "Bring one thing you want to change in your business. You leave with a sentence, a number and a date.",
    "Tomás Arango",
    BOGOTA,
    4,
    starts=time(10, 0),
)
WHATSAPP = Session(
    "Selling on WhatsApp without being a nuisance",
    "Catalogue, labels and three messages that customers answer. Have your phone at hand.",
    "Kevin Otieno",
    NAIROBI,
    5,
    starts=time(19, 0),
    minutes=45,
)
OPEN_HOURS = (("Chandra Rao", NAIROBI), ("Ivana Kovač", BELGRADE), ("Tomás Arango", BOGOTA))
"""Who holds the open hour of today: the one on whose clock it is a good time."""

OF_MADARAJA = (
    Session(
        "Welcome to Madaraja",
        "Who is here, what the next six months look like, and how to get the most from your mentor.",
        "Chandra Rao",
        NAIROBI,
        -140,
    ),
    Session(
        "Before you hire: the first job description",
        "Write down what the new person will do on a Tuesday. It is harder than it sounds, and it saves money.",
        "Ivana Kovač",
        BELGRADE,
        -70,
    ),
    Session(
        "Pay, contracts and trust",
        "What has to be on paper, what does not, and how two mentors learned it the hard way.",
        "Daniela Castaño",
        BOGOTA,
        12,
    ),
)
OF_MOSTOVI = (
    Session(
        "Welcome to Mostovi",
        "The people, the plan and the first lesson, in one hour.",
        "Chandra Rao",
        NAIROBI,
        -288,
    ),
    Session(
        "A price list that travels",
        "Transport, customs and the price that still leaves you something.",
        "Ivana Kovač",
        BELGRADE,
        -190,
    ),
    Session(
        "What we take with us",
        "Each pair tells one thing that changed. Bring a photo if you like.",
        "Chandra Rao",
        NAIROBI,
        -47,
    ),
)
