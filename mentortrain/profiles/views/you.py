"""The same later, under "You": about you, free hours, messages."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.profiles import actions, kinds, queries, words
from mentortrain.profiles.forms import (
    ContactForm,
    MessagesForm,
    WeekForm,
    WorkForm,
    contact_values,
    work_values,
)
from mentortrain.profiles.rules.vocabulary import ways
from mentortrain.profiles.rules.week import chosen
from mentortrain.profiles.views.blueprint import bp, language, ticked, week_before, week_for
from mentortrain.programs.access import participant_roles
from mentortrain.web import can, me


@bp.route("/you/about", methods=["GET", "POST"])
@can("self.edit")
def about() -> Any:
    """How to reach somebody, and what they bring or want: two forms, each saved by itself."""
    reach, work = _forms(request.form.get("part"))
    if request.method == "POST":
        form = reach if request.form.get("part") == "reach" else work
        if form.validate_on_submit():
            if form is reach:
                actions.save_contact(me(), reach.contact(), at=clock.now())
            else:
                actions.save_work(me().id, work.work(), at=clock.now())
            session.commit()
            flash(_("Saved."), "done")
            return redirect(url_for("profiles.about"))
    page = render_template("profiles/about.html", reach=reach, work=work)
    return page, 422 if request.method == "POST" else 200


def _forms(sent: str | None) -> tuple[ContactForm, WorkForm]:
    """The one that was sent has what was typed, the other what is known."""
    profile, spoken = queries.profile_of(me().id), queries.languages_of(me().id)
    ours: dict[str, Any] = {"formdata": None}
    reach = ContactForm(
        data=contact_values(profile, spoken), spoken=spoken, **({} if sent == "reach" else ours)
    )
    work = WorkForm(
        data=work_values(profile, queries.topics_of(me().id)),
        ways=ways(participant_roles(me())),
        **({} if sent != "reach" and request.method == "POST" else ours),
    )
    return reach, work


@bp.route("/you/hours", methods=["GET", "POST"])
@can("self.edit")
def hours() -> Any:
    """When somebody usually has time."""
    form, free = WeekForm(), queries.free_hours_of(me().id)
    if form.is_submitted():
        free = chosen(week_before(), *ticked())
    if form.validate_on_submit():
        actions.save_free_hours(me().id, free, at=clock.now())
        session.commit()
        flash(_("Saved."), "done")
        return redirect(url_for("profiles.hours"))
    page = render_template("profiles/hours.html", form=form, week=week_for(free))
    return page, 422 if form.is_submitted() else 200


def told_of_new_clock(person: Person) -> str | None:
    """What becomes of somebody's free hours when their clock is that of another zone; None if they have none."""
    hours = queries.free_hours_of(person.id)
    if not hours:
        return None
    return ngettext(
        "Your free hour stays the same on the clock, and is meant in %(city)s now. Look whether it still fits.",
        "Your %(num)d free hours stay the same on the clock, and are meant in %(city)s now. Look whether they "
        "still fit.",
        len(hours),
        city=person.city,
    )


@bp.route("/you/messages", methods=["GET", "POST"])
@can("self.edit")
def messages() -> Any:
    """Which mails somebody wants, and all they ever said to that."""
    person = me()
    wanted = {about: queries.may_send(person.id, about) for about in kinds.CHOICES}
    form = MessagesForm(data=wanted)
    if form.validate_on_submit():
        news = actions.note_consents(
            person.id, form.answers(), source=kinds.SETTINGS, language=language(), at=clock.now()
        )
        session.commit()
        flash(_("Saved.") if news else _("Nothing changed."), "done")
        return redirect(url_for("profiles.messages"))
    page = render_template(
        "profiles/messages.html",
        form=form,
        wording={about: kinds.in_force(about) for about in kinds.CHOICES},
        history=[(one, kinds.wording(one.about, one.version)) for one in queries.consents_of(person.id)],
        classes=words.CLASSES,
        means=words.MEANS,
        sources=words.SOURCES,
    )
    return page, 422 if form.is_submitted() else 200
