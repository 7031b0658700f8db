"""Applications, when two accounts of one person become one: they are of the address that stays from now on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, or_, select, update

from mentortrain.applications.models import Application, Decision, Interest
from mentortrain.applications.rules import UNCONFIRMED
from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare, moves, used_by
from mentortrain.people.rules import email_key


def _applications(pair: Pair) -> None:
    """An acceptance is carried out by the address: with the old one it would make the other account anew.

    Of two that wait in one program the one that was sent last stands, as if it had been sent again.
    """
    key = email_key(pair.kept_email)
    theirs = or_(Application.person_id == pair.gone, Application.email_key == email_key(pair.gone_email))
    waiting = {
        one.program_id: one
        for one in session.scalars(
            select(Application).where(Application.email_key == key).order_by(Application.id)
        )
        if one.is_open
    }
    for one in session.scalars(
        select(Application).where(theirs, Application.state != UNCONFIRMED).order_by(Application.id)
    ).all():
        mine = waiting.get(one.program_id) if one.is_open else None
        if mine is not None:
            older = min(mine, one, key=lambda each: (each.changed_at or each.applied_at, each.id))
            session.execute(delete(Application).where(Application.id == older.id))
            session.expunge(older)
            if older is one:
                continue
        one.person_id, one.email, one.email_key = pair.kept, pair.kept_email, key
        session.flush()
    session.execute(
        update(Application)
        .where(Application.person_id == pair.gone)
        .values(person_id=pair.kept)
        .execution_options(synchronize_session=False)
    )


def _interests(pair: Pair) -> None:
    key = email_key(pair.kept_email)
    known = {
        (one.program_id, one.role)
        for one in session.scalars(select(Interest).where(Interest.email_key == key))
    }
    for one in session.scalars(
        select(Interest).where(Interest.email_key == email_key(pair.gone_email))
    ).all():
        if (one.program_id, one.role) in known:
            session.delete(one)
        else:
            one.email, one.email_key = pair.kept_email, key


def _decisions(pair: Pair) -> None:
    for gone_id, kept_id in pair.parts.items():
        session.execute(
            update(Decision)
            .where(Decision.participation_id == gone_id)
            .values(participation_id=kept_id)
            .execution_options(synchronize_session=False)
        )


declare(
    Merging(
        columns=(Application.person_id,),
        what=What.JOINED,
        says=_l(
            "Applications are of the address that stays. Of two that wait in one program the later one stands."
        ),
        act=_applications,
        finish=_interests,
    ),
    Merging(columns=(Decision.participation_id,), what=What.JOINED, says="", act=_decisions),
    moves(Decision.by_id),
)


def _applied(person_id: int) -> bool:
    """Whoever applied confirmed the address: somebody reads its mail."""
    return bool(session.scalar(select(exists().where(Application.person_id == person_id))))


used_by.append(_applied)
