"""Mails about two accounts of one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentortrain.mail.kinds import Dropped, Kind, Letter, register
from mentortrain.people import queries as people
from mentortrain.persons import actions, queries
from mentortrain.persons.rules import KEPT, MERGE_LASTS, veiled
from mentortrain.programs import queries as programs
from mentortrain.web.links import absolute


def _asked(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """Of the other address only the beginning: it may be somebody else's."""
    merge = queries.merge_with_id(params["merge_id"])
    if merge is None or not merge.is_open(at):
        return Dropped("no longer asked")
    side = params["side"]
    person, other = (merge.kept, merge.gone) if side == KEPT else (merge.gone, merge.kept)
    return Letter(
        context={
            "first_name": person.first_name,
            "program": programs.program(merge.program_id),
            "other": veiled(other.email),
            "url": absolute("persons.same_person", token=queries.token_of(merge, side)),
            "until": merge.asked_at + MERGE_LASTS,
        },
        zone=person.time_zone,
        language=person.language,
    )


def _merged(params: dict[str, Any], at: datetime) -> Letter | Dropped:
    """To the address that is left as well: whoever reads it learns where the account is now."""
    person = people.with_id(params["person_id"])
    if person is None or person.erased_at:
        return Dropped("the account is gone")
    stays = params["side"] == KEPT
    return Letter(
        context={
            "first_name": person.first_name,
            "stays": stays,
            "email": person.email if stays else veiled(person.email),
            "url": absolute("people.sign_in"),
            "help_url": absolute("concerns.help_page"),
        },
        zone=person.time_zone,
        language=person.language,
    )


register(Kind(name=actions.ASKED, template="merge_asked", compose=_asked))
register(Kind(name=actions.MERGED, template="merged", compose=_merged))
