"""Calendars, when two accounts of one person become one: every address that an app fetches goes on working."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from mentortrain.agenda import actions
from mentortrain.agenda.models import AgendaVersion, Entry, EntryPerson, FeedToken
from mentortrain.agenda.rules import DECLINED, part_of_both, raised_by_both
from mentortrain.db import session
from mentortrain.merging import Merging, Pair, What, declare, holds, join, move
from mentortrain.programs.models import StaffGrant


def _entries(pair: Pair) -> None:
    again = []

    def settle(kept: EntryPerson, gone: EntryPerson) -> None:
        if (kept.part == DECLINED) != (gone.part == DECLINED):
            again.append(kept)  # SEQUENCE rises, and reminders go with it
        kept.raised_by = raised_by_both((kept.part, kept.raised_by), (gone.part, gone.raised_by))
        kept.part = part_of_both(kept.part, gone.part)
        kept.told_plainly = kept.told_plainly and gone.told_plainly
        kept.reply_token = kept.reply_token or gone.reply_token
        kept.invited_at = kept.invited_at or gone.invited_at
        kept.told_sequence = max(
            (one.told_sequence for one in (kept, gone) if one.told_sequence is not None), default=None
        )

    join(EntryPerson.person_id, pair, same=lambda one: one.entry_id, settle=settle)
    for part in again:
        if part.invited_at and part.part != DECLINED and not part.entry.is_cancelled:
            actions.remind(part.entry, [part], at=pair.at)


def _versions(pair: Pair) -> None:
    """Above both, so that each app fetches anew; then the addresses are the other's."""
    versions = select(func.max(AgendaVersion.version)).where(
        AgendaVersion.person_id.in_((pair.kept, pair.gone))
    )
    theirs = select(AgendaVersion.version).where(AgendaVersion.person_id == pair.gone)
    if session.scalar(theirs) is not None:
        actions.set_version(pair.kept, (session.scalar(versions) or 0) + 1, at=pair.at)
        session.execute(delete(AgendaVersion).where(AgendaVersion.person_id == pair.gone))
    move(FeedToken.person_id, pair)
    # Sessions that either led are led by one from now on.
    granted = select(StaffGrant.program_id).where(StaffGrant.person_id.in_((pair.kept, pair.gone)))
    for program_id in session.scalars(granted.distinct().order_by(StaffGrant.program_id)).all():
        actions.raise_program(program_id, at=pair.at)


declare(
    Merging(
        columns=(EntryPerson.person_id,),
        what=What.JOINED,
        says="",
        act=_entries,
    ),
    Merging(
        columns=(AgendaVersion.person_id, FeedToken.person_id),
        what=What.MOVES,
        says=_l("Calendar addresses of both go on working, and show the sessions of both."),
        act=_versions,
    ),
)


def _hold(person_ids: Collection[int]) -> None:
    """Whoever registers holds the entry first, and then touches the person: in the same order here."""
    theirs = select(EntryPerson.entry_id).where(EntryPerson.person_id.in_(person_ids))
    session.execute(select(Entry.id).where(Entry.id.in_(theirs)).order_by(Entry.id).with_for_update())


holds.append(_hold)
