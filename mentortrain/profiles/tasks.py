"""How to reach whom a task is about, as they said in their profile."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mentortrain.profiles import queries
from mentortrain.profiles.rules.phone import international
from mentortrain.profiles.rules.vocabulary import BY_MAIL
from mentortrain.profiles.words import CHANNELS, FIELDS, Audience
from mentortrain.tasks.kinds import Reach, reach_from


def _reach(person_ids: Collection[int]) -> Mapping[int, Reach]:
    """Of who gave a number, as long as staff may see it."""
    if FIELDS["phone"] not in (Audience.STAFF, Audience.MET):
        return {}
    return {
        one.person_id: Reach(
            phone=one.phone,
            shown=international(one.phone),
            chat_url=f"https://wa.me/{one.phone.removeprefix('+')}" if one.on_whatsapp else "",
            liked=str(CHANNELS[one.channel]) if one.channel in CHANNELS and one.channel != BY_MAIL else "",
        )
        for one in queries.with_phone(person_ids)
    }


reach_from.append(_reach)
