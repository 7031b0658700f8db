"""Marking who was there."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session as database
from mentortrain.errors import NotAllowed, RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.webinars import actions, queries, rules
from mentortrain.webinars.access import may_mark
from mentortrain.webinars.forms import ReportForm
from mentortrain.webinars.marking import Marks
from mentortrain.webinars.models import JOIN, REPORT, WORD, Webinar
from mentortrain.webinars.views.blueprint import bp
from mentortrain.webinars.words import provider_name

MOST_MEGABYTES = 5
"""Of a report. One of 20,000 lines has three."""


@bp.route("/programs/<int:program_id>/webinars/<int:webinar_id>/attendance", methods=["GET", "POST"])
@can("attendance.mark")
@plain("names and minutes: what is marked here")
@records("attendance.marked")
def attendance(program_id: int, webinar_id: int) -> Any:
    scope, at = scope_of(me(), program_id), clock.now()
    webinar = theirs_to_mark(scope, webinar_id)
    saved = queries.attendance_of(webinar_id, scope)
    marks = Marks.of(saved)
    if request.method == "POST":
        people = [person.id for person, _state in _people_of(webinar, scope, saved)]
        marks = marks.read(request.form, people, length=webinar.entry.minutes)
        if not marks.wrong and _marked(webinar, marks, scope):
            return redirect(url_for(".attendance", program_id=program_id, webinar_id=webinar_id))
    page = page_of(webinar, scope, marks, ReportForm(formdata=None), at=at)
    return page, 422 if marks.wrong or marks.no_reason else 200


def theirs_to_mark(scope: Scope, webinar_id: int) -> Webinar:
    """A session of which whoever asks may say who was there."""
    webinar = queries.webinar(scope, webinar_id)
    if not may_mark(webinar):
        raise NotAllowed
    if webinar.entry.is_cancelled:
        raise RuleBroken("webinar.cancelled")
    if webinar.is_draft:
        raise RuleBroken("webinar.draft")
    return webinar


def _marked(webinar: Webinar, marks: Marks, scope: Scope) -> bool:
    """Whether it was done. Where the reason is missing the page says so."""
    try:
        changed = actions.mark_attendance(
            webinar,
            marks.changed,
            lifted=marks.lifted,
            reason=marks.reason,
            scope=scope,
            by=me(),
            at=clock.now(),
        )
    except RuleBroken as error:
        if error.code != "attendance.reason":
            raise
        database.rollback()
        marks.no_reason = in_words(error)
        return False
    database.commit()
    flash(_changed_words(changed), "done")
    return True


def page_of(webinar: Webinar, scope: Scope, marks: Marks, form: ReportForm, *, at: Any) -> str:
    """The page with everybody's minutes, and where a report goes in."""
    saved, length = queries.attendance_of(webinar.id, scope), webinar.entry.minutes
    percent = webinar.threshold_percent
    known = queries.evidence_of(webinar.id)
    made_up = {person_id: one for person_id, found in known.items() if (one := queries.made_up_in(found))}
    return render_template(
        "webinars/attendance.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        people=_people_of(webinar, scope, saved),
        marks=marks,
        saved={person_id: one.minutes for person_id, one in saved.items()},
        reported={person_id: actions.minutes_heard(found, webinar) for person_id, found in known.items()},
        by_hand={person_id: mark for person_id, found in known.items() if (mark := queries.mark_of(found))},
        made_up={person_id: one.noted_at for person_id, one in made_up.items()},
        outweighs={person_id: actions.is_outweighed(known[person_id]) for person_id in made_up},
        joined_at={person_id: queries.moment_of(found, JOIN) for person_id, found in known.items()},
        word_at={person_id: queries.moment_of(found, WORD) for person_id, found in known.items()},
        from_report={
            person_id for person_id, found in known.items() if any(one.source == REPORT for one in found)
        },
        enough=sum(rules.attended(one.minutes, length, percent) for one in saved.values()),
        needed=rules.minutes_needed(length, percent),
        has_begun=webinar.entry.starts_at <= at,
        rules=rules,
        form=form,
        reports=queries.reports_of(webinar.id),
        may_import=scope.holds(webinar.cohort_id),
        provider_name=provider_name,
        most=MOST_MEGABYTES,
    )


def _people_of(webinar: Webinar, scope: Scope, saved: Any) -> list[tuple[Person, str]]:
    """Everybody whom it is for once, and who was there, with the state of their registration; who is expected first,
    by name."""
    states = {one.person_id: one.state for one in queries.coming(webinar.id, scope)}
    people = {
        part.person_id: part.person
        for part in programs.participants(scope)
        if webinar.is_for(part) or part.person_id in states or part.person_id in saved
    }
    found = [(person, states.get(person.id, "")) for person in people.values()]
    return sorted(found, key=lambda pair: not pair[1])


def _changed_words(changed: int) -> str:
    if not changed:
        return str(_("Nothing was changed."))
    return str(ngettext("%(num)d mark is changed.", "%(num)d marks are changed.", changed))
