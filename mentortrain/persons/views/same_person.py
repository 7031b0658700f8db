"""/same-person: a mailbox says whether two accounts are of whoever reads it. The links are in mails to both."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from mentortrain import clock, merging
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.persons import actions, queries
from mentortrain.persons.forms import OtherAddressForm
from mentortrain.persons.rules import GONE, KEPT, MERGE_LASTS, veiled
from mentortrain.persons.views.blueprint import bp
from mentortrain.programs import queries as programs
from mentortrain.web import open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter


@open_to_all("the token of the mail is the proof; a GET says nothing, so that mail scanners may look")
def same_person(token: str) -> Any:
    return _page(token, OtherAddressForm(formdata=None))


@open_to_all("the token shows who reads the mailbox, the typed address that the other one is known to them")
@limiter.limit("30 per hour")
def say_yes(token: str) -> Any:
    form = OtherAddressForm()
    if not form.validate_on_submit():
        return _page(token, form)
    try:
        done = actions.say_yes(token, form.email.data or "", at=clock.now())
    except RuleBroken as error:
        session.rollback()
        if error.code == "merge.ended":
            return redirect(url_for("persons.same_person", token=token))
        form.email.errors = [in_words(error)]
        return _page(token, form)
    session.commit()
    if not done:
        flash(_("Thank you. Now open the mail at the other address, and say yes there too."), "done")
    return redirect(url_for("persons.same_person", token=token))


@open_to_all("the token of the mail is the proof; it stops what staff asked for, and does nothing else")
@limiter.limit("30 per hour")
def say_no(token: str) -> Any:
    try:
        actions.say_no(token, at=clock.now())
    except RuleBroken:
        session.rollback()
        return redirect(url_for("persons.same_person", token=token))
    session.commit()
    flash(_("Thank you. The two accounts stay two."), "done")
    return redirect(url_for("persons.same_person", token=token))


def _hang(state: BlueprintSetupState) -> None:
    """Outside of the programs, where the other routes of this feature hang."""
    for name, path, view, method in (
        ("same_person", "", same_person, "GET"),
        ("say_yes", "", say_yes, "POST"),
        ("say_no", "/refusal", say_no, "POST"),
    ):
        state.app.add_url_rule(
            f"/same-person/<token>{path}", endpoint=f"persons.{name}", view_func=view, methods=[method]
        )


bp.record_once(_hang)


def _page(token: str, form: OtherAddressForm) -> Any:
    found = queries.merge_of(token)
    merge, side = found or (None, KEPT)
    is_open = merge is not None and merge.is_open(clock.now())
    done = merge is not None and merge.done_at is not None
    page = render_template(
        "persons/same_person.html",
        token=token,
        form=form,
        merge=merge,
        is_open=is_open,
        done=done,
        side=side,
        said=bool(merge and (merge.kept_said_at if side == KEPT else merge.gone_said_at)),
        mine=merge and (merge.kept_email if side == KEPT else merge.gone_email),
        other=merge and veiled(merge.gone_email if side == KEPT else merge.kept_email),
        stays=merge and (merge.kept_email if side == KEPT else veiled(merge.kept_email)),
        program=programs.program(merge.program_id) if merge else None,
        lines=[one for one in merging.every() if str(one.says)],
        goes=side == GONE,
        until=MERGE_LASTS,
    )
    if done:
        return page, 200
    return page, (422 if form.errors else 200) if is_open else 410
