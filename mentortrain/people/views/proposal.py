"""Saying yes or no to an address that staff propose: by the link in the old mailbox, or signed in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people import actions, queries
from mentortrain.people.keys import AGREE_ADDRESS
from mentortrain.people.models import AddressChange
from mentortrain.people.views.blueprint import bp
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter


@bp.get("/address/proposal/<token>")
@open_to_all("the token is the proof; a GET uses nothing up")
def proposal_link(token: str) -> Any:
    change = queries.open_address_change(token, AGREE_ADDRESS, at=clock.now())
    return _page(token, change), 200 if change else 410


@bp.post("/address/proposal/<token>")
@open_to_all("the token went to the address that the account has")
@limiter.limit("30 per minute")
def agree_by_link(token: str) -> Any:
    change = queries.open_address_change(token, AGREE_ADDRESS, at=clock.now())
    if change is None:
        return _page(token, None), 410
    try:
        actions.agree_to_proposal(change, session_id=0, at=clock.now())
    except RuleBroken:
        session.rollback()
        return _page(token, None), 410
    session.commit()
    return _page(token, change, said="yes")


@bp.post("/address/proposal/<token>/refusal")
@open_to_all("the token went to the address that the account has")
@limiter.limit("30 per minute")
def refuse_by_link(token: str) -> Any:
    change = queries.open_address_change(token, AGREE_ADDRESS, at=clock.now())
    if change is None:
        return _page(token, None), 410
    actions.refuse_proposal(change, at=clock.now())
    session.commit()
    return _page(token, change, said="no")


def _page(token: str, change: AddressChange | None, *, said: str = "") -> str:
    """What was said is answered with its page, not with another address: whoever has the link is signed in nowhere."""
    return render_template("people/address_proposal.html", token=token, change=change, said=said)


@bp.post("/you/security/address/proposals/<int:change_id>")
@can("self.edit")
@asks_for_proof
def agree_signed_in(change_id: int) -> Any:
    person = me()
    try:
        begun = person.browser_session
        actions.agree_to_proposal(_mine(change_id), session_id=begun.id if begun else 0, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "sun")
        return redirect(url_for("people.address"))
    session.commit()
    flash(
        _("We sent a link to the new address. Open it there; until then everything stays as it is."), "done"
    )
    return redirect(url_for("people.address"))


@bp.post("/you/security/address/proposals/<int:change_id>/refusal")
@can("self.edit")
def refuse_signed_in(change_id: int) -> Any:
    """No proof is asked for: to refuse keeps everything as it is."""
    actions.refuse_proposal(_mine(change_id), at=clock.now())
    session.commit()
    flash(_("Your address stays as it is."), "done")
    return redirect(url_for("people.address"))


def _mine(change_id: int) -> AddressChange:
    found = queries.address_change_with_id(change_id)
    if found is None or found.person_id != me().id or found.program_id is None:
        raise NotThere
    return found
