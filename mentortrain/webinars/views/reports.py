"""Reports of attendance: read, looked over, imported, taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session as database
from mentortrain.errors import NotAllowed, RuleBroken
from mentortrain.files.kinds import MEGABYTE
from mentortrain.people.forms import zone_choices
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.uploads import takes_file
from mentortrain.webinars import actions, queries, reports, rules
from mentortrain.webinars.forms import ReportForm
from mentortrain.webinars.marking import Given, Marks
from mentortrain.webinars.models import AttendanceReport, Webinar
from mentortrain.webinars.reports import Attendee, Match
from mentortrain.webinars.reports.matching import BY_ADDRESS
from mentortrain.webinars.stays import minutes_there
from mentortrain.webinars.views.attendance import MOST_MEGABYTES, page_of, theirs_to_mark
from mentortrain.webinars.views.blueprint import bp
from mentortrain.webinars.words import FAULTS, MATCHED, provider_name

MOST_ASKED = 300
"""People in a report about whom one page asks; the next come when these are answered."""

_PATH = "/programs/<int:program_id>/webinars/<int:webinar_id>/reports"
_ONE = f"{_PATH}/<int:report_id>"


def _theirs(scope: Scope, webinar_id: int) -> Webinar:
    """A session whose reports are whoever asks's to read: a report is about everybody, so it takes all of them."""
    webinar = theirs_to_mark(scope, webinar_id)
    if not scope.holds(webinar.cohort_id):
        raise NotAllowed
    return webinar


def _too_large(program_id: int, webinar_id: int) -> str:
    scope, form = scope_of(me(), program_id), ReportForm(formdata=None)
    form.file.errors = [_("This file is too large. The limit is %(most)d MB.", most=MOST_MEGABYTES)]
    webinar = _theirs(scope, webinar_id)
    marks = Marks.of(queries.attendance_of(webinar_id, scope))
    return page_of(webinar, scope, marks, form, at=clock.now())


@bp.post(_PATH)
@can("attendance.mark")
@takes_file(MOST_MEGABYTES * MEGABYTE, too_large=_too_large)
@records_nothing("reads a report and keeps it to be looked over; nobody's minutes change yet")
def read_report(program_id: int, webinar_id: int) -> Any:
    """Read a report and lead to the people in it."""
    scope, form, at = scope_of(me(), program_id), ReportForm(), clock.now()
    webinar = _theirs(scope, webinar_id)
    if form.validate_on_submit():
        entry = webinar.entry
        meeting = reports.Meeting(entry.starts_at, entry.ends_at, entry.time_zone)
        found = reports.read(form.data_read, meeting)
        if not found.problem:
            digest = hashlib.sha256(form.data_read).hexdigest()
            kept, is_open = actions.note_report(
                webinar,
                found,
                digest=digest,
                file_name=form.file_name,
                zone=entry.time_zone,
                by=me(),
                at=at,
            )
            database.commit()
            if not is_open:
                flash(_("This file was imported before. Nothing has changed."), "sky")
            return redirect(_address(kept))
        form.file.errors = [in_words(RuleBroken(found.problem))]
    marks = Marks.of(queries.attendance_of(webinar_id, scope))
    return page_of(webinar, scope, marks, form, at=at), 422


@bp.route(_ONE, methods=["GET", "POST"])
@can("attendance.mark")
@plain("names and addresses in a report about a session, and names and addresses of who takes part")
@records("attendance.imported")
def report(program_id: int, webinar_id: int, report_id: int) -> Any:
    """Everybody in a report with who they are; then let it count."""
    scope = scope_of(me(), program_id)
    webinar = _theirs(scope, webinar_id)
    kept = queries.report(webinar_id, report_id)
    people = queries.candidates(scope)
    rows = reports.loaded(kept.open_rows) if kept.open_rows else []
    matches = reports.match(rows, people, queries.remembered(program_id, kept.provider))
    given = Given()
    if request.method == "POST":
        given = Given.read(request.form, people)
        if not given.wrong:
            done = actions.import_report(
                webinar, report_id, given.decisions, scope=scope, by=me(), at=clock.now()
            )
            database.commit()
            _tell(done)
            if done.left:
                return redirect(_address(kept))
            return redirect(url_for(".attendance", program_id=program_id, webinar_id=webinar_id))
    return _page(webinar, kept, rows, matches, given, people), 422 if given.wrong else 200


