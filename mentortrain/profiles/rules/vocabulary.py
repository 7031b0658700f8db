"""What can be chosen. The keys are stored; what they are called stands in `words`."""

from __future__ import annotations

from mentortrain.programs.rules import MENTOR

OFFERED, WANTED = "offered", "wanted"
"""What somebody can help with, and what they want help with."""

TOPICS = (
    "customers", "pricing", "bookkeeping", "cash", "finance", "planning", "marketing", "online", "people",
    "operations", "suppliers", "export", "law", "digital", "leading", "balance",
)  # fmt: skip
"""What small businesses ask mentors about. A key that was stored once stays in the list."""

LANGUAGES = ("en", "es", "sr", "sw", "fr", "pt", "de", "ar", "hi", "ru")
"""Offered first; every other one of ISO 639-1 can be added."""

BY_MAIL, BY_PHONE, BY_WHATSAPP, BY_TEXT = "mail", "phone", "whatsapp", "text"
CHANNELS = (BY_MAIL, BY_WHATSAPP, BY_PHONE, BY_TEXT)

UNSAID = "unsaid"
"""Prefer not to say: an answer, so that nobody asks again."""

GENDER, AGE, SECTOR, EMPLOYEES = "gender", "age_band", "sector", "employees"
ABOUT_PEOPLE: dict[str, tuple[str, ...]] = {
    GENDER: ("woman", "man", "other"),
    AGE: ("to24", "to34", "to44", "to54", "to64", "from65"),
    SECTOR: (
        "food", "farming", "retail", "crafts", "beauty", "building", "transport", "it", "tourism", "teaching",
        "health", "services", "other",
    ),
    EMPLOYEES: ("none", "to4", "to9", "to49", "from50"),
}  # fmt: skip
"""Optional, and shown in totals alone. Each takes UNSAID as well."""

LONGEST_ABOUT, LONGEST_OWN_TOPICS, LONGEST_LACKING = 1000, 300, 1000
MOST_HOURS = 40
"""Hours a month that somebody can give: more is a slip of the finger."""


def ways(roles: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Whether topics are offered, wanted or both, by what somebody is in their programs."""
    found = tuple(OFFERED if role == MENTOR else WANTED for role in sorted(roles, reverse=True))
    return found or (OFFERED,)
