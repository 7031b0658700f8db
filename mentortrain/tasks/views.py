"""Today: what waits for somebody, the longest wait first, and what staff do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen, scope_of
from mentortrain.programs.events import to_lead_by
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.tasks import actions, kinds, queries, rules
from mentortrain.tasks.access import DO, SEE, reader_of, roles_with
from mentortrain.tasks.forms import DeedForm
from mentortrain.tasks.models import Task
from mentortrain.tasks.queries import ALL, DONE, LATER, MINE, Reader
from mentortrain.tasks.reading import cards, may_take
from mentortrain.web import can, me, paging
from mentortrain.web.errors import in_words, say
from mentortrain.web.links import is_own_path
from mentortrain.web.numbering import PAGE_SIZE, within

bp = Blueprint("tasks", __name__)

say(
    {
        "task.no_day": _l("Choose a day until which it can wait."),
        "task.day_past": _l("Choose a day that is still to come."),
        "task.day_far": _l("Choose a day within a year."),
        "task.no_note": _l("Write a note first."),
        "task.long_note": _l("Write at most %(most)d letters."),
        "task.done": _l("This is done already."),
        "task.no_colleague": _l("Choose somebody who runs this program."),
    }
)

_NUMBERS = (
    _l("One"), _l("Two"), _l("Three"), _l("Four"), _l("Five"), _l("Six"), _l("Seven"), _l("Eight"), _l("Nine"),
    _l("Ten"), _l("Eleven"), _l("Twelve"),
)  # fmt: skip


@bp.get("/today")
@can(SEE)
@plain("names, addresses and mobile numbers, and what waits for each of them")
def today() -> Any:
    """All programs that somebody runs."""
    reader = reader_of(me(), SEE)
    if not reader.scopes:
        at = clock.now()
        counts = queries.counted(reader, among=None, away=queries.away(reader, at=at), at=at)
        if not counts[ALL].tasks:
            return redirect(url_for("programs.index"))
    return _page(reader, None)


@bp.get("/programs/<int:program_id>/today")
@can(SEE)
@plain("names, addresses and mobile numbers, and what waits for each of them")
def of_program(program_id: int) -> Any:
    """Of one program, or of one of its groups."""
    return _page(reader_of(me(), SEE), programs.program(program_id))


def _page(reader: Reader, program: Program | None) -> Any:
    at, view = clock.now(), request.args.get("show", ALL)
    if view not in (ALL, MINE, LATER, DONE):
        view = ALL
    limit = scope_of(me(), program.id) if program else None
    among = chosen(limit) if limit else None
    away = queries.away(reader, at=at)
    counts = queries.counted(reader, among=among, away=away, at=at)
    number, pages = within(paging.wanted(), counts[view].tasks)
    lines = queries.lines(
        reader,
        view=view,
        among=among,
        away=away,
        first=(number - 1) * PAGE_SIZE,
        most=PAGE_SIZE,
        at=at,
    )
    mine = reader_of(me(), DO)
    shown = cards(lines, _colleagues({line.task.program_id for line in lines}), away=away, at=at)
    return render_template(
        "tasks/today.html",
        program=program,
        limit=limit,
        scope=among,
        view=view,
        counts=counts,
        longest=rules.days_since(counts[view].longest or at, at),
        in_words=number_in_words,
        leads=to_lead_by(me(), at),
        at=at,
        cards=shown,
        listed=paging.Page(shown, number, pages),
        coming=[] if lines else _coming(reader, among, at),
        may_do=bool(mine.is_admin or mine.scopes),
    )


def number_in_words(count: int) -> str:
    """'Three', at the start of a sentence; in figures from thirteen on."""
    return str(_NUMBERS[count - 1]) if 0 < count <= len(_NUMBERS) else str(count)


def _colleagues(program_ids: set[int | None]) -> list[queries.Colleague]:
    known = sorted(one for one in program_ids if one is not None)
    return list(queries.colleagues(known, roles_with(DO))) if known else []


def _coming(reader: Reader, among: Scope | None, at: datetime) -> list[kinds.Coming]:
    """What is next where nothing waits: the three nearest."""
    scopes = [among] if among else list(reader.scopes)
    found = [one for ask in kinds.coming_from for one in ask(scopes, at)] if scopes else []
    return sorted(found, key=lambda one: (one.day, one.words))[:3]


@bp.post("/today/<int:task_id>/completion")
@can(DO)
@records("task.done")
def complete(task_id: int) -> Any:
    def deed(task: Task, form: DeedForm, at: datetime) -> str:
        done = actions.mark_done(task, by=me().id, at=at)
        return _("Done. It is under “Done” for a week.") if done else _("A colleague was faster: it is done.")

    return _do(task_id, deed)


@bp.post("/today/<int:task_id>/return")
@can(DO)
@records("task.put_back")
def put_back(task_id: int) -> Any:
    def deed(task: Task, form: DeedForm, at: datetime) -> str:
        actions.put_back(task, by=me().id, at=at)
        return _("It is back on the list.")

    return _do(task_id, deed)


@bp.post("/today/<int:task_id>/notes")
@can(DO)
@records("task.noted")
def note(task_id: int) -> Any:
    def deed(task: Task, form: DeedForm, at: datetime) -> str:
        actions.add_note(task, form.text.data or "", by=me().id, at=at)
        return _("Noted.")

    return _do(task_id, deed)


@bp.post("/today/<int:task_id>/rest")
@can(DO)
@records("task.snoozed")
def snooze(task_id: int) -> Any:
    def deed(task: Task, form: DeedForm, at: datetime) -> str:
        if form.day.errors:
            raise RuleBroken("task.no_day")
        until = rules.snoozed_until(form.until.data or "", form.day.data, zone=me().time_zone, at=at)
        actions.snooze(task, until=until, by=me().id, at=at)
        return _("Put off. It is under “Later” until then.")

    return _do(task_id, deed)


@bp.post("/today/<int:task_id>/assignment")
@can(DO)
@records("task.assigned")
def assign(task_id: int) -> Any:
    def deed(task: Task, form: DeedForm, at: datetime) -> str:
        among = [one.person_id for one in may_take(task, _colleagues({task.program_id}))]
        actions.assign(task, form.to.data or None, among=among, by=me().id, at=at)
        return _("Given on.") if form.to.data else _("It is nobody's in particular now.")

    return _do(task_id, deed)


def _do(task_id: int, deed: Callable[[Task, DeedForm, datetime], str]) -> Any:
    """One deed at one task that this person may do something about; then back to the list it was done on."""
    form, at = DeedForm(), clock.now()
    form.validate()
    task = queries.task(reader_of(me(), DO), task_id)
    back = form.back.data if form.back.data and is_own_path(form.back.data) else url_for(".today")
    try:
        said = deed(task, form, at)
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
        return redirect(f"{back}#task-{task_id}")
    session.commit()
    flash(said, "done")
    return redirect(back)
