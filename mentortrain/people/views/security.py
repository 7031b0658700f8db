"""Sign-in and security: where a person is signed in, and when they signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere
from mentortrain.people import actions, events, queries
from mentortrain.people.rules import has_ended
from mentortrain.people.views.blueprint import bp
from mentortrain.web import can, me

_SHOWN, _SHOWN_FOR = 30, timedelta(days=365)


@bp.get("/you/security")
@can("self.edit")
def security() -> Any:
    person, at = me(), clock.now()
    staff = events.is_staff(person.id)
    return render_template(
        "people/security.html",
        two_step=queries.two_step_of(person.id),
        proposals=queries.proposals_for(person.id, at=at),
        known_browsers=queries.known_browsers_of(person.id, at),
        password_since=queries.password_since(person.id),
        sessions=[
            one for one in queries.sessions_of(person.id) if not has_ended(one.created_at, staff=staff, at=at)
        ],
        sign_ins=queries.sign_ins_of(person.id, since=at - _SHOWN_FOR, limit=_SHOWN),
    )


@bp.post("/you/security/sessions/<int:session_id>/ending")
@can("self.edit")
def end_session(session_id: int) -> Any:
    if not actions.end_session(me().id, session_id):
        raise NotThere
    session.commit()
    flash(_("That browser is signed out."), "done")
    return redirect(url_for("people.security"))


@bp.post("/you/security/sessions/others/ending")
@can("self.edit")
def end_other_sessions() -> Any:
    count = actions.end_other_sessions(me().id, keep=[me().browser_session.id])
    session.commit()
    words = ngettext("%(num)d other browser is signed out.", "%(num)d other browsers are signed out.", count)
    flash(words if count else _("You are signed in nowhere else."), "done")
    return redirect(url_for("people.security"))
