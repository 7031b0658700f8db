"""What the stored keys are called, and who sees each field: one place, for pages and for the privacy page."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import Enum
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.mail.kinds import NEWSLETTER, NUDGE
from mentortrain.people import zones
from mentortrain.profiles.kinds import NOTICE, SETTINGS, WELCOME
from mentortrain.profiles.rules.vocabulary import (
    AGE,
    BY_MAIL,
    BY_PHONE,
    BY_TEXT,
    BY_WHATSAPP,
    EMPLOYEES,
    GENDER,
    SECTOR,
    UNSAID,
)
from mentortrain.profiles.rules.week import Hour, spans


class Audience(Enum):
    """Who sees a field."""

    STAFF = "staff"
    MET = "met"
    TOTALS = "totals"
    NOBODY = "nobody"


SEEN_BY: dict[Audience, Any] = {
    Audience.STAFF: _l("Seen by the staff of your programs."),
    Audience.MET: _l("Seen by the staff of your programs and the people you meet there."),
    Audience.TOTALS: _l("Nobody sees your answer: it is shown only in totals of five or more."),
    Audience.NOBODY: _l("Seen by nobody but you."),
}

FIELDS: dict[str, Audience] = {
    "name": Audience.MET,
    "time_zone": Audience.STAFF,
    "country": Audience.STAFF,
    "town": Audience.STAFF,
    "languages": Audience.STAFF,
    "phone": Audience.STAFF,
    "on_whatsapp": Audience.STAFF,
    "channel": Audience.STAFF,
    "about": Audience.STAFF,
    "topics": Audience.STAFF,
    "own_topics": Audience.STAFF,
    "hours_per_month": Audience.STAFF,
    "free_hours": Audience.STAFF,
    "lacking": Audience.STAFF,
    "consents": Audience.NOBODY,
    GENDER: Audience.TOTALS,
    AGE: Audience.TOTALS,
    SECTOR: Audience.TOTALS,
    EMPLOYEES: Audience.TOTALS,
}
"""Who sees what: beside each field, and in `privacy.py`."""


def seen_by(field: str) -> Any:
    """The sentence for a field."""
    return SEEN_BY[FIELDS[field]]


TOPICS = {
    "customers": _l("Finding customers"),
    "pricing": _l("Prices"),
    "bookkeeping": _l("Bookkeeping"),
    "cash": _l("Cash flow"),
    "finance": _l("Loans and funding"),
    "planning": _l("Planning"),
    "marketing": _l("Marketing"),
    "online": _l("Selling online"),
    "people": _l("Hiring and leading people"),
    "operations": _l("Daily operations"),
    "suppliers": _l("Suppliers and stock"),
    "export": _l("Selling abroad"),
    "law": _l("Taxes and rules"),
    "digital": _l("Digital tools"),
    "leading": _l("Growing as a leader"),
    "balance": _l("Work and family"),
}

CHANNELS = {
    BY_MAIL: _l("Mail"),
    BY_WHATSAPP: _l("WhatsApp"),
    BY_PHONE: _l("Phone call"),
    BY_TEXT: _l("Text message"),
}

QUESTIONS = {
    GENDER: _l("Gender"),
    AGE: _l("Age"),
    SECTOR: _l("Sector"),
    EMPLOYEES: _l("People who work in your business, besides you"),
}

ANSWERS: dict[str, dict[str, Any]] = {
    GENDER: {"woman": _l("Woman"), "man": _l("Man"), "other": _l("In another way")},
    AGE: {
        "to24": _l("Up to 24"),
        "to34": _l("25 to 34"),
        "to44": _l("35 to 44"),
        "to54": _l("45 to 54"),
        "to64": _l("55 to 64"),
        "from65": _l("65 and over"),
    },
    SECTOR: {
        "food": _l("Food and drink"),
        "farming": _l("Farming and fishing"),
        "retail": _l("Shops and trade"),
        "crafts": _l("Crafts and making things"),
        "beauty": _l("Beauty and fashion"),
        "building": _l("Building and repairs"),
        "transport": _l("Transport"),
        "it": _l("IT and media"),
        "tourism": _l("Tourism and lodging"),
        "teaching": _l("Education"),
        "health": _l("Health and care"),
        "services": _l("Services to businesses"),
        "other": _l("Something else"),
    },
    EMPLOYEES: {
        "none": _l("Nobody"),
        "to4": _l("1 to 4"),
        "to9": _l("5 to 9"),
        "to49": _l("10 to 49"),
        "from50": _l("50 or more"),
    },
}
PREFER_NOT = {UNSAID: _l("I prefer not to say")}

CLASSES = {
    NUDGE: _l("Reminders of your program"),
    NEWSLETTER: _l("Newsletter"),
    NOTICE: _l("Privacy notice"),
}
MEANS = {
    NUDGE: _l("A mail when something waits for you: a lesson you began, a session you have not chosen."),
    NEWSLETTER: _l("Stories, dates and tips from the people who run your program."),
}
SOURCES = {WELCOME: _l("at your first sign-in"), SETTINGS: _l("under Messages")}

PARTS = {"morning": _l("Morning"), "afternoon": _l("Afternoon"), "evening": _l("Evening")}


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, in the reader's language and order."""
    return list(_countries(str(get_locale() or "en")))


def languages() -> dict[str, str]:
    """{ISO 639-1 code: name} in the reader's language, by name."""
    return _languages(str(get_locale() or "en"))


def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return dict(countries()).get(code, code)


def free(hours: Collection[Hour]) -> list[str]:
    """The free hours of a week, such as "Mon, Tue: 18:00 to 21:00"."""
    names = weekdays("abbreviated")
    return [
        _(
            "%(days)s: %(hours)s",
            days=", ".join(names[day] for day in days),
            hours=", ".join(_("%(first)s to %(last)s", first=f"{a}:00", last=f"{b}:00") for a, b in held),
        )
        for days, held in spans(hours)
    ]


def weekdays(width: str = "wide") -> list[str]:
    """Monday first, in the reader's language."""
    names = Locale.parse(str(get_locale() or "en")).days["stand-alone"][width]
    return [names[day] for day in range(7)]


@lru_cache(maxsize=16)
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).territories
    return tuple(
        sorted(((code, names[code]) for code in LIVED_IN if code in names), key=lambda one: _key(one[1]))
    )


LIVED_IN = frozenset({*zones.countries(), "XK"})
"""Countries by their codes, and Kosovo, which has none in the list of time zones."""


@lru_cache(maxsize=16)
def _languages(locale: str) -> dict[str, str]:
    names: Any = Locale.parse(locale).languages
    found = ((code, names[code]) for code in names if len(code) == 2)
    return dict(
        sorted(((code, name[:1].upper() + name[1:]) for code, name in found), key=lambda one: _key(one[1]))
    )


def _key(name: str) -> str:
    """Å among the A: near enough without a collator."""
    return unicodedata.normalize("NFKD", name).casefold()
