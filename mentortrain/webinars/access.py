"""Which sessions whoever asks may change, and of which they may say who was there."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from mentortrain.errors import NotAllowed
from mentortrain.people.models import Person
from mentortrain.programs.access import may, powers, roles_of, scope_of, scopes_of
from mentortrain.programs.events import ToLead
from mentortrain.programs.rules import Scope
from mentortrain.web import me
from mentortrain.webinars import queries
from mentortrain.webinars.kinds import opens_session
from mentortrain.webinars.models import Webinar


def may_mark(webinar: Webinar) -> bool:
    """Whether who asks may say who was at a session, where they have "attendance.mark": who may change sessions, and of
    the others who leads it."""
    return may("webinar.edit", webinar.program_id) or queries.is_led_by(webinar, me().id)


def theirs_to_lead(program_id: int, webinar_id: int) -> tuple[Webinar, Scope, bool]:
    """A session that whoever asks leads, or may say of who was there; with whom of the program they see there, and
    whether they are its staff. A participant who leads it sees by name who is expected and who came, all of them."""
    if "attendance.mark" in powers(me(), program_id):
        scope = scope_of(me(), program_id)
        webinar = queries.webinar(scope, webinar_id)
        if not may_mark(webinar):
            raise NotAllowed
        return webinar, scope, True
    webinar = queries.webinar_for(me().id, program_id, webinar_id)
    if not queries.is_led_by(webinar, me().id):
        raise NotAllowed
    return webinar, Scope.whole(program_id), False


def theirs_to_edit(scope: Scope, webinar_id: int) -> Webinar:
    """A session that staff may change: who is limited to a group looks at what is for everybody, and no more."""
    webinar = queries.webinar(scope, webinar_id)
    if not scope.holds(webinar.cohort_id):
        raise NotAllowed
    return webinar


def theirs_to_add_to(scope: Scope, webinar_id: int) -> Webinar:
    """A session to which whoever asks may add a recording, material and how it is made up: who may change it, and its
    host."""
    webinar = queries.webinar(scope, webinar_id)
    if not may_add_to(webinar, scope):
        raise NotAllowed
    return webinar


def may_add_to(webinar: Webinar, scope: Scope) -> bool:
    """Whether who asks may."""
    if queries.is_led_by(webinar, me().id):
        return True
    return may("webinar.edit", webinar.program_id) and scope.holds(webinar.cohort_id)


def to_lead(who: Person, at: datetime) -> list[ToLead]:
    """The sessions that begin within the hour or are on, of those that somebody leads, and of those that they may
    change and that nobody leads. For `programs/events.py`; one statement, and none for who has no
    role anywhere."""
    if not roles_of(who):
        return []
    editable = [
        scope for program_id, scope in scopes_of(who).items() if "webinar.edit" in powers(who, program_id)
    ]
    return [
        ToLead(
            one.entry.title,
            url_for("webinars.host", program_id=one.program_id, webinar_id=one.id),
            one.entry.starts_at,
            one.entry.ends_at,
            queries.is_led_by(one, who.id),
        )
        for one in queries.near(who.id, editable, at=at)
        if "session.lead" in powers(who, one.program_id)
    ]


def _may_open_material(who: Person, webinar_id: int) -> bool:
    """Whom the session is for, who was expected, and the staff who are shown it."""
    webinar = queries.with_id(webinar_id)
    if webinar is None:
        return False
    if "webinar.see" in powers(who, webinar.program_id):
        return queries.is_shown(scope_of(who, webinar.program_id), webinar_id)
    return "session.see" in powers(who, webinar.program_id) and queries.is_shown_to(who.id, webinar_id)


opens_session.append(_may_open_material)
