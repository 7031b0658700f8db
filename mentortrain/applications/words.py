"""What the pages and mails of applications say, in the language of who reads."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.applications.rules import (
    ACCEPTANCE,
    ACCEPTED,
    DECLINE,
    DECLINED,
    NEW,
    TO_WAIT,
    UNCONFIRMED,
    WAITING,
)
from mentortrain.programs.rules import MENTEE, MENTOR

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "sr": "Srpski",
    "sw": "Kiswahili",
}
"""In which people can say that they like to be written to."""
WRITTEN = ("en",)
"""Those that our mails are written in so far: the others are kept for staff, who write to them."""

STATES = {
    UNCONFIRMED: _l("not confirmed"),
    NEW: _l("waits for an answer"),
    WAITING: _l("on the waiting list"),
    ACCEPTED: _l("accepted"),
    DECLINED: _l("declined"),
}
CHIPS = {UNCONFIRMED: "later", NEW: "yours", WAITING: "waiting", ACCEPTED: "done", DECLINED: "plain"}
ROLES = {MENTOR: _l("mentor"), MENTEE: _l("mentee")}
BUTTONS = {
    ACCEPTANCE: _l("Accept"),
    TO_WAIT: _l("Put on the waiting list"),
    DECLINE: _l("Decline"),
}


def written_in(language: str) -> str:
    """The language of a mail to somebody who prefers this one."""
    return language if language in WRITTEN else WRITTEN[0]


def consent(program_name: str) -> str:
    """What an applicant agrees to; rules.CONSENT_VERSION rises with every change of it."""
    return _(
        "I agree that the staff of %(program)s keep and read what I write here, to decide about my application, "
        "and write to me about it. I can take this back at any time.",
        program=program_name,
    )


def interest_consent(program_name: str) -> str:
    """What somebody agrees to who leaves an address; the version is the same."""
    return _(
        "I agree that my address is kept until mentees can apply for %(program)s, and used for that one mail.",
        program=program_name,
    )


def usual_letter(answer: str, program_name: str) -> str:
    """The words that an answer has where staff write none of their own."""
    if answer == ACCEPTANCE:
        return _(
            "Thank you for your application. We read it with pleasure, and we would be glad to have you in "
            "%(program)s.",
            program=program_name,
        )
    if answer == TO_WAIT:
        return _(
            "Thank you for your application for %(program)s. All places are taken at the moment, so we have put "
            "you on the waiting list. You need to do nothing: as soon as a place is free, we write to you.",
            program=program_name,
        )
    return _(
        "Thank you for your application for %(program)s, and for the time that you gave it. This time we cannot "
        "offer you a place. That is no judgement of you or of your work: we have fewer places than people who "
        "would fit. You are welcome to apply again.",
        program=program_name,
    )


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, by name in the language of the reader."""
    locale = get_locale() or Locale("en")
    return _countries(str(locale))


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    return sorted(
        ((code, name) for code, name in found if code not in _NO_COUNTRIES),
        key=lambda pair: pair[1].casefold(),
    )


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


def country(code: str) -> str:
    """What a country is called."""
    return dict(countries()).get(code, code)


def campaign(source: str, name: str) -> str:
    """How a campaign stands in lists; empty: nobody knows."""
    return " / ".join(part for part in (source, name) if part)
