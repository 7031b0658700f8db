"""A person's transcript: for themselves, on paper, and for the staff of a program."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.learning import actions as learning
from mentortrain.learning import queries as courses
from mentortrain.learning.rules import ends_soon, standing_of
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.transcripts import queries, rules
from mentortrain.transcripts.forms import RevocationForm
from mentortrain.transcripts.words import as_pdf, line_note
from mentortrain.web import can, me
from mentortrain.web.errors import in_words

bp = Blueprint("transcripts", __name__)


@bp.get("/learn/transcript")
@can("home.see")
def own() -> Any:
    """Also of who takes part in nothing any more."""
    found = queries.transcript_of(me().id, language=me().course_language)
    return render_template(
        "transcripts/own.html",
        found=found,
        note=line_note,
        standing=_standing_now(),
        ends_soon=lambda one: ends_soon(one.expires_at, at=clock.now()),
        at=clock.now(),
    )


@bp.get("/learn/transcript/pdf")
@can("home.see")
def own_pdf() -> Any:
    answer = make_response(
        as_pdf(queries.transcript_of(me().id, language=me().course_language), me(), at=clock.now())
    )
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="transcript.pdf"'
    return answer


@bp.get("/programs/<int:program_id>/people/<int:participation_id>/transcript")
@can("person.see")
@confidential("transcript.seen", "participation")
def of_person(program_id: int, participation_id: int) -> Any:
    """What of it the staff of this program are told."""
    return _page(
        programs.participation(scope_of(me(), program_id), participation_id), RevocationForm(formdata=None)
    )


@bp.post(
    "/programs/<int:program_id>/people/<int:participation_id>/certificates/<int:certificate_id>/revocation"
)
@can("certificate.revoke")
@records("certificate.revoked")
def revoke(program_id: int, participation_id: int, certificate_id: int) -> Any:
    """Take back a certificate that was earned in this program."""
    part, form = programs.participation(scope_of(me(), program_id), participation_id), RevocationForm()
    one = courses.certificate_in(program_id, part.person_id, certificate_id)
    form.why.id = f"why-{one.id}"  # one form for each certificate stands on the page
    if not form.validate_on_submit():
        return _page(part, form, about=one.id), 422
    try:
        learning.revoke(
            one, why=form.why.data or "", public=bool(form.public.data), by=me().id, at=clock.now()
        )
    except RuleBroken as error:
        flash(in_words(error), "sun")
    else:
        session.commit()
        flash(_("Certificate %(number)s is taken back.", number=one.number), "done")
    return redirect(url_for(".of_person", program_id=program_id, participation_id=part.id))


def _page(part: Participation, form: RevocationForm, *, about: int | None = None) -> str:
    concerning(part.person_id)
    found = queries.transcript_of(part.person_id)
    return render_template(
        "transcripts/of_person.html",
        program=programs.program(part.program_id),
        part=part,
        courses=rules.as_told_to(found.courses, part.program_id),
        attended=[one for one in found.training.attended if one.program_id == part.program_id],
        minutes=rules.training_minutes_in(part.program_id, found.training.done, found.training.attended),
        certificates=found.certificates,
        note=line_note,
        standing=_standing_now(),
        form=form,
        about=about,
    )


def _standing_now() -> Any:
    at = clock.now()
    return lambda one: standing_of(one.expires_at, one.revoked_at, at=at).value
