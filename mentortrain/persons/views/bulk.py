"""One deed for many people: chosen in the list, looked over, confirmed once, done, told."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session
from mentortrain.errors import NotAllowed, RuleBroken
from mentortrain.persons import actions, jobs
from mentortrain.persons.forms import BulkDepartureForm, BulkGroupForm, BulkLeaveForm, BulkSessionForm
from mentortrain.persons.models import BulkDeed
from mentortrain.persons.queries import bulk as queries
from mentortrain.persons.queries import ids_fitting
from mentortrain.persons.rules import read_filter
from mentortrain.persons.rules.bulk import (
    ASKS_FIRST,
    AT_ONCE,
    CAPABILITIES,
    CHOSEN,
    DONE,
    EXPORT,
    INVITE,
    KINDS,
    LEAVE,
    MOST_TICKED,
    MOVE,
    READ,
    RUNNING,
    SESSION,
)
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.words import (
    BULK_NAMES,
    BULK_PROBLEMS,
    bulk_deed,
    bulk_done,
    bulk_mails,
    ended,
)
from mentortrain.programs import queries as programs
from mentortrain.programs.access import may, scope_of
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me, paging
from mentortrain.web.dates import moment, short_day
from mentortrain.web.errors import in_words
from mentortrain.web.numbering import PAGE_SIZE, within
from mentortrain.webinars import queries as webinars

Form = BulkGroupForm | BulkSessionForm | BulkLeaveForm | BulkDepartureForm


def offered(program: Program, scope: Scope) -> list[str]:
    """What whoever asks may do here for many. Nobody of a draft is written to, and one group is moved nowhere."""
    found = [kind for kind in BULK_NAMES if kind != EXPORT and may(CAPABILITIES[kind], program.id)]
    if program.is_draft:
        found = [kind for kind in found if kind not in (INVITE, SESSION)]
    if scope.cohort_id is not None or len(program.cohorts) < 2:
        found = [kind for kind in found if kind != MOVE]
    return found


@bp.post("/bulk")
@can("people.bulk")
@records_nothing("keeps who was chosen, to be looked over; nothing is done yet")
def choose(program_id: int) -> Any:
    """Those whose numbers stand in `who`; with `all` everybody who fits the filters that the form carries."""
    program, scope = programs.program(program_id), scope_of(me(), program_id)
    kind, at, wanted = request.form.get("kind", ""), clock.now(), read_filter(request.form)
    everybody, ticked = "all" in request.form, _ticked()
    if kind == EXPORT:
        if not everybody and not ticked:
            return _back_to_list(program_id, RuleBroken("bulk.nobody"))
        pairs = wanted.pairs + ([] if everybody else [("who", str(one)) for one in ticked])
        return redirect(url_for("persons.file", program_id=program_id, **_lists(pairs)))
    if kind not in KINDS or kind not in offered(program, scope):
        raise NotAllowed
    ids = ids_fitting(program, scope, wanted, at=at) if everybody else queries.among(scope, ticked)
    try:
        kept = actions.choose(
            program_id,
            kind,
            ids,
            query=wanted.query if everybody else None,
            missing=0 if everybody else len(ticked) - len(ids),
            by=me().id,
            at=at,
        )
    except RuleBroken as error:
        return _back_to_list(program_id, error)
    if kind not in ASKS_FIRST:
        actions.look_over(kept, {}, scope, at=at)
    session.commit()
    return _to(kept)


def _ticked() -> list[int]:
    typed = request.form.getlist("who")[:MOST_TICKED]
    return sorted({int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10})


def _lists(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _back_to_list(program_id: int, error: RuleBroken) -> Any:
    session.rollback()
    flash(in_words(error), "sun")
    query = read_filter(request.form).query
    return redirect(f"{url_for('programs.people', program_id=program_id)}?{query}".rstrip("?") + "#bulk")


@bp.get("/bulk/<int:bulk_id>")
@can("people.bulk")
@plain("names, addresses, parts and groups of those who were chosen, and why some of them are left out")
def bulk(program_id: int, bulk_id: int) -> Any:
    """What it needs, then what it would do; while it is done how far it is; afterwards what became of it."""
    kept = _bulk(program_id, bulk_id)
    if kept.state == CHOSEN or (kept.state == READ and "change" in request.args and kept.kind in ASKS_FIRST):
        return _ask(kept, _form(kept, filled=True))
    counts = queries.bulk_counts(kept.id)
    program = programs.program(program_id)
    if kept.state == RUNNING:
        return render_template("persons/bulk_running.html", program=program, kept=kept, counts=counts)
    number, pages = within(paging.wanted(), counts.people)
    what, scope = _what(kept), scope_of(me(), program_id)
    words = bulk_done if kept.state == DONE else bulk_deed
    return render_template(
        "persons/bulk.html",
        program=program,
        kept=kept,
        counts=counts,
        listed=paging.Page(
            queries.people_in(kept.id, scope, page_size=PAGE_SIZE, number=number), number, pages
        ),
        headline=words(kept.kind, counts.did if kept.state == DONE else counts.good, what),
        mails=bulk_mails(kept.kind, kept.mails),
        ended=ended(kept.ended),
        problems=BULK_PROBLEMS,
        groups={cohort.id: cohort.name for cohort in program.cohorts if scope.holds(cohort.id)},
        may_change=kept.kind in ASKS_FIRST,
        above=_above_places(kept, counts.good),
        done=kept.state == DONE,
    )


def _above_places(kept: BulkDeed, people: int) -> int:
    """How many more would be invited to a session than it has free places: an invitation is one."""
    found = webinars.with_id(kept.details["session"]) if kept.kind == SESSION else None
    free = webinars.places_of(found).free if found else None
    return 0 if free is None else max(0, people - free)


def _what(kept: BulkDeed) -> str:
    details = kept.details
    if kept.kind == MOVE:
        names = {cohort.id: cohort.name for cohort in programs.program(kept.program_id).cohorts}
        return names.get(details["group"], "")
    if kept.kind == SESSION:
        found = webinars.with_id(details["session"])
        return found.entry.title if found else ""
    if kept.kind == LEAVE:
        first, last = (date.fromisoformat(details[name]) for name in ("starts_on", "ends_on"))
        return _("%(first)s to %(last)s", first=short_day(first), last=short_day(last))
    return ""


@bp.post("/bulk/<int:bulk_id>/details")
@can("people.bulk")
@records_nothing("says what would be done with those who were chosen; nothing is done yet")
def look_over(program_id: int, bulk_id: int) -> Any:
    """The group, the session, the days or the reason; leads to who is touched by it."""
    kept = _bulk(program_id, bulk_id, hold=True)
    if kept.state not in (CHOSEN, READ) or kept.kind not in ASKS_FIRST:
        return _to(kept)
    form = _form(kept)
    if not form.validate_on_submit():
        return _ask(kept, form), 422
    try:
        actions.look_over(kept, form.details(), scope_of(me(), program_id), at=clock.now())
    except RuleBroken as error:
        session.rollback()
        if isinstance(form, BulkLeaveForm):
            form.ends_on.errors = [in_words(error)]
        return _ask(_bulk(program_id, bulk_id), form), 422
    session.commit()
    return _to(kept)


def _form(kept: BulkDeed, *, filled: bool = False) -> Form:
    """The form of its kind, with what is kept; only what whoever asks may choose is offered."""
    scope, formdata = scope_of(me(), kept.program_id), {"formdata": None} if filled else {}
    if kept.kind == MOVE:
        group = BulkGroupForm(data={"group": kept.details.get("group")}, **formdata)
        group.group.choices = [
            (cohort.id, cohort.name)
            for cohort in programs.program(kept.program_id).cohorts
            if scope.holds(cohort.id)
        ]
        return group
    if kept.kind == SESSION:
        asked = BulkSessionForm(data={"session": kept.details.get("session")}, **formdata)
        asked.session.choices = [
            (one.webinar.id, f"{one.webinar.entry.title}, {moment(one.webinar.entry.starts_at)}")
            for one in webinars.of_program(scope, at=clock.now())
            if scope.holds(one.webinar.cohort_id)
            and not one.webinar.entry.is_cancelled
            and not one.webinar.is_draft
        ]
        return asked
    if kept.kind == LEAVE:
        days = {name: date.fromisoformat(day) for name, day in kept.details.items()}
        return BulkLeaveForm(data=days, **formdata)
    return BulkDepartureForm(data=dict(kept.details), **formdata)


def _ask(kept: BulkDeed, form: Form) -> str:
    return render_template(
        "persons/bulk_details.html",
        program=programs.program(kept.program_id),
        kept=kept,
        people=queries.bulk_counts(kept.id).people,
        form=form,
        name=BULK_NAMES[kept.kind],
    )


@bp.post("/bulk/<int:bulk_id>/confirmation")
@can("people.bulk")
@records("person.moved", "people.invited_again", "people.asked_to_session", "person.on_leave", "person.left")
def do_bulk(program_id: int, bulk_id: int) -> Any:
    """Do it, once. For few at once and as a whole; for many by a job in steps.

    Who chose all that fit a search is shown anew if others fit it now.
    """
    kept, at, scope = _bulk(program_id, bulk_id, hold=True), clock.now(), scope_of(me(), program_id)
    program = programs.program(program_id)
    if kept.kind not in offered(program, scope):
        raise NotAllowed
    if kept.state != READ:
        return _to(kept)
    if kept.query is not None:
        ids = ids_fitting(program, scope, read_filter(dict(parse_qsl(kept.query))), at=at)
        if actions.follow(kept, ids, scope, at=at):
            session.commit()
            return _to(kept)
    begun = actions.confirm_bulk(
        kept, digest=request.form.get("digest", ""), at=at, real_now=clock.real_now()
    )
    at_once = queries.bulk_counts(kept.id).waiting <= AT_ONCE
    if begun and at_once:
        while actions.take_bulk_step(kept.id, scope, at=at, real_now=clock.real_now()):
            pass
    session.commit()
    if not begun:
        flash(_("It was changed meanwhile. Look at it again, then confirm it."), "sun")
    elif not at_once:
        jobs.ask_for(kept.id)
    return _to(kept)


def _bulk(program_id: int, bulk_id: int, *, hold: bool = False) -> BulkDeed:
    return queries.the_bulk(program_id, bulk_id, by=me().id, hold=hold)


def _to(kept: BulkDeed) -> Any:
    return redirect(url_for("persons.bulk", program_id=kept.program_id, bulk_id=kept.id))
