"""/site/erasures: an administrator erases somebody who wrote, and reads first what that does."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, plain, records
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people import queries as people
from mentortrain.people.models import Person
from mentortrain.people.views.proof import asks_for_proof
from mentortrain.privacy import queries
from mentortrain.privacy.actions import erasing
from mentortrain.privacy.forms import EraseSomebodyForm, FindForm
from mentortrain.privacy.rules import LETTER, WAITS
from mentortrain.privacy.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter

MOST_FOUND = 20
"""Names shown; who is not among them types more of the address."""


@bp.get("/site/erasures")
@can("site.erasure")
@plain("names and addresses of whom the words fit")
def find_somebody() -> Any:
    form = FindForm(request.args)
    asked = "q" in request.args
    good = asked and form.validate()
    found = people.found(form.q.data or "", MOST_FOUND + 1) if good else []
    page = render_template(
        "privacy/find_somebody.html",
        form=form,
        asked=good,
        found=found[:MOST_FOUND],
        more=len(found) > MOST_FOUND,
    )
    return page, 422 if asked and not good else 200


@bp.route("/site/erasures/<int:person_id>", methods=["GET", "POST"])
@can("site.erasure")
@records("erasure.planned")
@confidential("erasure.previewed", "person")
@limiter.limit("20 per hour", methods=["POST"])
@asks_for_proof
def erase_somebody(person_id: int) -> Any:
    """What goes, what stays and why, what else is touched; and the button at the end of it."""
    person = _still_there(person_id)
    form, refused = EraseSomebodyForm(person.email), _refused(person)
    if not refused and form.validate_on_submit():
        reason, at = (form.reason.data or "").strip(), clock.now()
        planned = erasing.ask_for(person, reason=reason, by=me().id, at=at)
        session.commit()
        if planned is None:
            flash(_("An erasure of %(name)s is planned already.", name=person.name), "sun")
        else:
            flash(
                _(
                    "It is planned. %(name)s is told by mail, with a link that calls it off.",
                    name=person.name,
                ),
                "done",
            )
        return redirect(url_for(".retention", _anchor="erasures"))
    concerning(person.id)
    page = render_template(
        "privacy/erase_somebody.html",
        form=form,
        somebody=person,
        foretold=queries.foretell(person.id, at=clock.now()),
        planned=queries.open_erasure_of(person.id),
        refused=refused,
        day=clock.now() + WAITS,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/site/erasures/<int:person_id>/cancellation")
@can("site.erasure")
@records("erasure.called_off")
def keep_somebody(person_id: int) -> Any:
    """Take back what an administrator planned; what the person asked for themselves is theirs to take back."""
    person = _still_there(person_id)
    if erasing.call_off(person.id, at=clock.now(), cause=LETTER):
        flash(_("It is called off. Everything of %(name)s stays.", name=person.name), "done")
    else:
        flash(_("There is no erasure of %(name)s here that could be called off.", name=person.name), "sun")
    session.commit()
    return redirect(url_for(".retention", _anchor="erasures"))


def _still_there(person_id: int) -> Person:
    person = people.with_id(person_id)
    if person is None or person.erased_at:
        raise NotThere
    return person


def _refused(person: Person) -> str | None:
    try:
        erasing.refuse_for(person, by=me().id)
    except RuleBroken as error:
        if error.code == "erasure.last_administrator":
            return _(
                "%(name)s is the only administrator. First make somebody else one, on the server: "
                "flask --app app people make-administrator ADDRESS",
                name=person.name,
            )
        return in_words(error)
    return None
