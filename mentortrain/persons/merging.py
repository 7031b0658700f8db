"""What staff wrote and keep, when two accounts of one person become one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, counting, declare, join, move, moves, stays
from mentortrain.persons.models import AccountMerge, BulkDeed, BulkPerson, PeopleView, StaffNote


def _views(pair: Pair) -> None:
    join(PeopleView.person_id, pair, same=lambda one: (one.program_id, one.name))


def _bulk(pair: Pair) -> None:
    """In each deed for many people once."""
    for gone_id, kept_id in pair.parts.items():
        known = select(BulkPerson.bulk_id).where(BulkPerson.participation_id == kept_id)
        theirs = BulkPerson.participation_id == gone_id
        session.execute(
            delete(BulkPerson)
            .where(theirs, BulkPerson.bulk_id.in_(known))
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(BulkPerson)
            .where(theirs)
            .values(participation_id=kept_id)
            .execution_options(synchronize_session=False)
        )


def _earlier(pair: Pair) -> None:
    """What went into the one that goes now is in the one that stays."""
    move(AccountMerge.kept_id, pair, AccountMerge.done_at.is_not(None))


declare(
    Merging(
        columns=(StaffNote.person_id,),
        what=What.MOVES,
        says=_l("Notes of staff move; their person finds them in the copy of their data."),
        act=lambda pair: move(StaffNote.person_id, pair),
        count=counting(StaffNote.person_id, within=lambda program_id: StaffNote.program_id == program_id),
    ),
    moves(StaffNote.written_by_id, AccountMerge.asked_by_id, BulkDeed.by_id),
    Merging(columns=(BulkPerson.participation_id,), what=What.JOINED, says="", act=_bulk),
    Merging(columns=(PeopleView.person_id,), what=What.JOINED, says="", act=_views),
    Merging(columns=(AccountMerge.kept_id,), what=What.JOINED, says="", act=_earlier),
    stays(AccountMerge.gone_id),
)
