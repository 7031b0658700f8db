"""Mails when two accounts become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.mail import actions
from mentortrain.mail.models import Outbox
from mentortrain.merging import Merging, Pair, What, declare


def _act(pair: Pair) -> None:
    actions.hand_over(pair.gone, pair.kept, to=pair.kept_email)


declare(
    Merging(
        columns=(Outbox.person_id,),
        what=What.JOINED,
        says=_l("Mails that still wait go to the address that stays, each once."),
        act=_act,
    )
)
