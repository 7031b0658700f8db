"""Inviting people from a list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records, records_nothing
from mentortrain.db import session
from mentortrain.files.kinds import MEGABYTE
from mentortrain.programs import actions, queries, roster
from mentortrain.programs.forms import RosterForm
from mentortrain.programs.models import Program
from mentortrain.programs.views.blueprint import bp
from mentortrain.web import can
from mentortrain.web.uploads import takes_file

MOST_ROSTER_MEGABYTES = 2
"""Ten times what 5,000 people take."""

_ROSTER_WORDS = {
    "roster.empty": _l("Paste a list or choose a file first."),
    "roster.unreadable": _l(
        "This list could not be read as CSV. One person a line: name, email, role, country."
    ),
    "roster.no_email_column": _l("The heading has no column for the mail address. Call it: email."),
    "roster.too_long": _l("This list has more than 5,000 people. Split it and import the parts one by one."),
    "row.no_email": _l("The mail address is missing."),
    "row.bad_email": _l("This is no mail address."),
    "row.no_role": _l("The role is missing: mentor, mentee or staff."),
    "row.bad_role": _l("The role must be mentor, mentee or staff."),
    "row.no_name": _l("The name is missing."),
    "row.too_long": _l("The name or the address is too long."),
    "row.bad_zone": _l("No country or time zone of this name. Write it like Kenya or Africa/Nairobi."),
    "row.known": _l("Already invited in this role."),
    "row.twice": _l("The same person and role as in line %(line)s."),
    "row.default_zone": _l("No country: the program's time zone is used."),
    "row.guessed_zone": _l(
        "This country has several time zones. Look whether it is this one; the person can change it."
    ),
    "row.another_role": _l("The same address as in line %(line)s, in another role: the person gets both."),
}


def roster_words(code: str, params: Any = None) -> str:
    """The sentence for a verdict on a list or one of its rows."""
    return str(_ROSTER_WORDS[code]) % params if params else str(_ROSTER_WORDS[code])


@bp.get("/<int:program_id>/people/import")
@can("people.invite")
@plain("an empty form")
def invite(program_id: int) -> Any:
    return render_template(
        "programs/invite.html", program=queries.program(program_id), form=RosterForm(formdata=None)
    )


def _list_too_large(program_id: int) -> str:
    form = RosterForm(formdata=None)
    form.file.errors = [_("This file is too large. The limit is %(most)d MB.", most=MOST_ROSTER_MEGABYTES)]
    return render_template("programs/invite.html", program=queries.program(program_id), form=form)


@bp.post("/<int:program_id>/people/import")
@can("people.invite")
@takes_file(MOST_ROSTER_MEGABYTES * MEGABYTE, too_large=_list_too_large)
@records_nothing("reads a list and shows its rows; nothing is written")
def preview(program_id: int) -> Any:
    """Every row with its verdict; nothing is written."""
    program, form = queries.program(program_id), RosterForm()
    if not form.validate_on_submit():
        return render_template("programs/invite.html", program=program, form=form), 422
    if "again" in request.form:  # back from the preview, with the list
        return render_template("programs/invite.html", program=program, form=form)
    text = form.text.data or ""
    found = _read(program, text)
    if found.problem:
        form.text.errors = [roster_words(found.problem)]
        return render_template("programs/invite.html", program=program, form=form), 422
    return render_template(
        "programs/preview.html", program=program, found=found, text=text, words=roster_words
    )


@bp.post("/<int:program_id>/people/import/confirmation")
@can("people.invite")
@records("people.invited")
def import_people(program_id: int) -> Any:
    """Invite the good rows of the previewed list. Sent twice, the second time finds all of them known."""
    program, form = queries.program(program_id), RosterForm()
    if not form.validate_on_submit():
        return render_template("programs/invite.html", program=program, form=form), 422
    found = _read(program, form.text.data or "")
    invited = actions.invite(program, found.good, at=clock.now())
    session.commit()
    left = len(found.rows) - invited
    words = ngettext("%(num)d invitation is sent.", "%(num)d invitations are sent.", invited)
    if left:
        words += " " + ngettext("%(num)d row was left out.", "%(num)d rows were left out.", left)
    flash(words, "done" if invited else "sun")
    return redirect(url_for(".people", program_id=program_id))


def _read(program: Program, text: str) -> roster.Roster:
    return roster.read(
        text,
        default_zone=program.first_cohort.time_zone,
        known=queries.known_invitations(program.id),
    )
