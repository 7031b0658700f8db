"""Inviting people from a list: read, looked over, confirmed, worked off, told."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session
from mentortrain.files.kinds import MEGABYTE
from mentortrain.programs import access, actions, invitations, jobs, queries, roster
from mentortrain.programs.forms import RosterForm
from mentortrain.programs.models import PeopleImport, Program
from mentortrain.programs.rules.lists import AT_ONCE, READ, RUNNING, STEP
from mentortrain.programs.verdicts import ENCODINGS, verdict, words
from mentortrain.programs.views import reports
from mentortrain.programs.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.numbering import PAGE_SIZE, within
from mentortrain.web.paging import Page, wanted
from mentortrain.web.uploads import takes_file

MOST_ROSTER_MEGABYTES = 4
"""Ten times what 5,000 people take, in letters; a workbook packs them."""


@bp.get("/<int:program_id>/people/import")
@can("people.invite")
@plain("an empty form, or one with the list that is being changed: names, addresses and parts")
def invite(program_id: int) -> Any:
    form = RosterForm(formdata=None)
    before = request.args.get("change", type=int)
    if before is not None:
        kept = _list(program_id, before)
        form.text.data = kept.text
    return _form(queries.program(program_id), form)


def _list(program_id: int, import_id: int) -> PeopleImport:
    return invitations.the_list(access.scope_of(me(), program_id), import_id, seen_by=me().id)


def _rules(program: Program) -> roster.Rules:
    may_make_staff = access.may("staff.manage", program.id)
    return invitations.rules_for(program, access.scope_of(me(), program.id), may_make_staff=may_make_staff)


def _form(program: Program, form: RosterForm) -> str:
    scope = access.scope_of(me(), program.id)
    return render_template(
        "programs/invite.html",
        program=program,
        form=form,
        group=next((cohort for cohort in program.cohorts if cohort.id == scope.cohort_id), None),
        most=MOST_ROSTER_MEGABYTES,
        lists=invitations.lists_of(scope, seen_by=me().id),
    )


def _list_too_large(program_id: int) -> str:
    form = RosterForm(formdata=None)
    form.file.errors = [_("This file is too large. The limit is %(most)d MB.", most=MOST_ROSTER_MEGABYTES)]
    return _form(queries.program(program_id), form)


@bp.post("/<int:program_id>/people/import")
@can("people.invite")
@takes_file(MOST_ROSTER_MEGABYTES * MEGABYTE, too_large=_list_too_large)
@records_nothing("reads a list and keeps it to be looked over; nobody is invited yet")
def read_list(program_id: int) -> Any:
    """Read a list and lead to its rows."""
    program, form = queries.program(program_id), RosterForm()
    if not form.validate_on_submit():
        return _form(program, form), 422
    found = roster.read(form.decoded.text, _rules(program), separator="\t" if form.workbook else None)
    if found.problem:
        field = form.file if form.came_as_file else form.text
        field.errors = [words(found.problem, {"line": found.line} if found.line else None)]
        return _form(program, form), 422
    kept = _keep(program, form, found)
    session.commit()
    return redirect(url_for(".people_list", program_id=program_id, import_id=kept.id))


def _keep(program: Program, form: RosterForm, found: roster.Roster) -> PeopleImport:
    book = form.workbook
    return actions.keep_list(
        program,
        found.rows,
        by=me().id,
        text=form.decoded.text,
        file_name=form.file_name,
        encoding=form.decoded.encoding,
        other_encoding=form.decoded.other,
        about={
            "ignored": list(found.ignored[:20]),
            "ignored_more": max(0, len(found.ignored) - 20),
            **({"sheet": book.sheet, "hidden": book.hidden, "others": list(book.others[:5])} if book else {}),
        },
        at=clock.now(),
    )


@bp.get("/<int:program_id>/people/import/<int:import_id>")
@can("people.invite")
@plain("rows of a list of people to invite: names, addresses and parts")
def people_list(program_id: int, import_id: int) -> Any:
    """The rows with their verdicts; while they are worked off how far that is; afterwards what became of them."""
    kept = _list(program_id, import_id)
    counts = invitations.counts_of(kept.id)
    number, pages = within(wanted(), counts.rows)
    rows = invitations.rows_of(kept.id, page_size=PAGE_SIZE, number=number)
    program = queries.program(program_id)
    shown = {
        "program": program,
        "kept": kept,
        "counts": counts,
        "groups": {cohort.id: cohort.name for cohort in program.cohorts},
        "listed": Page(rows, number, pages),
        "verdict": verdict,
        "encodings": ENCODINGS,
    }
    if kept.state == READ:
        return render_template("programs/preview.html", **shown)
    if kept.state == RUNNING:
        return render_template("programs/importing.html", **shown)
    return render_template("programs/imported.html", **shown)


@bp.post("/<int:program_id>/people/import/<int:import_id>/encoding")
@can("people.invite")
@records_nothing("reads the kept list in another encoding; nobody is invited yet")
def read_otherwise(program_id: int, import_id: int) -> Any:
    """The same bytes as other letters: a list of its own beside the one that was read first."""
    kept = _list(program_id, import_id)
    if kept.state != READ or not kept.other_encoding:
        return redirect(url_for(".people_list", program_id=program_id, import_id=import_id))
    program = queries.program(program_id)
    read = roster.read_as(
        roster.Decoded(kept.text or "", kept.encoding, kept.other_encoding), kept.other_encoding
    )
    found = roster.read(read.text, _rules(program))
    if found.problem:
        flash(words(found.problem, {"line": found.line} if found.line else None), "sun")
        return redirect(url_for(".people_list", program_id=program_id, import_id=import_id))
    again = actions.keep_list(
        program,
        found.rows,
        by=me().id,
        text=read.text,
        file_name=kept.file_name,
        encoding=read.encoding,
        other_encoding=read.other,
        about=kept.about | {"ignored": list(found.ignored[:20])},
        at=clock.now(),
    )
    session.commit()
    return redirect(url_for(".people_list", program_id=program_id, import_id=again.id))


@bp.post("/<int:program_id>/people/import/<int:import_id>/confirmation")
@can("people.invite")
@records("people.invited")
def import_people(program_id: int, import_id: int) -> Any:
    """Invite the good rows, once. A short list at once and as a whole; a long one by a job in steps."""
    kept, at = _list(program_id, import_id), clock.now()
    begun = actions.confirm(kept, at=at, real_now=clock.real_now())
    waiting = invitations.counts_of(kept.id).waiting if begun else 0
    at_once = waiting <= AT_ONCE
    if begun and at_once:
        while actions.take_step(kept.id, at=at, real_now=clock.real_now(), most=STEP):
            pass
    session.commit()
    if begun and not at_once:
        jobs.ask_for(kept.id)
    return redirect(url_for(".people_list", program_id=program_id, import_id=import_id))


@bp.get("/<int:program_id>/people/import/<int:import_id>/report.csv")
@can("people.invite")
@plain("rows of a list of people to invite: names, addresses and parts")
def report_csv(program_id: int, import_id: int) -> Any:
    kept = _list(program_id, import_id)
    return reports.as_csv(kept)


@bp.get("/<int:program_id>/people/import/<int:import_id>/report.xlsx")
@can("people.invite")
@plain("rows of a list of people to invite: names, addresses and parts")
def report_workbook(program_id: int, import_id: int) -> Any:
    kept = _list(program_id, import_id)
    return reports.as_workbook(kept)
