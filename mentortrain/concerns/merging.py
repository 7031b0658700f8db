"""Conversations and reports, when two accounts of one person become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.concerns.actions import give_what_was_sent_from
from mentortrain.concerns.models import Concern, ConcernMessage, ReportHandler
from mentortrain.merging import Merging, Pair, What, declare, join, moves


def _handlers(pair: Pair) -> None:
    join(ReportHandler.person_id, pair, same=lambda one: (one.program_id, one.safeguarding))


def _signed_out(pair: Pair) -> None:
    give_what_was_sent_from(pair.gone_email, pair.kept)


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
