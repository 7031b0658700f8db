"""Conversations as staff see them, and who is named for reports."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, plain, records
from mentortrain.concerns import actions, queries
from mentortrain.concerns.forms import TOPIC_WORDS, AnswerForm, AssignForm
from mentortrain.concerns.models import Concern
from mentortrain.concerns.views.blueprint import bp
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.queries import with_email, with_id
from mentortrain.programs import queries as programs
from mentortrain.tasks.access import reader_of, roles_with
from mentortrain.tasks.queries import Reader, colleagues
from mentortrain.tasks.rules import days_since
from mentortrain.web import can, me, paging
from mentortrain.web.errors import in_words
from mentortrain.web.numbering import PAGE_SIZE, within

ANSWER = "help.answer"


def _reader() -> Reader:
    return reader_of(me(), ANSWER)


@bp.get("/help/inbox")
@can(ANSWER)
@plain("names, topics and how long each waits")
def inbox() -> Any:
    closed, at, wanted = request.args.get("show") == "closed", clock.now(), max(1, paging.wanted())
    first = (min(wanted, 10_000) - 1) * PAGE_SIZE
    count, waiting, rows = queries.inbox(_reader(), closed=closed, first=first, most=PAGE_SIZE)
    number, pages = within(wanted, count)
    return render_template(
        "concerns/inbox.html",
        rows=[(one, days_since(one.waits_since, at) if one.waits_since else None) for one in rows],
        count=count,
        waiting=waiting,
        closed=closed,
        topics=TOPIC_WORDS,
        listed=paging.Page(rows, number, pages),
    )


@bp.get("/help/inbox/<int:concern_id>")
@can(ANSWER)
@confidential("concern.seen", "concern")
def thread(concern_id: int) -> Any:
    concern = queries.for_staff(_reader(), concern_id)
    _concerns(concern)
    return _thread(concern, AnswerForm(formdata=None))


def _concerns(concern: Concern) -> None:
    """Whose data it is; who asked without signing in is known by the address, as `privacy.py` has it. Whom a report
    is about may read the site's record: then it does not say who reported."""
    about = with_id(concern.about_id) if concern.about_id else None
    asker = with_email(concern.asker_email) if concern.person_id is None and concern.asker_email else None
    person_id = asker.id if asker else concern.person_id
    if person_id and not (about and about.is_admin):
        concerning(person_id)
    else:
        concerning()


def _thread(concern: Concern, form: AnswerForm, status: int = 200) -> Any:
    page = render_template(
        "concerns/thread.html",
        concern=concern,
        said=queries.messages_of(concern.id),
        form=form,
        topics=TOPIC_WORDS,
        colleagues=_colleagues(concern),
        about=with_id(concern.about_id) if concern.about_id else None,
    )
    return page, status


def _colleagues(concern: Concern) -> list[queries.Choice]:
    if concern.is_report:
        return [queries.Choice(one.id, one.name) for one in queries.handlers_of(concern.id)]
    if concern.program_id is None:
        return []
    return [
        queries.Choice(one.person_id, one.name)
        for one in colleagues([concern.program_id], roles_with(ANSWER))
        if one.cohort_id in (None, concern.cohort_id)
    ]


@bp.post("/help/inbox/<int:concern_id>")
@can(ANSWER)
@records("concern.answered")
def answer(concern_id: int) -> Any:
    concern, form = queries.for_staff(_reader(), concern_id), AnswerForm()
    if not form.validate_on_submit():
        return _thread(concern, form, 422)
    actions.answer(concern, form.text.data or "", by=me(), at=clock.now())
    if form.close.data:
        actions.close(concern, by=me().id, at=clock.now())
    session.commit()
    flash(_("Answered. They get a mail."), "done")
    return redirect(url_for(".inbox"))


@bp.post("/help/inbox/<int:concern_id>/closure")
@can(ANSWER)
@records("concern.closed")
def close(concern_id: int) -> Any:
    actions.close(queries.for_staff(_reader(), concern_id), by=me().id, at=clock.now())
    session.commit()
    flash(_("Closed. Another message opens it again."), "done")
    return redirect(url_for(".inbox"))


@bp.post("/help/inbox/<int:concern_id>/reopening")
@can(ANSWER)
@records("concern.reopened")
def reopen(concern_id: int) -> Any:
    actions.reopen(queries.for_staff(_reader(), concern_id), by=me().id, at=clock.now())
    session.commit()
    flash(_("It is open again."), "done")
    return redirect(url_for(".thread", concern_id=concern_id))


@bp.post("/help/inbox/<int:concern_id>/assignment")
@can(ANSWER)
@records("concern.assigned")
def assign(concern_id: int) -> Any:
    concern, form = queries.for_staff(_reader(), concern_id), AssignForm()
    form.validate()
    among = [one.person_id for one in _colleagues(concern)]
    try:
        actions.assign(concern, form.to.data or None, among=among, by=me().id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
        return redirect(url_for(".thread", concern_id=concern_id))
    session.commit()
    flash(_("Given on.") if form.to.data else _("It is nobody's in particular now."), "done")
    return redirect(url_for(".thread", concern_id=concern_id))


@bp.route("/programs/<int:program_id>/settings/reports", methods=["GET", "POST"])
@can("concern.see")
@plain("names of staff, and who is named for reports")
@records("concern.handlers_named")
def handlers(program_id: int) -> Any:
    program, staff = programs.program(program_id), queries.staff_to_name(program_id)
    if request.method == "GET":
        named = queries.named_for(program_id)
        return render_template("concerns/handlers.html", program=program, staff=staff, named=named)
    known = {str(one.person_id): one.person_id for one in staff}
    actions.name_handlers(
        program_id,
        ordinary=[known[one] for one in request.form.getlist("ordinary") if one in known],
        safeguarding=[known[one] for one in request.form.getlist("safeguarding") if one in known],
        by=me().id,
        at=clock.now(),
    )
    session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for(".handlers", program_id=program_id))
