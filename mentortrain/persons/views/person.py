"""One person in a program: what is next and whose move it is, and everything on one line of time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential
from mentortrain.people import queries as people
from mentortrain.people.rules import WAIVER_AFTER, WAIVER_WAITS
from mentortrain.persons import queries
from mentortrain.persons.forms import DepartureForm, LeaveForm, NoteForm, ProposalForm, WaiverForm
from mentortrain.persons.rules import NOTE_EDITED_WITHIN
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.words import line_name
from mentortrain.profiles import queries as profiles
from mentortrain.profiles import words as said
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.actions.leaving import REJOIN_WITHIN
from mentortrain.programs.line import KINDS, Whom, line_of
from mentortrain.programs.models import Participation
from mentortrain.programs.queries.invited import one_invited
from mentortrain.programs.rules import ERASED, Scope
from mentortrain.readiness import queries as readiness
from mentortrain.readiness import words
from mentortrain.web import can, me, paging


@can("person.see")
@confidential("readiness.seen", "participation")
def person(program_id: int, participation_id: int) -> Any:
    """Everything that staff know of somebody here."""
    return page_of(programs.participation(scope_of(me(), program_id), participation_id))


# Where staff always found somebody's readiness: boards, the record and bookmarks lead there.
bp.record_once(
    lambda state: state.app.add_url_rule(
        "/programs/<int:program_id>/readiness/<int:participation_id>",
        endpoint="insight.person",
        view_func=person,
    )
)


def page_of(
    part: Participation,
    *,
    note: NoteForm | None = None,
    leave: LeaveForm | None = None,
    departure: DepartureForm | None = None,
    proposal: ProposalForm | None = None,
    waiver: WaiverForm | None = None,
) -> str:
    """The page, with the form that did not hold."""
    concerning(part.person_id)
    at = clock.now()
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    facts = line_of(Whom(part.person_id, part.program_id, part.id), kind)
    proposals = people.proposals_for(part.person_id, program_id=part.program_id, at=at)
    named = [one for one in (part.left_by_id, *(each.proposed_by_id for each in proposals)) if one]
    by = people.names_of(named) if named else {}
    return render_template(
        "persons/person.html",
        program=programs.program(part.program_id),
        standing=readiness.standing_of(part, at=at),
        words=words,
        invitation=_invitation(part),
        told=profiles.told_by(part),
        said=said,
        at=at,
        kind=kind,
        kinds=[(one, line_name(one)) for one in KINDS],
        listed=paging.page_of(facts),
        notes=queries.notes_on(part.program_id, part.person_id),
        may_mend=lambda one: one.written_by_id == me().id and at - one.written_at <= NOTE_EDITED_WITHIN,
        leaves=programs.leaves_of(part.id),
        away=bool(programs.on_leave([part.id], at)),
        left_by=by.get(part.left_by_id or 0, ""),
        may_rejoin=_may_rejoin(part, at),
        note_form=note or NoteForm(formdata=None),
        leave_form=leave or LeaveForm(formdata=None),
        proposals=proposals,
        named=by,
        may_be_waived=lambda one: not one.waived_at and at >= one.asked_at + WAIVER_AFTER,
        waits=WAIVER_WAITS,
        proposal_form=proposal or ProposalForm(formdata=None),
        waiver_form=waiver or WaiverForm(formdata=None),
        departure_form=departure or DepartureForm(formdata=None),
    )


def _invitation(part: Participation) -> str:
    """What has become of it while its person has not come; empty afterwards."""
    if part.joined_at or part.left_at:
        return ""
    return one_invited(Scope.whole(part.program_id), part).state.name


def _may_rejoin(part: Participation, at: datetime) -> bool:
    alone = part.left_by_id == part.person_id  # then it is theirs to take back
    return bool(part.left_at and part.left_how != ERASED and not alone and at - part.left_at <= REJOIN_WITHIN)
