"""Staff propose another address for somebody; an administrator lets it go on where nobody reads the old one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import records
from mentortrain.db import session
from mentortrain.errors import NotAllowed, NotThere, RuleBroken
from mentortrain.people import actions
from mentortrain.people.models import AddressChange
from mentortrain.people.queries import proposals_for
from mentortrain.persons.forms import ProposalForm, WaiverForm
from mentortrain.persons.views.blueprint import bp
from mentortrain.persons.views.person import page_of
from mentortrain.programs import queries
from mentortrain.programs.access import may, scope_of
from mentortrain.programs.models import Participation
from mentortrain.web import can, me
from mentortrain.web.dates import day
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter


@bp.post("/<int:participation_id>/address")
@can("address.propose")
@limiter.limit("20 per hour")
@records("address.proposed")
def propose_address(program_id: int, participation_id: int) -> Any:
    """Nothing changes: the person is asked, at the address that they have."""
    part, form = _part(program_id, participation_id), ProposalForm()
    if form.validate_on_submit():
        try:
            actions.propose_address(
                part.person,
                form.email.data or "",
                program_id=program_id,
                reason=form.because.data or "",
                by=me().id,
                at=clock.now(),
            )
        except RuleBroken as error:
            session.rollback()
            form.email.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("%(name)s is asked at their address.", name=part.person.first_name), "done")
            return _back(part)
    return page_of(part, proposal=form), 422


@bp.post("/<int:participation_id>/address/<int:change_id>/withdrawal")
@can("address.propose")
@records("address.proposal_dropped")
def drop_proposal(program_id: int, participation_id: int, change_id: int) -> Any:
    part = _part(program_id, participation_id)
    actions.drop_proposal(_proposal(part, change_id), by=me().id, at=clock.now())
    session.commit()
    flash(_("The proposal is taken back. Its links work no more."), "done")
    return _back(part)


@bp.post("/<int:participation_id>/address/<int:change_id>/waiver")
@can("address.propose")
@records("address.waived")
def waive_yes(program_id: int, participation_id: int, change_id: int) -> Any:
    """Nobody reads the old mailbox: it goes on without a yes, a week from now, unless somebody says no.

    For administrators alone; who is asked about is looked up before that, so that ids from elsewhere are a 404.
    """
    part, form = _part(program_id, participation_id), WaiverForm()
    if not may("site.accounts", program_id):
        raise NotAllowed
    proposal = _proposal(part, change_id)
    if form.validate_on_submit():
        try:
            due = actions.waive_yes(proposal, reason=form.reason.data or "", by=me().id, at=clock.now())
        except RuleBroken as error:
            session.rollback()
            form.reason.errors = [in_words(error)]
        else:
            session.commit()
            flash(_("Unless somebody says no, the new address is asked on %(day)s.", day=day(due)), "done")
            return _back(part)
    return page_of(_part(program_id, participation_id), waiver=form), 422


def _part(program_id: int, participation_id: int) -> Participation:
    return queries.participation(scope_of(me(), program_id), participation_id)


def _proposal(part: Participation, change_id: int) -> AddressChange:
    """One that was made in this program, of this person, and is open; or NotThere."""
    found = proposals_for(part.person_id, program_id=part.program_id, at=clock.now())
    for one in found:
        if one.id == change_id:
            return one
    raise NotThere


def _back(part: Participation) -> Any:
    return redirect(
        url_for("insight.person", program_id=part.program_id, participation_id=part.id, _anchor="address")
    )
