"""A person's calendar: what is coming, the addresses for their calendar apps, and what these apps fetch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.http import http_date

from mentortrain import clock
from mentortrain.agenda import access, actions, jobs, links, polling, queries, render
from mentortrain.agenda.forms import FeedForm
from mentortrain.agenda.models import FeedToken
from mentortrain.agenda.rules import DECLINED, LEADING, OWN, by_day
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scopes_of
from mentortrain.web import can, me, open_to_all, say
from mentortrain.web.errors import in_words
from mentortrain.web.links import absolute
from mentortrain.web.security import limiter

bp = Blueprint("agenda", __name__)

NEW = "new calendar address"
"""Where the cookie keeps a new address until it is shown, on the next page."""

say(
    {
        "entry.cancelled": _l("This session is cancelled."),
        "feed.known": _l(
            "You have an address for “%(name)s”. Give this one another name, or end that one first."
        ),
        "feed.too_many": _l("You have %(limit)d calendar addresses. End one that you no longer use first."),
        "time.skipped": _l("The clocks in %(zone)s jump over this time that night. Choose another one."),
    }
)


class Cookieless(Response):
    """Sets no cookie: Flask would renew the session's in a browser that is signed in."""

    def set_cookie(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""


@bp.get("/calendar")
@can("calendar.see")
def calendar() -> Any:
    form = _form(FeedForm(formdata=None))
    form.choose(request.args.get("holds", ""))
    return _calendar_page(form)


@bp.post("/calendar")
@can("calendar.see")
def add_feed() -> Any:
    """The next page shows the new address: loading it again makes no other one."""
    form = _form(FeedForm())
    if not form.validate_on_submit():
        return _calendar_page(form), 422
    try:
        token = actions.add_feed(
            me(),
            name=form.name.data or "",
            replaces_invitations=bool(form.replaces_invitations.data),
            kind=form.kind,
            program_id=form.program_id,
            at=clock.now(),
        )
    except RuleBroken as error:
        form.name.errors = [in_words(error)]
        return _calendar_page(form), 422
    session.commit()
    cookie[NEW] = {"name": (form.name.data or "").strip(), "token": token, "kind": form.kind}
    return redirect(url_for(".new_feed"))


@bp.post("/calendar/invitations")
@can("calendar.see")
def invitations() -> Any:
    """Whether mails about new sessions carry an invitation, for who has addresses."""
    wanted = request.form.get("attach") == "yes"
    actions.attach_invitations(me(), wanted=wanted)
    session.commit()
    flash(
        _("Mails about new sessions carry an invitation again.")
        if wanted
        else _("Mails about new sessions carry no invitation any more."),
        "done",
    )
    return redirect(url_for(".calendar"))


@bp.get("/calendar/addresses/new")
@can("calendar.see")
def new_feed() -> Any:
    """The address that was just made, this once; the database has no more than its hash."""
    made = cookie.pop(NEW, None)
    if made is None:
        return redirect(url_for(".calendar"))
    address = absolute("agenda.feed", token=made["token"])
    webcal = "webcal://" + address.partition("://")[2]
    is_own = made.get("kind", OWN) == OWN
    return render_template(
        "agenda/new_feed.html", name=made["name"], address=address, webcal=webcal, is_own=is_own
    )


@bp.post("/calendar/addresses/<int:feed_id>/revocation")
@can("calendar.see")
def revoke_feed(feed_id: int) -> Any:
    actions.revoke_feed(me(), feed_id, at=clock.now())
    session.commit()
    flash(_("This address has ended. A calendar that used it gets nothing more."), "done")
    return redirect(url_for(".calendar"))


@bp.get("/feeds/<token>.ics")
@open_to_all("the token in the path is the proof")
def feed(token: str) -> Any:
    """What calendar apps poll. An unchanged feed is answered from one row, most often before Flask: `polling`."""
    away = request.environ.get(polling.AWAY)
    if away is not None:
        raise away
    at, found = clock.now(), access.feed_with(token)
    if found is None:
        raise NotThere
    shown = render.shown_in(found, at=at)
    tag = render.tag_of(found, shown)
    if request.if_none_match.contains_weak(tag):
        response = Cookieless(status=304)
    else:
        response = Cookieless(render.feed_of(found, shown, at=at))
    response.content_type = "text/calendar; charset=utf-8"
    response.set_etag(tag)
    response.headers["Last-Modified"] = http_date(found.last_modified)
    response.headers.extend(polling.KEPT)
    jobs.USES.note(found.token_id, at)
    return response


@bp.get("/answers/<token>")
@open_to_all("the token of the mail is the proof; a GET answers nothing, so that mail scanners may look")
def answer(token: str) -> Any:
    """Will you come? Whoever has the mail answers without signing in, until the session ends."""
    part, at = links.part_with(token), clock.now()
    is_open = not part.entry.is_cancelled and part.entry.ends_at > at
    page = render_template(
        "agenda/answer.html",
        entry=part.entry,
        zone=part.person.time_zone,
        expected=part.part != DECLINED,
        is_open=is_open,
        coming=request.args.get("coming") != "no",
        said=request.args.get("said") == "yes",
        token=token,
    )
    return page, 200 if is_open else 410


@bp.post("/answers/<token>")
@open_to_all("the token of the mail is the proof")
@limiter.limit("30 per minute")
def give_answer(token: str) -> Any:
    part, coming = links.part_with(token), request.form.get("coming") != "no"
    try:
        actions.answer(part, coming=coming, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
        return redirect(url_for(".answer", token=token))
    session.commit()
    flash(_("Thank you: the staff of your program see your answer."), "done")
    return redirect(url_for(".answer", token=token, coming="yes" if coming else "no", said="yes"))


def _calendar_page(form: FeedForm) -> str:
    person, at = me(), clock.now()
    entries, feeds = queries.upcoming_of(person.id, at), queries.feeds_of(person.id)
    # Who is staff nowhere any more still sees what their addresses held.
    names = dict(_programs_they_see()) if form.holds or any(feed.kind != OWN for feed in feeds) else {}
    return render_template(
        "agenda/calendar.html",
        next_entry=next((entry for entry in entries if not entry.is_cancelled), None),
        days=by_day(entries, person.time_zone),
        feeds=[(feed, _held_words(feed, names)) for feed in feeds],
        form=form,
        at=at,
    )


def _form(form: FeedForm) -> FeedForm:
    form.offer(_programs_they_see())
    return form


def _programs_they_see() -> list[tuple[int, str]]:
    """(id, name) of the programs whose sessions who asks sees as staff, by name."""
    if not scopes_of(me()):
        return []
    ids = [one.program_id for one in access.seen_by(me().id)]
    return sorted(programs.names_of(ids).items(), key=lambda one: one[1].casefold()) if ids else []


def _held_words(feed: FeedToken, names: dict[int, str]) -> tuple[str, bool]:
    """(what an address holds, whether it still brings anything): staff's end with their role."""
    if feed.kind == OWN:
        return "", True
    if feed.kind == LEADING:
        return _("the sessions you lead"), bool(names)
    if feed.program_id not in names:
        return _("a program whose sessions you see no more as staff"), False
    return _("all sessions of %(name)s", name=names[feed.program_id]), True
