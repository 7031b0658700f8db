"""Who takes part in a program: searched, narrowed, kept as a view, downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from babel import Locale
from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import confidential, plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import queries as learning
from mentortrain.people.zones import country_of
from mentortrain.persons import actions, queries
from mentortrain.persons.forms import ViewForm
from mentortrain.persons.queries import Row
from mentortrain.persons.rules import QUIET, STATES, Filter, read_filter
from mentortrain.persons.rules.bulk import EXPORT
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.views.bulk import offered
from mentortrain.persons.words import BULK_NAMES, requirement, state_name, state_word
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Program
from mentortrain.web import can, me, paging
from mentortrain.web.errors import in_words
from mentortrain.web.tables import Cell, csv_file


@can("people.see")
@plain("names, addresses, parts, groups, states, and the day on which each was last here")
def people(program_id: int) -> Any:
    """Everybody who fits the filters in the address."""
    return _page(program_id, ViewForm())


# The list has always been `programs.people`, and pages below lead to it by that name.
bp.record_once(
    lambda state: state.app.add_url_rule(
        "/programs/<int:program_id>/people", endpoint="programs.people", view_func=people
    )
)


@bp.post("/views")
@can("people.see")
@records("people_view.kept")
def keep_view(program_id: int) -> Any:
    """Keep the filters that the form carries under a name."""
    form, wanted = ViewForm(), read_filter(request.values)
    if form.validate_on_submit():
        try:
            actions.keep_view(
                program_id,
                me(),
                name=form.name.data or "",
                wanted=wanted,
                shared=bool(form.shared.data),
                at=clock.now(),
            )
        except RuleBroken as error:
            form.name.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("The view “%(name)s” is kept.", name=form.name.data), "done")
            return redirect(_list(program_id, wanted))
    return _page(program_id, form), 422


@bp.post("/views/<int:view_id>/deletion")
@can("people.see")
@records("people_view.dropped")
def drop_view(program_id: int, view_id: int) -> Any:
    actions.drop_view(program_id, me(), view_id, at=clock.now())
    session.commit()
    flash(_("The view is deleted."), "done")
    return redirect(_list(program_id, Filter()))


_HEADING = (
    "name",
    "email",
    "role",
    "group",
    "state",
    "country",
    "time_zone",
    "invited_utc",
    "joined_utc",
    "ready_utc",
    "left_utc",
    "away_until",
    "last_here",
)


@bp.get("/file")
@can("people.see")
@confidential("people.exported", "program", each_time=True)
def file(program_id: int) -> Any:
    """All who fit the filters, or of them those whose numbers stand in `who`, as CSV."""
    program, wanted = programs.program(program_id), read_filter(request.args)
    who = [
        int(one) for one in request.args.getlist("who") if one.isascii() and one.isdigit() and len(one) < 10
    ]
    scope = scope_of(me(), program_id)
    rows = queries.everybody_fitting(program, scope, wanted, who or None, at=clock.now())
    return csv_file(f"people-{program_id}.csv", _HEADING, _cells(program, rows))


def _cells(program: Program, rows: Iterator[Row]) -> Iterator[tuple[Cell, ...]]:
    groups = {cohort.id: cohort.name for cohort in program.cohorts}
    for row in rows:
        yield (
            row.name,
            row.email,
            row.role,
            groups.get(row.cohort_id),
            row.left_how or row.state,
            country_of(row.time_zone),
            row.time_zone,
            row.invited_at.astimezone(UTC),
            row.joined_at.astimezone(UTC) if row.joined_at else None,
            row.ready_at.astimezone(UTC) if row.ready_at else None,
            row.left_at.astimezone(UTC) if row.left_at else None,
            row.away_until,
            row.seen_at.date() if row.seen_at else None,
        )


def _page(program_id: int, form: ViewForm) -> str:
    program, wanted, at = programs.program(program_id), read_filter(request.values), clock.now()
    scope = scope_of(me(), program_id)
    found = queries.listing(program, scope, wanted, page=paging.wanted(), at=at)
    choices = queries.choices_in(scope)
    return render_template(
        "persons/list.html",
        program=program,
        counts=queries.counts_of(scope),
        wanted=wanted,
        found=found,
        listed=paging.Page(found.rows, found.number, found.pages),
        groups={one.id: one.name for one in program.cohorts if scope.holds(one.id)},
        lacks=_lacks(choices.lacks),
        countries=sorted(
            ((code, _territory(code)) for code in choices.countries), key=lambda one: one[1].casefold()
        ),
        quiet=QUIET,
        states=[(state, state_name(state)) for state in STATES],
        views=queries.views_of(scope, me().id),
        form=form,
        state_word=state_word,
        deeds=[(kind, BULK_NAMES[kind]) for kind in (*offered(program, scope), EXPORT)],
        file=f"{url_for('persons.file', program_id=program_id)}?{wanted.query}".rstrip("?"),
    )


def _lacks(asked: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    titles = {key: course.title for key, course in learning.current_courses().items()}
    return [(value, requirement(value, titles.get(course, course))) for value, course in asked]


def _territory(code: str) -> str:
    locale: Locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def _list(program_id: int, wanted: Filter) -> str:
    return f"{url_for('programs.people', program_id=program_id)}?{wanted.query}".rstrip("?")
