"""How many people hear what, before it is done: of the messages that a transaction would send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask_babel import ngettext

from mentortrain.agenda.actions import LENGTH
from mentortrain.mail.actions import just_posted
from mentortrain.mail.models import Outbox
from mentortrain.webinars.actions.leading import LEADS

REMINDER, INVITATION = "agenda.reminder", "agenda.invitation"


def told_words(letters: Iterable[Outbox]) -> list[str]:
    """A sentence for each kind of mail, and for each reason."""
    letters = list(letters)
    kinds = Counter((one.kind, _why(one)) for one in letters)
    leaders = {key: len({one.to_address for one in letters if (one.kind, _why(one)) == key}) for key in kinds}
    return [
        _words(kind, why, leaders[kind, why] if why == LEADS else count)
        for (kind, why), count in sorted(kinds.items())
    ]


def leaders_told() -> int:
    """How many people who lead a session this transaction tells so."""
    return len({one.to_address for one in just_posted() if one.kind == INVITATION and _why(one) == LEADS})


def _why(letter: Outbox) -> str:
    return str(letter.params.get("because", ""))


def _words(kind: str, because: str, count: int) -> str:
    if kind == "agenda.update" and because == LENGTH:
        return ngettext(
            "%(num)d person who is expected gets the new length, for their calendar too.",
            "%(num)d people who are expected get the new length, for their calendars too.",
            count,
        )
    if kind == "webinars.line_moved" and because == LENGTH:
        return ngettext(
            "%(num)d person who waits for a place gets the new length.",
            "%(num)d people who wait for a place get the new length.",
            count,
        )
    if kind == "agenda.update":
        return ngettext(
            "%(num)d person who is expected gets the new time, for their calendar too.",
            "%(num)d people who are expected get the new time, for their calendars too.",
            count,
        )
    if kind == "webinars.line_moved":
        return ngettext(
            "%(num)d person who waits for a place gets the new time.",
            "%(num)d people who wait for a place get the new time.",
            count,
        )
    if kind == INVITATION and because == LEADS:
        return ngettext(
            "%(num)d person who leads it is told so, for their calendar too.",
            "%(num)d people who lead it are told so, for their calendars too.",
            count,
        )
    if kind == "agenda.cancel" and because == LEADS:
        return ngettext(
            "%(num)d person who leads it no more is told so.",
            "%(num)d people who lead it no more are told so.",
            count,
        )
    if kind == INVITATION:
        return ngettext(
            "%(num)d person who waits gets a place, and hears so.",
            "%(num)d people who wait get a place, and hear so.",
            count,
        )
    return ngettext("%(num)d other mail.", "%(num)d other mails.", count)