def _page(
    webinar: Webinar,
    kept: AttendanceReport,
    rows: Sequence[Attendee],
    matches: Sequence[Match],
    given: Given,
    people: Sequence[reports.Candidate],
) -> str:
    entry = webinar.entry
    listed = [
        (row, match, minutes_there(row.stays, entry.starts_at, entry.ends_at))
        for row, match in zip(rows, matches, strict=True)
    ]
    known = [one for one in listed if one[1].by == BY_ADDRESS]
    asked = sorted((one for one in listed if one[1].by != BY_ADDRESS), key=lambda one: bool(one[1].by))
    return render_template(
        "webinars/report.html",
        program=programs.program(webinar.program_id),
        webinar=webinar,
        entry=entry,
        report=kept,
        about=json.loads(kept.about) if kept.about else {"faults": []},
        sure=known,
        asked=asked[:MOST_ASKED],
        more=max(0, len(asked) - MOST_ASKED),
        nobody_there=bool(listed) and not any(minutes for _row, _match, minutes in listed),
        by_hand={
            one
            for one, found in queries.evidence_of(webinar.id).items()
            if queries.mark_of(found) is not None
        },
        people={one.person_id: one for one in people},
        given=given,
        zones=zone_choices(),
        faults=FAULTS,
        matched=MATCHED,
        provider_name=provider_name,
        rules=rules,
    )


@bp.post(f"{_ONE}/zone")
@can("attendance.mark")
@records_nothing("reads the times of a report by other clocks; nobody's minutes change yet")
def reread_report(program_id: int, webinar_id: int, report_id: int) -> Any:
    webinar = _theirs(scope_of(me(), program_id), webinar_id)
    zone = request.form.get("zone", "")
    if zone in dict(zone_choices()) and actions.reread(webinar, report_id, zone, at=clock.now()):
        database.commit()
    return redirect(url_for(".report", program_id=program_id, webinar_id=webinar_id, report_id=report_id))


@bp.post(f"{_ONE}/removal")
@can("attendance.mark")
@records("attendance.taken_back")
def take_report_back(program_id: int, webinar_id: int, report_id: int) -> Any:
    webinar = _theirs(scope_of(me(), program_id), webinar_id)
    changed = actions.take_back(webinar, report_id, by=me(), at=clock.now())
    database.commit()
    flash(
        ngettext(
            "The report is taken back. The minutes of %(num)d person have changed.",
            "The report is taken back. The minutes of %(num)d people have changed.",
            changed,
        )
        if changed
        else _("The report is taken back. Nobody's minutes have changed."),
        "done",
    )
    return redirect(url_for(".attendance", program_id=program_id, webinar_id=webinar_id))


def _address(kept: AttendanceReport) -> str:
    program_id = request.view_args["program_id"] if request.view_args else 0
    return url_for(".report", program_id=program_id, webinar_id=kept.webinar_id, report_id=kept.id)


def _tell(done: actions.Imported) -> None:
    flash(
        ngettext(
            "Imported for %(num)d person. The minutes of %(changed)s have changed.",
            "Imported for %(num)d people. The minutes of %(changed)s have changed.",
            done.people,
            changed=done.changed,
        ),
        "done",
    )
    if done.marked:
        flash(
            ngettext(
                "%(num)d mark by hand stands, whatever the report says.",
                "%(num)d marks by hand stand, whatever the report says.",
                done.marked,
            ),
            "sky",
        )
    if done.left:
        flash(
            ngettext(
                "%(num)d person in the report is still open: say who it is.",
                "%(num)d people in the report are still open: say who they are.",
                done.left,
            ),
            "sun",
        )
