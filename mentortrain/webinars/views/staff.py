"""What staff see of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from mentortrain import clock
from mentortrain.audit.edge import plain, records_nothing
from mentortrain.db import session as database
from mentortrain.programs import queries as programs
from mentortrain.programs.access import chosen, may, scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.links import absolute
from mentortrain.web.security import limiter
from mentortrain.webinars import queries, rules
from mentortrain.webinars.access import may_add_to, may_mark, theirs_to_edit
from mentortrain.webinars.forms import CancelForm
from mentortrain.webinars.makeups import FEWEST_SHOWN
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.queries import Said
from mentortrain.webinars.trial import link_words
from mentortrain.webinars.views.blueprint import bp
from mentortrain.webinars.views.planning import told_of, warnings_in_words
from mentortrain.webinars.words import USEFUL, reminders


@bp.get("/programs/<int:program_id>/webinars")
@can("webinar.see")
@plain("sessions and counts")
def index(program_id: int) -> Any:
    past, limit = request.args.get("show") == "past", scope_of(me(), program_id)
    scope, at = chosen(limit), clock.now()
    return render_template(
        "webinars/index.html",
        program=programs.program(program_id),
        rows=queries.of_program(scope, at=at, past=past),
        at=at,
        past=past,
        limit=limit,
        scope=scope,
    )


@bp.get("/programs/<int:program_id>/webinars/<int:webinar_id>")
@can("webinar.see")
@plain("a session, with names and addresses of who comes, their minutes, and what they said of it")
def show(program_id: int, webinar_id: int) -> Any:
    scope = scope_of(me(), program_id)
    return page_of(queries.webinar(scope, webinar_id), scope, CancelForm(formdata=None))


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/link-trial")
@can("webinar.edit")
@limiter.limit("20 per minute")
@records_nothing("asks another site; nothing is written")
def try_link(program_id: int, webinar_id: int) -> Any:
    """Ask the meeting's address as a browser would; say what came back. It may take ten seconds."""
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)
    database.commit()  # nothing was written: no transaction waits for another site
    flash(*link_words(webinar.meeting_url))
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


def page_of(webinar: Webinar, scope: Scope, form: CancelForm) -> Any:
    program, may_copy = programs.program(webinar.program_id), may("webinar.edit", webinar.program_id)
    return render_template(
        "webinars/show.html",
        program=program,
        **told_of(webinar),
        may_copy=may_copy,
        warnings=warnings_in_words(queries.clashes(webinar, scope), program, webinar.entry.starts_at)
        if webinar.is_draft
        else [],
        webinar=webinar,
        entry=webinar.entry,
        leaders=queries.people_with(queries.leaders_of(webinar)),
        coming=queries.coming(webinar.id, scope),
        line=queries.line_of(webinar.id, scope),
        places=queries.places_of(webinar),
        attendance=queries.attendance_of(webinar.id, scope),
        may_edit=may_copy and scope.holds(webinar.cohort_id),
        may_mark=may("attendance.mark", webinar.program_id) and may_mark(webinar),
        may_add=may("attendance.mark", webinar.program_id) and may_add_to(webinar, scope),
        said=said_of(webinar, scope, at=clock.now()),
        useful=USEFUL,
        made_up=queries.who_made_up(webinar.id),
        fewest=FEWEST_SHOWN,
        on_the_day=rules.is_the_day(webinar.entry.starts_at, webinar.entry.ends_at, at=clock.now()),
        form=form,
        link=absolute("webinars.session", program_id=webinar.program_id, webinar_id=webinar.id),
        public_link=absolute("webinars.public_session", program_id=webinar.program_id, webinar_id=webinar.id),
        at=clock.now(),
        reminders=reminders(webinar.entry.reminders),
        rules=rules,
    )


def said_of(webinar: Webinar, scope: Scope, *, at: datetime) -> Said | None:
    """What people said of it; None while it is not over, or was called off."""
    entry = webinar.entry
    return (
        None
        if entry.is_cancelled or webinar.is_draft or entry.ends_at > at
        else queries.said_of(webinar.id, scope)
    )
