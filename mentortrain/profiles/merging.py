"""What somebody says of themselves, when their two accounts become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update

from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare, join, move, moves
from mentortrain.profiles.models import Consent, FreeHour, PartAnswer, PersonTopic, Profile, SpokenLanguage

CONTACT = ("country", "town", "phone_typed", "phone", "on_whatsapp", "channel", "reached_at")
WORK = (
    "about",
    "own_offered",
    "own_wanted",
    "hours_per_month",
    "gender",
    "age_band",
    "sector",
    "employees",
    "told_at",
)
"""What the second and the third step of the welcome ask: each stands as a whole, of one account."""


def _profile(pair: Pair) -> None:
    def settle(kept: Profile, gone: Profile) -> None:
        for said_at, fields in (("reached_at", CONTACT), ("told_at", WORK)):
            if getattr(kept, said_at) is None and getattr(gone, said_at) is not None:
                for field in fields:
                    setattr(kept, field, getattr(gone, field))

    join(Profile.person_id, pair, same=lambda one: "", settle=settle)
    join(SpokenLanguage.person_id, pair, same=lambda one: one.code)
    join(PersonTopic.person_id, pair, same=lambda one: (one.way, one.topic))


def _hours(pair: Pair) -> None:
    """They are on a person's own clock, and the two may have had different ones: never a mixture."""
    if session.scalar(select(exists().where(FreeHour.person_id == pair.kept))):
        session.execute(
            delete(FreeHour)
            .where(FreeHour.person_id == pair.gone)
            .execution_options(synchronize_session=False)
        )
    move(FreeHour.person_id, pair)


def _answers(pair: Pair) -> None:
    """The newest counts, as always."""
    for gone_id, kept_id in pair.parts.items():
        gone, kept = session.get(PartAnswer, gone_id), session.get(PartAnswer, kept_id)
        if gone is None:
            continue
        older = kept_id if kept and kept.answered_at < gone.answered_at else gone_id if kept else None
        session.expunge(gone)
        if kept:
            session.expunge(kept)
        session.execute(delete(PartAnswer).where(PartAnswer.participation_id == older))
        session.execute(
            update(PartAnswer).where(PartAnswer.participation_id == gone_id).values(participation_id=kept_id)
        )


declare(
    Merging(
        columns=(Profile.person_id, SpokenLanguage.person_id, PersonTopic.person_id),
        what=What.JOINED,
        says=_l(
            "The profile of the account that stays stands. Of the other one come languages, topics, and the steps "
            "of the welcome that this one never took."
        ),
        act=_profile,
    ),
    Merging(
        columns=(FreeHour.person_id,),
        what=What.JOINED,
        says=_l("Free hours: those of the account that stays; where it has none, the other one's."),
        act=_hours,
    ),
    Merging(columns=(PartAnswer.participation_id,), what=What.JOINED, says="", act=_answers),
    moves(Consent.person_id, says=_l("What either said about mails: the newest answer counts.")),
)
