"""Help on every page, also signed out; reports of problems; and what was answered."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from mentortrain import clock
from mentortrain.concerns import actions, queries
from mentortrain.concerns.forms import TOPIC_WORDS, HelpForm, MessageForm, ReportForm
from mentortrain.concerns.models import Concern
from mentortrain.concerns.rules import LONGEST_PAGE
from mentortrain.concerns.views.blueprint import bp
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs.access import roles_of
from mentortrain.web import can, me, open_to_all
from mentortrain.web.errors import in_words
from mentortrain.web.links import is_own_path
from mentortrain.web.security import limiter

_OPEN = "who cannot sign in needs help most"


def _who() -> Person | None:
    return me() if current_user.is_authenticated else None


def _browser() -> str:
    return request.headers.get("User-Agent", "")


@bp.get("/help")
@open_to_all(_OPEN)
def help_page() -> Any:
    form = HelpForm(formdata=None)
    came_from = request.args.get("from", "")
    form.page.data = came_from[:LONGEST_PAGE] if is_own_path(came_from) else ""
    return _help(form)


def _help(form: HelpForm, status: int = 200) -> Any:
    person = _who()
    if person:
        form.without_who()
    mine = queries.all_of(person.id) if person else []
    page = render_template("concerns/help.html", form=form, browser=_browser(), mine=mine, topics=TOPIC_WORDS)
    return page, status


@bp.post("/help")
@open_to_all(_OPEN)
@limiter.limit("20 per hour; 60 per day")
def ask() -> Any:
    form, person = HelpForm(), _who()
    if person:
        form.without_who()
    if not form.validate_on_submit():
        return _help(form, 422)
    if form.is_a_machine:
        return _sent(None)
    concern = actions.ask(form.asked(_browser()), by=person, at=clock.now())
    session.commit()
    return _sent(concern)


def _sent(concern: Concern | None) -> Any:
    if concern is not None and concern.person_id:
        flash(_("Sent. The answer stands here, and you get a mail."), "done")
        return redirect(url_for(".mine", concern_id=concern.id))
    flash(_("Sent. The answer comes by mail."), "done")
    return redirect(url_for(".help_page"))


@bp.get("/help/report")
@open_to_all(_OPEN)
def report_page() -> Any:
    return _report(_about(ReportForm(formdata=None)))


def _about(form: ReportForm) -> ReportForm:
    """Signed in: the staff of their programs can be chosen, so that a report about one is kept from them."""
    person = _who()
    staff = queries.staff_around(sorted(roles_of(person))) if person else []
    form.about.choices = [(0, _("no, or somebody else")), *((one.person_id, one.name) for one in staff)]
    if form.about.data is None:
        form.about.data = 0
    if person:
        form.without_who()
    return form


def _report(form: ReportForm, status: int = 200) -> Any:
    return render_template("concerns/report.html", form=form), status


@bp.post("/help/report")
@open_to_all(_OPEN)
@limiter.limit("10 per hour; 30 per day")
def report() -> Any:
    form = _about(ReportForm())
    if not form.validate_on_submit():
        return _report(form, 422)
    if form.is_a_machine:
        return _sent(None)
    try:
        concern = actions.report(form.asked(), by=_who(), at=clock.now())
    except RuleBroken as error:
        session.rollback()
        form.text.errors = [in_words(error)]
        return _report(form, 422)
    session.commit()
    return _sent(concern)


@bp.get("/help/<int:concern_id>")
@can("home.see")
def mine(concern_id: int) -> Any:
    return _conversation(queries.of_asker(me().id, concern_id), MessageForm(formdata=None))


@bp.post("/help/<int:concern_id>")
@can("home.see")
@limiter.limit("30 per hour")
def write_more(concern_id: int) -> Any:
    concern = queries.of_asker(me().id, concern_id)
    return _more(concern, me(), url_for(".mine", concern_id=concern_id))


@bp.get("/help/c/<token>")
@open_to_all("the token in the path, mailed with the answer, is the proof")
def by_link(token: str) -> Any:
    return _conversation(queries.with_token(token), MessageForm(formdata=None))


@bp.post("/help/c/<token>")
@open_to_all("the token in the path, mailed with the answer, is the proof")
@limiter.limit("30 per hour")
def more_by_link(token: str) -> Any:
    return _more(queries.with_token(token), None, url_for(".by_link", token=token))


def _more(concern: Concern, by: Person | None, back: str) -> Any:
    form = MessageForm()
    if not form.validate_on_submit():
        return _conversation(concern, form, 422)
    actions.write_more(concern, form.text.data or "", by=by, at=clock.now())
    session.commit()
    flash(_("Sent."), "done")
    return redirect(back)


def _conversation(concern: Concern, form: MessageForm, status: int = 200) -> Any:
    page = render_template(
        "concerns/conversation.html",
        concern=concern,
        said=queries.messages_of(concern.id),
        form=form,
        topics=TOPIC_WORDS,
    )
    return page, status
