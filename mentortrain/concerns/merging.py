"""Conversations and reports, when two accounts of one person become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.concerns.queries import sent_from
from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare, join, moves
from mentortrain.people.rules import email_key


def _handlers(pair: Pair) -> None:
    join(ReportHandler.person_id, pair, same=lambda one: (one.program_id, one.safeguarding))


def _signed_out(pair: Pair) -> None:
    """While the address that goes is still known to be theirs: what they sent without an account is found by it."""
    session.execute(
        update(Concern)
        .where(sent_from(email_key(pair.gone_email)))
        .values(person_id=pair.kept)
        .execution_options(synchronize_session=False)
    )


declare(
    moves(
        Concern.person_id,
        Concern.about_id,
        Concern.assigned_to_id,
        ConcernMessage.author_id,
        says=_l("Conversations with staff and reports move, and only those who could read them can."),
    ),
    Merging(columns=(ReportHandler.person_id,), what=What.JOINED, says="", act=_handlers),
    Merging(columns=(), what=What.MOVES, says="", act=_signed_out),
)
