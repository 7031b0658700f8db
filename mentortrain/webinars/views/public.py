"""Open sessions: anybody sees them, and comes with a name and an address. No account is needed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import get_locale
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.agenda.links import join_url
from mentortrain.agenda.queries import part_of
from mentortrain.agenda.rules import DECLINED
from mentortrain.audit.edge import records
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.people.keys import ADDRESS, key_for
from mentortrain.people.rules import digest, email_key
from mentortrain.programs import queries as programs
from mentortrain.programs.access import may, scope_of
from mentortrain.web import can, me, open_to_all
from mentortrain.web.access import reader
from mentortrain.web.errors import in_words
from mentortrain.web.security import limiter
from mentortrain.webinars import actions, queries
from mentortrain.webinars.access import theirs_to_edit
from mentortrain.webinars.forms import PlaceForm
from mentortrain.webinars.models import Registration, Webinar
from mentortrain.webinars.views.blueprint import bp, dare
from mentortrain.webinars.views.planning import told_of

ASKED = "asked_for_place"
"""Where the cookie keeps which mail this browser waits for: {"webinar", "email"}."""
_OFTEN = "20 per minute; 100 per hour"  # a training room shares one address


def _address() -> str:
    """The address in the form, as limits count it: nobody's mailbox is flooded from here, whoever sends."""
    return f"place {digest(key_for(ADDRESS), email_key(request.form.get('email', '')))}"


@bp.get("/open/<int:program_id>")
@open_to_all("the open sessions of a program, for who has no account")
def public_sessions(program_id: int) -> Any:
    found = queries.public_sessions(program_id, at=clock.now())
    return render_template(
        "webinars/public.html",
        program=programs.program(program_id),
        webinars=found,
        places={webinar.id: queries.places_of(webinar) for webinar in found if webinar.capacity},
        zone=programs.program(program_id).first_cohort.time_zone,
    )


@bp.get("/open/<int:program_id>/<int:webinar_id>")
@open_to_all("the public page of an open session")
def public_session(program_id: int, webinar_id: int) -> Any:
    webinar = queries.public_session(program_id, webinar_id)
    return _page(webinar, PlaceForm(formdata=None, data={"time_zone": webinar.entry.time_zone}))


def _page(webinar: Webinar, form: PlaceForm) -> Any:
    person, at = reader(), clock.now()
    own = queries.registration(webinar.id, person.id) if person else None
    shown = render_template(
        "webinars/public_session.html",
        webinar=webinar,
        entry=webinar.entry,
        **told_of(webinar),
        program=programs.program(webinar.program_id),
        places=queries.places_of(webinar),
        over=webinar.entry.ends_at <= at,
        form=form,
        person=person,
        own=own,
        place=queries.place_in_line(webinar.id, person.id) if own is not None and own.waits else None,
        way_in=_way_in(webinar, own),
        zone=person.time_zone if person else webinar.entry.time_zone,
        takes_part=person is not None and may("session.see", webinar.program_id),
    )
    return shown, 422 if form.is_submitted() and form.errors else 200


def _way_in(webinar: Webinar, own: Registration | None) -> str:
    """The page from which somebody who is expected joins, which says when the door opens; else empty."""
    part = part_of(webinar.entry_id, own.person_id) if own is not None and own.is_expected else None
    return join_url(part) if part is not None and part.part != DECLINED else ""


@bp.post("/open/<int:program_id>/<int:webinar_id>")
@open_to_all("whoever asks for a place has no account yet")
@limiter.limit(_OFTEN)
@limiter.limit("10 per hour", key_func=_address)
def ask_for_place(program_id: int, webinar_id: int) -> Any:
    """Who is signed in is registered at once; anybody else gets a mail."""
    webinar, person = queries.public_session(program_id, webinar_id), reader()
    here = url_for(".public_session", program_id=program_id, webinar_id=webinar_id)
    if person is not None:
        deed = actions.withdraw if "withdraw" in request.form else actions.register
        dare(lambda: deed(webinar, person, at=clock.now()))
        return redirect(here)
    form = PlaceForm()
    if not form.validate_on_submit():
        return _page(webinar, form)
    if not form.is_from_a_machine:
        try:
            actions.ask_for_place(
                webinar,
                name=form.name.data or "",
                email=form.email.data or "",
                time_zone=form.time_zone.data,
                language=str(get_locale() or "en")[:2],
                at=clock.now(),
            )
        except RuleBroken as error:
            form.form_errors.append(in_words(error))
            return _page(webinar, form)
    session.commit()
    cookie[ASKED] = {"webinar": webinar_id, "email": (form.email.data or "").strip()}
    return redirect(url_for(".place_asked", program_id=program_id, webinar_id=webinar_id))


@bp.get("/open/<int:program_id>/<int:webinar_id>/sent")
@open_to_all("says where the mail with the link goes; the same whether or not anybody has the address")
def place_asked(program_id: int, webinar_id: int) -> Any:
    webinar, waits = queries.public_session(program_id, webinar_id), cookie.get(ASKED)
    if waits is None or waits.get("webinar") != webinar_id:
        return redirect(url_for(".public_session", program_id=program_id, webinar_id=webinar_id))
    return render_template("webinars/place_asked.html", webinar=webinar, email=waits["email"])


@bp.post("/programs/<int:program_id>/webinars/<int:webinar_id>/openness")
@can("webinar.edit")
@records("webinar.opened", "webinar.closed")
def set_open(program_id: int, webinar_id: int) -> Any:
    webinar = theirs_to_edit(scope_of(me(), program_id), webinar_id)
    is_public = "open" in request.form
    if dare(lambda: actions.open_to_all(webinar, is_public, at=clock.now())):
        flash(
            _("Everybody can register now. Share the link of its public page.")
            if is_public
            else _("Only people of the program can register now. Who is registered stays."),
            "done",
        )
    return redirect(url_for(".show", program_id=program_id, webinar_id=webinar_id))


@bp.get("/open/place/<token>")
@open_to_all("the token is the proof; a GET confirms nothing, so that mail scanners may look")
def place(token: str) -> Any:
    found = queries.request_with(token)
    if found is None:
        return render_template("webinars/place_ended.html", webinar=None), 410
    webinar = queries.with_id(found.webinar_id)
    if webinar is None:
        raise NotThere
    over = webinar.entry.is_cancelled or webinar.entry.ends_at <= clock.now()
    if found.confirmed_at is None and (over or not webinar.is_public):
        return render_template("webinars/place_ended.html", webinar=webinar), 410
    person = queries.guest_of(found) if found.confirmed_at else None
    own = queries.registration(webinar.id, person) if person else None
    return render_template(
        "webinars/place.html",
        found=found,
        webinar=webinar,
        entry=webinar.entry,
        program=programs.program(webinar.program_id),
        own=own,
        line=queries.place_in_line(webinar.id, person) if own is not None and own.waits and person else None,
        way_in=_way_in(webinar, own),
        zone=found.time_zone,
    )


@bp.post("/open/place/<token>")
@open_to_all("the token is the proof")
@limiter.limit("30 per minute")
def confirm_place(token: str) -> Any:
    found = queries.request_with(token)
    webinar = queries.with_id(found.webinar_id) if found else None
    if found is None or webinar is None:
        return render_template("webinars/place_ended.html", webinar=None), 410
    deed = actions.give_up_place if "withdraw" in request.form else actions.confirm_place
    dare(lambda: deed(found, webinar, at=clock.now()))
    return redirect(url_for(".place", token=token))
