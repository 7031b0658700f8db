"""Taking part and running programs, when two accounts of one person become one."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, counting, declare, holds, join, moves, stops
from mentortrain.people.models import Person
from mentortrain.programs.access import decide
from mentortrain.programs.models import Leave, Participation, PeopleImport, PeopleImportRow, StaffGrant
from mentortrain.programs.rules import stronger
from mentortrain.web.access import Verdict


def _parts(pair: Pair) -> None:
    """All but those that both have; what hangs on these comes to the other's first."""
    session.execute(
        update(Participation)
        .where(Participation.person_id == pair.gone, Participation.id.not_in(pair.parts))
        .values(person_id=pair.kept)
        .execution_options(synchronize_session=False)
    )
    for gone_id, kept_id in pair.parts.items():
        gone, kept = session.get(Participation, gone_id), session.get_one(Participation, kept_id)
        if gone is not None:
            kept.invited_at = min(kept.invited_at, gone.invited_at)
            joined = [one.joined_at for one in (kept, gone) if one.joined_at]
            kept.joined_at = min(joined, default=None)


def _end_parts(pair: Pair) -> None:
    session.execute(
        delete(Participation)
        .where(Participation.id.in_(pair.parts))
        .execution_options(synchronize_session=False)
    )


def _leaves(pair: Pair) -> None:
    for gone_id, kept_id in pair.parts.items():
        session.execute(
            update(Leave)
            .where(Leave.participation_id == gone_id)
            .values(participation_id=kept_id)
            .execution_options(synchronize_session=False)
        )


def _grants(pair: Pair) -> None:
    def settle(kept: StaffGrant, gone: StaffGrant) -> None:
        role, cohort_id = stronger((kept.role, kept.cohort_id), (gone.role, gone.cohort_id))
        kept.role, kept.cohort_id = role, cohort_id

    join(StaffGrant.person_id, pair, same=lambda grant: grant.program_id, settle=settle)


declare(
    Merging(
        columns=(Participation.person_id,),
        what=What.JOINED,
        says=_l(
            "Parts in programs move. Two in one program and role become one: that of the account that stays, "
            "in its group, since the earlier invitation."
        ),
        act=_parts,
        finish=_end_parts,
        count=counting(
            Participation.person_id,
            Participation.program_id,
            Participation.role,
            Participation.left_at,
            within=lambda program_id: Participation.program_id == program_id,
        ),
    ),
    Merging(columns=(Leave.participation_id,), what=What.JOINED, says="", act=_leaves),
    Merging(
        columns=(StaffGrant.person_id,),
        what=What.JOINED,
        says=_l("Rights as staff move. Of two in one program the wider one stands."),
        act=_grants,
        count=counting(
            StaffGrant.person_id,
            StaffGrant.program_id,
            within=lambda program_id: StaffGrant.program_id == program_id,
        ),
    ),
    moves(
        Participation.left_by_id,
        Leave.noted_by_id,
        PeopleImport.by_id,
        PeopleImportRow.person_id,
    ),
)


def _stopped(pair: Pair, by: int | None) -> str | None:
    """Rights come to the account that stays: whoever asks for it could have given each of them."""
    asked_by = session.get(Person, by) if by is not None else None
    for program_id in session.scalars(
        select(StaffGrant.program_id).where(StaffGrant.person_id == pair.gone).order_by(StaffGrant.program_id)
    ):
        if asked_by is None or decide(asked_by, "staff.manage", program_id) is not Verdict.ALLOWED:
            return "merge.rights"
    return None


def _hold(person_ids: Collection[int]) -> None:
    """Whoever registers for a session looks first whether they take part: in the same order here."""
    session.execute(
        select(Participation.id)
        .where(Participation.person_id.in_(person_ids))
        .order_by(Participation.id)
        .with_for_update()
    )


stops.append(_stopped)
holds.append(_hold)
