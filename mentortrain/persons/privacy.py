"""What staff write down of people, and the views that staff keep."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote_plus

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.holdings import Fate, Field, Holding, Leaver, declare, on_leaving
from mentortrain.persons.models import PeopleView, StaffNote
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Program

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
)


def _leave(leaver: Leaver, at: datetime) -> None:
    """No note on anybody else names them any more, and no view looks for them."""
    ids = [program.id for program in programs.programs_ever_of(leaver.person_id)]
    for note in session.scalars(select(StaffNote).where(StaffNote.program_id.in_(ids))):
        if leaver.is_in(note.text):
            note.text = leaver.taken_out_of(note.text)
    for view in session.scalars(select(PeopleView).where(PeopleView.program_id.in_(ids))):
        if leaver.is_in(view.name) or leaver.is_in(unquote_plus(view.query)):
            session.delete(view)


on_leaving.append(_leave)
