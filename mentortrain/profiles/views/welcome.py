"""After the first sign-in: three short steps, each saved as it is sent. Nothing here keeps anybody from the site."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.kinds import NEWSLETTER, NUDGE
from mentortrain.profiles import actions, kinds, queries, words
from mentortrain.profiles.forms import (
    CAN,
    LACKING,
    AnswerForm,
    MessagesForm,
    WhoForm,
    WorkForm,
    contact_values,
    work_values,
)
from mentortrain.profiles.rules.vocabulary import ways
from mentortrain.profiles.rules.week import chosen
from mentortrain.profiles.views.blueprint import bp, language, ticked, week_before, week_for
from mentortrain.programs import queries as programs
from mentortrain.programs.access import participant_roles
from mentortrain.programs.models import Participation
from mentortrain.web import can, me

STEPS = {1: "profiles.asked", 2: "profiles.who", 3: "profiles.bring"}


@bp.get("/welcome")
@can("self.edit")
def welcome() -> Any:
    """The first step that is left; without any, Home."""
    left = queries.unsaid(me().id).steps
    return redirect(url_for(STEPS[left[0]] if left else "home.index"))


@bp.route("/welcome/asked", methods=["GET", "POST"])
@can("self.edit")
def asked() -> Any:
    """Step 1: what is asked, what is done with the data, and which mails."""
    parts = programs.active_participations(me().id)
    if not parts:
        return redirect(url_for("home.index"))
    forms = _answer_forms(parts)
    messages = MessagesForm(data=_wanted() if request.method == "GET" else None)
    if request.method == "POST" and all([messages.validate(), *(form.validate() for form in forms.values())]):
        at, person = clock.now(), me()
        for part in parts:
            form = forms[part.id]
            actions.answer_part(part, lacking=form.lacking.data if form.can.data == LACKING else None, at=at)
        actions.note_consents(
            person.id,
            {kinds.NOTICE: True, **messages.answers()},
            source=kinds.WELCOME,
            language=language(),
            at=at,
        )
        session.commit()
        return _on(1)
    page = render_template(
        "profiles/asked.html",
        parts=[(part, forms[part.id]) for part in parts],
        messages=messages,
        wording={about: kinds.in_force(about) for about in (kinds.NOTICE, *kinds.CHOICES)},
        classes=words.CLASSES,
    )
    return page, 422 if request.method == "POST" else 200


def _answer_forms(parts: Any) -> dict[int, AnswerForm]:
    known = queries.answers_for([part.id for part in parts])
    return {part.id: AnswerForm(prefix=f"part-{part.id}", data=_said(part, known)) for part in parts}


def _said(part: Participation, known: dict[int, Any]) -> dict[str, str]:
    answer = known.get(part.id)
    return {} if answer is None else {"can": CAN if answer.can_do else LACKING, "lacking": answer.lacking}


def _wanted() -> dict[str, bool]:
    return {about: queries.may_send(me().id, about) for about in (NUDGE, NEWSLETTER)}


@bp.route("/welcome/you", methods=["GET", "POST"])
@can("self.edit")
def who() -> Any:
    """Step 2: who somebody is, and how to reach them."""
    person = me()
    profile, spoken = queries.profile_of(person.id), queries.languages_of(person.id)
    known = {"name": person.name, "time_zone": person.time_zone, **contact_values(profile, spoken)}
    form = WhoForm(data=known, spoken=spoken)
    if form.validate_on_submit():
        actions.save_contact(
            person, form.contact(), name=form.name.data or "", time_zone=form.time_zone.data, at=clock.now()
        )
        session.commit()
        return _on(2)
    # Nobody has looked at the zone yet: it came with the invitation, and the browser knows better.
    guess = person.time_zone if profile is None or profile.reached_at is None else None
    page = render_template("profiles/who.html", form=form, guess=guess)
    return page, 422 if form.is_submitted() else 200


@bp.route("/welcome/bring", methods=["GET", "POST"])
@can("self.edit")
def bring() -> Any:
    """Step 3: what somebody brings or wants, and when they are free."""
    person, roles = me(), participant_roles(me())
    known = work_values(queries.profile_of(person.id), queries.topics_of(person.id))
    form = WorkForm(data=known, ways=ways(roles))
    free = queries.free_hours_of(person.id)
    if form.is_submitted():
        free = chosen(week_before(), *ticked())
    if form.validate_on_submit():
        at = clock.now()
        actions.save_work(person.id, form.work(), at=at)
        actions.save_free_hours(person.id, free, at=at)
        session.commit()
        return _on(3)
    page = render_template("profiles/bring.html", form=form, week=week_for(free), roles=roles)
    return page, 422 if form.is_submitted() else 200


def _on(step: int) -> Any:
    """To the page that the pressed button asks for: one back, or on."""
    if request.form.get("go") == "back" and step > 1:
        return redirect(url_for(STEPS[step - 1]))
    if step < len(STEPS):
        return redirect(url_for(STEPS[step + 1]))
    left = queries.unsaid(me().id).steps
    if left:  # a step that was skipped, or a program that came meanwhile
        flash(_("Saved. One step is left, whenever you like."), "done")
    else:
        flash(_("That was all. You can change it under your settings at any time."), "done")
    return redirect(url_for("home.index"))
