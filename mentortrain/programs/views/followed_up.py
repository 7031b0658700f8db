"""What has become of invitations, and what staff do about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.programs import access, actions, queries
from mentortrain.programs.forms import AddressForm
from mentortrain.programs.models import Participation
from mentortrain.programs.queries.invited import Invited, invited, is_known_elsewhere, one_invited
from mentortrain.programs.rules.invited import (
    BOUNCED,
    JOINED,
    OPENED,
    PAUSE,
    SENT,
    STATES,
    WAITING,
    may_send_again,
)
from mentortrain.programs.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.errors import say
from mentortrain.web.links import absolute
from mentortrain.web.paging import page_of

WORDS = {
    BOUNCED: _l("could not be delivered"),
    WAITING: _l("waiting to be sent"),
    SENT: _l("sent"),
    OPENED: _l("opened the site"),
    JOINED: _l("joined"),
}
CHIPS = {BOUNCED: "stuck", WAITING: "waiting", SENT: "waiting", OPENED: "today", JOINED: "done"}

_BROKEN = {
    "invitation.joined": _l("This person has joined: they ask for a link of their own on the sign-in page."),
    "invitation.elsewhere": _l(
        "This account is used already, or opens more than this program. Its owner asks for a sign-in link on the "
        "sign-in page, and changes the address under Your settings, Sign-in and security."
    ),
    "invitation.same": _l("This is the address that the invitation went to."),
    "invitation.taken": _l("Somebody on this site has this address already. Invite them with it instead."),
}
say(_BROKEN)


@bp.get("/<int:program_id>/people/invitations")
@can("invitation.see")
@plain("names, addresses and parts, and whether the invitation arrived")
def people_invited(program_id: int) -> Any:
    """Everybody with the state of their invitation, one state at a time if asked."""
    program, limit = queries.program(program_id), access.scope_of(me(), program_id)
    scope = access.chosen(limit)
    everybody = invited(scope)
    at, wanted = clock.now(), request.args.get("state", "")
    shown = [one for one in everybody if wanted not in STATES or one.state.name == wanted]
    return render_template(
        "programs/invitations.html",
        program=program,
        limit=limit,
        scope=scope,
        counts={state: sum(one.state.name == state for one in everybody) for state in STATES},
        total=len(everybody),
        wanted=wanted if wanted in STATES else "",
        listed=page_of(sorted(shown, key=lambda one: STATES.index(one.state.name))),
        again=sum(may_send_again(one.state, one.mailed, at=at) for one in everybody),
        may_again=lambda one: may_send_again(one.state, one.mailed, at=at),
        words=WORDS,
        chips=CHIPS,
        pause=PAUSE.days,
    )


@bp.post("/<int:program_id>/people/invitations")
@can("invitation.send")
@records("people.invited_again")
def invite_again(program_id: int) -> Any:
    """Those who were ticked, or with `all` everybody who did not come, of the group that the page showed."""
    chosen = set(request.form.getlist("part", type=int))
    everyone = "all" in request.form
    scope = access.chosen(access.scope_of(me(), program_id))
    some = [one for one in invited(scope) if everyone or one.part.id in chosen]
    sent = len(actions.send_again(program_id, some, at=clock.now()))
    session.commit()
    if sent:
        words = ngettext("%(num)d invitation goes again.", "%(num)d invitations go again.", sent)
    else:
        words = _("Nobody was written to: tick those who did not come and were not written to in two days.")
    flash(words, "done" if sent else "sun")
    return redirect(url_for(".people_invited", program_id=program_id))


@bp.get("/<int:program_id>/people/invitations/<int:participation_id>")
@can("invitation.see")
@plain("name and address of one person, and whether the invitation arrived")
def one_invitation(program_id: int, participation_id: int) -> Any:
    return _page(_one(program_id, participation_id), AddressForm(formdata=None))


def _one(program_id: int, participation_id: int) -> Invited:
    scope = access.scope_of(me(), program_id)
    return one_invited(scope, queries.participation(scope, participation_id))


def _page(one: Invited, form: AddressForm, **more: Any) -> str:
    return render_template(
        "programs/invitation.html",
        program=queries.program(one.part.program_id),
        one=one,
        form=form,
        elsewhere=is_known_elsewhere(one.part),
        words=WORDS,
        chips=CHIPS,
        **{"link": "", "chat": "", "text": ""} | more,
    )


@bp.post("/<int:program_id>/people/invitations/<int:participation_id>/link")
@can("invitation.send")
@records("invitation.link_handed_out")
def hand_out_link(program_id: int, participation_id: int) -> Any:
    """The answer shows the link, this once: it is kept nowhere, so there is no page to be led to."""
    one = _one(program_id, participation_id)
    try:
        token = actions.hand_out_link(one.part, at=clock.now())
    except RuleBroken as broken:
        return _refused(one, broken)
    session.commit()
    link = absolute("people.link", token=token)
    text = _text(one.part, link)
    chat = f"https://wa.me/?text={quote(text)}"
    return _page(one, AddressForm(formdata=None), link=link, chat=chat, text=text)


def _text(part: Participation, link: str) -> str:
    return _(
        "Hello %(name)s, you are invited to %(program)s. Open this link to begin; it works once, until tomorrow: "
        "%(link)s",
        name=part.person.first_name,
        program=queries.program(part.program_id).name,
        link=link,
    )


def _refused(one: Invited, broken: RuleBroken) -> Any:
    session.rollback()
    flash(str(_BROKEN[broken.code]), "sun")
    return redirect(url_for(".one_invitation", program_id=one.part.program_id, participation_id=one.part.id))


@bp.post("/<int:program_id>/people/invitations/<int:participation_id>/address")
@can("invitation.send")
@records("invitation.address_corrected")
def correct_address(program_id: int, participation_id: int) -> Any:
    one, form = _one(program_id, participation_id), AddressForm()
    if not form.validate_on_submit():
        return _page(one, form), 422
    try:
        actions.correct_address(one, form.email.data or "", at=clock.now())
    except RuleBroken as broken:
        session.rollback()
        form.email.errors = [str(_BROKEN[broken.code])]
        return _page(_one(program_id, participation_id), form), 422
    session.commit()
    flash(_("The address is changed, and the invitation goes to it."), "done")
    return redirect(url_for(".one_invitation", program_id=program_id, participation_id=participation_id))
