"""Readiness, when two accounts of one person become one. What they are judged by comes first; this follows."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare
from mentortrain.readiness.models import BoardLine, Declaration, Judgement


def _declarations(pair: Pair) -> None:
    """Of two that stand the earlier one does; what was taken back stays known."""
    for gone_id, kept_id in pair.parts.items():
        standing = session.scalars(
            select(Declaration)
            .where(Declaration.participation_id.in_((gone_id, kept_id)), Declaration.withdrawn_at.is_(None))
            .order_by(Declaration.declared_at, Declaration.id)
        ).all()
        for later in standing[1:]:
            session.delete(later)
        session.flush()
        session.execute(
            update(Declaration)
            .where(Declaration.participation_id == gone_id)
            .values(participation_id=kept_id)
            .execution_options(synchronize_session=False)
        )


def _judgements(pair: Pair) -> None:
    """They are made anew when everything is there."""
    session.execute(
        delete(Judgement)
        .where(Judgement.participation_id.in_(pair.parts))
        .execution_options(synchronize_session=False)
    )


declare(
    Merging(
        columns=(Declaration.participation_id,),
        what=What.JOINED,
        says=_l("Readiness is judged anew from all of it. Who was ready stays ready, since the earlier day."),
        act=_declarations,
    ),
    Merging(columns=(Judgement.participation_id,), what=What.ENDS, says="", act=_judgements),
    # The database does it, with the participation.
    Merging(columns=(BoardLine.participation_id,), what=What.ENDS, says="", act=lambda pair: None),
)
