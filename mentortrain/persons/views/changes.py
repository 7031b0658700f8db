"""What staff do on somebody's page: notes, leave, the end of their part and taking it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.persons import actions
from mentortrain.persons import queries as notes
from mentortrain.persons.forms import DepartureForm, LeaveForm, NoteForm
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.views.person import page_of
from mentortrain.persons.words import ended
from mentortrain.programs import actions as programs
from mentortrain.programs import queries
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.web import can, me
from mentortrain.web.errors import in_words


@bp.post("/<int:participation_id>/notes")
@can("note.write")
@records("note.written")
def write_note(program_id: int, participation_id: int) -> Any:
    part, form = _part(program_id, participation_id), NoteForm()
    if not form.validate_on_submit():
        return page_of(part, note=form), 422
    actions.write_note(program_id, part.person_id, form.text.data or "", by=me().id, at=clock.now())
    session.commit()
    flash(_("The note is kept."), "done")
    return _back(part, "notes")


@bp.post("/<int:participation_id>/notes/<int:note_id>")
@can("note.write")
@records("note.mended")
def mend_note(program_id: int, participation_id: int, note_id: int) -> Any:
    part, form = _part(program_id, participation_id), NoteForm()
    note = notes.note_on(program_id, part.person_id, note_id)
    if not form.validate_on_submit():
        return page_of(part, note=form), 422
    actions.mend_note(note, form.text.data or "", by=me().id, at=clock.now())
    session.commit()
    flash(_("The note is mended."), "done")
    return _back(part, "notes")


@bp.post("/<int:participation_id>/notes/<int:note_id>/deletion")
@can("note.write")
@records("note.deleted")
def delete_note(program_id: int, participation_id: int, note_id: int) -> Any:
    part = _part(program_id, participation_id)
    actions.delete_note(notes.note_on(program_id, part.person_id, note_id), by=me().id, at=clock.now())
    session.commit()
    flash(_("The note is deleted."), "done")
    return _back(part, "notes")


@bp.post("/<int:participation_id>/leave")
@can("person.withdraw")
@records("person.on_leave")
def give_leave(program_id: int, participation_id: int) -> Any:
    part, form = _part(program_id, participation_id), LeaveForm()
    if form.validate_on_submit() and form.starts_on.data and form.ends_on.data:
        try:
            programs.give_leave(
                part, starts_on=form.starts_on.data, ends_on=form.ends_on.data, by=me().id, at=clock.now()
            )
        except RuleBroken as error:
            form.ends_on.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("The leave is noted. Until it is over, only service mails go to them."), "done")
            return _back(part, "leave")
    return page_of(part, leave=form), 422


@bp.post("/<int:participation_id>/leave/<int:leave_id>/deletion")
@can("person.withdraw")
@records("person.leave_taken_back")
def take_leave_back(program_id: int, participation_id: int, leave_id: int) -> Any:
    part = _part(program_id, participation_id)
    programs.take_leave_back(part, leave_id, by=me().id, at=clock.now())
    session.commit()
    flash(_("The leave is taken back."), "done")
    return _back(part, "leave")


@bp.post("/<int:participation_id>/departure")
@can("person.withdraw")
@records("person.left")
def end_part(program_id: int, participation_id: int) -> Any:
    """Declined or withdrawn: dated, with by whom and why; what was to come ends with it."""
    part, form = _part(program_id, participation_id), DepartureForm()
    if not form.validate_on_submit():
        return page_of(part, departure=form), 422
    found = programs.leave_program(
        part, how=form.how.data, why=form.why.data or "", by=me().id, at=clock.now()
    )
    session.commit()
    said = _("%(name)s takes part no more.", name=part.person.name)
    flash(f"{said} {ended(found)}".strip(), "done")
    return _back(part)


@bp.post("/<int:participation_id>/return")
@can("person.withdraw")
@records("person.rejoined")
def take_back(program_id: int, participation_id: int) -> Any:
    """Within a day: they take part again. What was registered and mailed before stays ended."""
    part = _part(program_id, participation_id)
    new_id = programs.rejoin(part, by=me().id, at=clock.now())
    session.commit()
    flash(
        _(
            "%(name)s takes part again. What they learned is there; for sessions they register anew.",
            name=part.person.name,
        ),
        "done",
    )
    return redirect(url_for("insight.person", program_id=program_id, participation_id=new_id))


def _part(program_id: int, participation_id: int) -> Participation:
    return queries.participation(scope_of(me(), program_id), participation_id)


def _back(part: Participation, anchor: str = "") -> Any:
    return redirect(
        url_for(
            "insight.person",
            program_id=part.program_id,
            participation_id=part.id,
            _anchor=anchor or None,
        )
    )
