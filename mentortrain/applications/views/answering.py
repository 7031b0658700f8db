"""Answering applications: one by one with a mail that may be edited, or accepting several at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.applications import actions, queries, words
from mentortrain.applications.forms import THEIR_OWN, AnswerForm
from mentortrain.applications.models import Application
from mentortrain.applications.rules import ACCEPTANCE, ANSWERS, MOST_AT_ONCE, TO_WAIT, WAITING
from mentortrain.applications.views.blueprint import bp
from mentortrain.audit.edge import concerning, confidential, records, records_nothing
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.rules import Scope
from mentortrain.web import can, me
from mentortrain.web.errors import in_words


@bp.get("/programs/<int:program_id>/applications/<int:application_id>/<what>")
@can("application.review")
@confidential("application.seen", "application")
def answer(program_id: int, application_id: int, what: str) -> Any:
    """The mail as it would go, to be read and changed before it does."""
    scope = scope_of(me(), program_id)
    found = _answerable(scope, application_id, what)
    concerning(*([found.person_id] if found.person_id else []))
    groups = _groups(scope)
    form = _form(groups, formdata=None)
    form.letter.data = _usual(found, what)
    form.group.data = found.cohort_id or groups[0][0]
    form.revision.data = str(found.revision)
    return _page(scope, found, what, form)


def _answerable(scope: Scope, application_id: int, what: str) -> Application:
    found = queries.application(scope, application_id)
    if what not in ANSWERS:
        raise NotThere
    return found


def _groups(scope: Scope) -> list[tuple[int, str]]:
    return [(cohort.id, cohort.name) for cohort in queries.cohorts_of(scope)]


def _form(groups: list[tuple[int, str]], **how: Any) -> AnswerForm:
    form = AnswerForm(**how)
    form.offer(groups)
    return form


def _usual(found: Application, what: str) -> str:
    """The usual words, in the language of the applicant."""
    with force_locale(words.written_in(found.language)):
        return words.usual_letter(what, found.program.name)


def _page(scope: Scope, found: Application, what: str, form: AnswerForm) -> Any:
    if not found.is_open or (what == TO_WAIT and found.state == WAITING):
        return redirect(url_for(".show", program_id=scope.program_id, application_id=found.id))
    page = render_template(
        "applications/answer.html",
        program=programs.program(scope.program_id),
        found=found,
        what=what,
        form=form,
        parts=queries.parts_of(scope, found.email_key),
        words=words,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/programs/<int:program_id>/applications/<int:application_id>/<what>")
@can("application.review")
@records("application.accepted", "application.put_on_list", "application.declined")
def decide(program_id: int, application_id: int, what: str) -> Any:
    scope = scope_of(me(), program_id)
    found, form = _answerable(scope, application_id, what), _form(_groups(scope))
    if not form.validate_on_submit():
        return _page(scope, found, what, form)
    chosen = actions.Answer(
        answer=what,
        letter=_own_words(found, what, form),
        why=(form.why.data or "").strip(),
        cohort_id=form.group.data if what == ACCEPTANCE else None,
    )
    try:
        actions.decide(found, chosen, revision=_number(form.revision.data), by=me(), at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
    else:
        session.commit()
        flash(_("The mail goes in 10 minutes. Until then you can take the answer back."), "done")
    return redirect(url_for(".show", program_id=program_id, application_id=application_id))


def _own_words(found: Application, what: str, form: AnswerForm) -> str:
    """What staff wrote; empty where they left the usual words."""
    written = "\n".join(line.rstrip() for line in (form.letter.data or "").strip().splitlines())
    return "" if written == _usual(found, what) else written


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else -1


@bp.post("/programs/<int:program_id>/applications/<int:application_id>/answers/<int:decision_id>/undoing")
@can("application.review")
@records("application.taken_back")
def undo(program_id: int, application_id: int, decision_id: int) -> Any:
    found = queries.application(scope_of(me(), program_id), application_id)
    try:
        actions.undo(found, decision_id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
    else:
        session.commit()
        flash(_("The answer is taken back. No mail goes."), "done")
    return redirect(url_for(".show", program_id=program_id, application_id=application_id))


@bp.post("/programs/<int:program_id>/applications/<int:application_id>/group")
@can("application.review")
@records("application.moved")
def move(program_id: int, application_id: int) -> Any:
    """It is for another group. Who is limited to one has none to choose from."""
    scope = scope_of(me(), program_id)
    found = queries.application(scope, application_id)
    wanted, groups = _number(request.form.get("group")), dict(_groups(scope))
    try:
        if wanted not in groups:
            raise RuleBroken("application.no_group")
        moved = actions.move(found, wanted, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        flash(in_words(error), "clay")
    else:
        session.commit()
        if moved:
            flash(_("The application is for %(group)s now.", group=groups[wanted]), "done")
    return redirect(url_for(".show", program_id=program_id, application_id=application_id))


@bp.post("/programs/<int:program_id>/applications/acceptances/preview")
@can("application.review")
@records_nothing("shows who would be accepted; nothing is written")
def preview(program_id: int) -> Any:
    """Who would be accepted, and the mail; nothing is written."""
    scope = scope_of(me(), program_id)
    ids = {_number(text) for text in request.form.getlist("chosen")[:MOST_AT_ONCE]}
    found = queries.chosen(scope, ids)
    if not found:
        flash(_("Tick somebody who waits for an answer first."), "sun")
        return redirect(url_for(".index", program_id=program_id))
    groups = _groups_of_several(scope)
    form = _form(groups, formdata=None)
    form.letter.data = words.usual_letter(ACCEPTANCE, programs.program(program_id).name)
    form.group.data = groups[0][0]
    return _preview_page(scope, [(one, one.revision) for one in found], form)


def _groups_of_several(scope: Scope) -> list[tuple[int, str]]:
    """Before the groups, where there are more than one, that of each application."""
    groups = _groups(scope)
    return groups if len(groups) == 1 else [(THEIR_OWN, _("the one that each applied for")), *groups]


def _preview_page(scope: Scope, found: list[tuple[Application, int]], form: AnswerForm) -> Any:
    page = render_template(
        "applications/preview.html",
        program=programs.program(scope.program_id),
        found=found,
        parts={one.id: queries.parts_of(scope, one.email_key) for one, _revision in found},
        form=form,
        words=words,
    )
    return page, 422 if form.is_submitted() and form.errors else 200


@bp.post("/programs/<int:program_id>/applications/acceptances")
@can("application.review")
@records("application.accepted")
def accept_all(program_id: int) -> Any:
    """Accept those of the preview that are still as they were shown."""
    seen = {}
    for pair in request.form.getlist("chosen")[:MOST_AT_ONCE]:
        number, _dot, revision = pair.partition(".")
        seen[_number(number)] = _number(revision)
    scope = scope_of(me(), program_id)
    found, form = queries.chosen(scope, seen), _form(_groups_of_several(scope))
    if found and not form.validate_on_submit():
        return _preview_page(scope, [(one, seen[one.id]) for one in found], form)
    program, accepted = programs.program(program_id), 0
    for one in found:
        own = actions.Answer(
            ACCEPTANCE,
            _own_words(one, ACCEPTANCE, form),
            (form.why.data or "").strip(),
            form.group.data or one.cohort_id,
        )
        try:
            actions.decide(one, own, revision=seen[one.id], by=me(), at=clock.now())
            accepted += 1
        except RuleBroken:
            continue  # somebody else was faster: it is counted below
    session.commit()
    said = ngettext("%(num)d application is accepted.", "%(num)d applications are accepted.", accepted)
    if accepted:
        said += " " + _("The mails go in 10 minutes.")
    if accepted < len(seen):
        left = len(seen) - accepted
        said += " " + ngettext(
            "%(num)d changed meanwhile and is left as it is.",
            "%(num)d changed meanwhile and are left as they are.",
            left,
        )
    flash(said, "done" if accepted else "sun")
    return redirect(url_for(".index", program_id=program.id))
