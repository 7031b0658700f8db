"""What staff write down of people, the views that staff keep, and what they do for many at once."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote_plus

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from mentortrain.db import session
from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    declare,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.persons.models import AccountMerge, BulkDeed, BulkPerson, PeopleView, StaffNote
from mentortrain.persons.rules.bulk import RUNNING
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Participation, Program

_PROGRAM = select(Program.name)

declare(
    Holding(
        model=StaffNote,
        title=_l("Notes on you by the staff of your programs"),
        why=_l("So that whoever of the staff talks to you next knows what was said and agreed."),
        seen_by=_l("The staff of the program; each look at them is recorded."),
        kept=_l("As long as the program is known, or until staff delete them."),
        of=lambda person_id: StaffNote.person_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _PROGRAM.where(Program.id == StaffNote.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("text", _l("Note"), StaffNote.text),
            Field("written_at", _l("Written"), StaffNote.written_at),
            Field("changed_at", _l("Mended"), StaffNote.changed_at),
        ),
        withheld={"written_by_id": _l("Who of the staff wrote it: that is about them.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=PeopleView,
        title=_l("Views of lists of people that you keep"),
        why=_l("So that you find the same people again with one click."),
        seen_by=_l("You; those that you share, the staff of the program."),
        kept=_l("Until you delete them."),
        of=lambda person_id: PeopleView.person_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _PROGRAM.where(Program.id == PeopleView.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("name", _l("Name"), PeopleView.name, plain=True),
            Field("query", _l("Filters"), PeopleView.query, plain=True),
            Field("shared", _l("Shared"), PeopleView.shared),
            Field("saved_at", _l("Kept"), PeopleView.saved_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=AccountMerge,
        title=_l("Whether two accounts are yours"),
        why=_l("So that two accounts of one person become one only if both mailboxes say so."),
        seen_by=_l("The staff of the program who may ask, and you."),
        kept=_l("%(days)s days."),
        rule="persons.merges",
        of=lambda person_id: or_(AccountMerge.kept_id == person_id, AccountMerge.gone_id == person_id),
        fields=(
            Field(
                "program",
                _l("Program"),
                _PROGRAM.where(Program.id == AccountMerge.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("asked_at", _l("Asked"), AccountMerge.asked_at),
            Field("refused_at", _l("Answered with no"), AccountMerge.refused_at),
            Field("ended_at", _l("Taken back"), AccountMerge.ended_at),
            Field("done_at", _l("Done"), AccountMerge.done_at),
        ),
        withheld={
            "kept_email": _l("Two addresses: if they are not of one person, one is somebody else's."),
            "gone_email": _l("Two addresses: if they are not of one person, one is somebody else's."),
            "kept_said_at": _l("What the other mailbox said, if it is not yours."),
            "gone_said_at": _l("What the other mailbox said, if it is not yours."),
            "asked_by_id": _l("Who of the staff asked: that is about them."),
            "salt": _l("A part of what the links are made from."),
        },
        plumbing=("id", "kept_id", "gone_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
keep_for(
    Rule(
        key="persons.merges",
        what=_l("Questions whether two accounts are of one person, counted from when they were asked."),
        days=30,
        least=8,  # longer than any of its links works
        most=365,
        model=AccountMerge,
        due=lambda before: AccountMerge.asked_at < before,
        act=deleting(AccountMerge),
    )
)


declare(
    Holding(
        model=BulkDeed,
        title=_l("What you did for many people at once"),
        why=_l(
            "So that you see whom it touches before it is done, and can look afterwards what became of it."
        ),
        seen_by=_l("You."),
        kept=_l("%(days)s days."),
        rule="persons.bulk",
        of=lambda person_id: BulkDeed.by_id == person_id,
        fields=(
            Field(
                "program",
                _l("Program"),
                _PROGRAM.where(Program.id == BulkDeed.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("kind", _l("What"), BulkDeed.kind, plain=True),
            Field("state", _l("State"), BulkDeed.state, plain=True),
            Field("chosen_at", _l("Chosen"), BulkDeed.chosen_at),
            Field("confirmed_at", _l("Confirmed"), BulkDeed.confirmed_at),
            Field("finished_at", _l("Finished"), BulkDeed.finished_at),
        ),
        withheld={
            name: _l("It is about other people.")
            for name in ("query", "details", "digest", "mails", "missing", "came", "went", "ended")
        },
        plumbing=("id", "by_id", "moved_at"),
        fate=Fate.NAMELESS,
        because=_l("It stays for its days, without saying who did it."),
        blank={"by_id": None, "query": None},
    ),
    Holding(
        model=BulkPerson,
        title=_l("What staff did for you together with others"),
        why=_l("So that staff can look what became of each of the people they chose."),
        seen_by=_l("Whoever of the staff did it."),
        kept=_l("%(days)s days."),
        rule="persons.bulk",
        of=lambda person_id: BulkPerson.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field("problem", _l("Why you were left out"), BulkPerson.problem, plain=True),
            Field("outcome", _l("Result"), BulkPerson.outcome, plain=True),
        ),
        plumbing=("id", "bulk_id", "participation_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
keep_for(
    Rule(
        key="persons.bulk",
        what=_l(
            "What staff did for many people at once, person by person, counted from when they were chosen."
        ),
        days=14,
        least=1,
        most=90,
        model=BulkDeed,
        due=lambda before: (BulkDeed.chosen_at < before) & (BulkDeed.state != RUNNING),
        act=deleting(BulkDeed),
    )
)


def _leave(leaver: Leaver, at: datetime) -> None:
    """No note on anybody else names them any more, and no view looks for them."""
    ids = [program.id for program in programs.programs_ever_of(leaver.person_id)]
    for note in session.scalars(select(StaffNote).where(StaffNote.program_id.in_(ids))):
        if leaver.is_in(note.text):
            note.text = leaver.taken_out_of(note.text)
    for bulk in session.scalars(select(BulkDeed).where(BulkDeed.program_id.in_(ids))):
        if leaver.is_in(bulk.details.get("why")):
            bulk.details = bulk.details | {"why": leaver.taken_out_of(bulk.details["why"])}
        if bulk.query and leaver.is_in(unquote_plus(bulk.query)):
            bulk.query = ""
    for view in session.scalars(select(PeopleView).where(PeopleView.program_id.in_(ids))):
        if leaver.is_in(view.name) or leaver.is_in(unquote_plus(view.query)):
            session.delete(view)


on_leaving.append(_leave)
