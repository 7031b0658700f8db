"""Reflections: a person writes for themselves or hands it in; staff of the program read that and answer."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.audit.edge import concerning, confidential, records
from mentortrain.db import session
from mentortrain.learning import actions, queries, rules
from mentortrain.learning.access import course_for
from mentortrain.learning.forms import CommentForm, DraftForm, ReflectionForm
from mentortrain.learning.views.blueprint import bp
from mentortrain.learning.views.lessons import lesson_page
from mentortrain.learning.views.saving import given_at, saved_in_words
from mentortrain.people import queries as people
from mentortrain.programs import queries as programs
from mentortrain.programs.access import scope_of
from mentortrain.programs.models import Participation
from mentortrain.web import can, me

_SOMEBODY = "/programs/<int:program_id>/people/<int:participation_id>/reflections"

_OLDER = _l("Kept, but a newer text of yours from another page stands. Load the page anew to see both.")


@bp.post("/<course_key>/lessons/<lesson_key>/reflection")
@can("course.take")
def write_reflection(course_key: str, lesson_key: str) -> Any:
    """Keep the text, for its writer alone; with `go` = hand_in give it to the staff."""
    person = me()
    open_course = course_for(person, course_key)
    found = queries.lesson(open_course.version, lesson_key)
    form = ReflectionForm()
    if not form.validate_on_submit():
        return lesson_page(course_key, lesson_key, form=form), 422
    hand_in = request.form.get("go") == "hand_in"
    actions.save_reflection(
        person_id=person.id,
        course_id=open_course.id,
        lesson=found,
        program_id=open_course.program_id,
        text=form.text.data or "",
        hand_in=hand_in,
        at=clock.now(),
    )
    session.commit()
    if hand_in:
        flash(_("Handed in: the staff of your program can read it."), "done")
    else:
        flash(_("Kept. Only you can read it."), "done")
    return redirect(url_for("learning.lesson", course_key=course_key, lesson_key=lesson_key))


@bp.post("/<course_key>/lessons/<lesson_key>/reflection/saving")
@can("course.take")
def save_draft(course_key: str, lesson_key: str) -> Any:
    """What somebody has written so far, for the page's script: JSON, with the words to show."""
    person, at = me(), clock.now()
    open_course = course_for(person, course_key)
    form = DraftForm(request.form)
    if not form.validate():
        abort(400)
    kept = actions.keep_draft(
        person_id=person.id,
        course_id=open_course.id,
        lesson=queries.lesson(open_course.version, lesson_key),
        program_id=open_course.program_id,
        text=form.text.data or "",
        client_uuid=form.client_uuid.data or "",
        client_seq=form.client_seq.data or 0,
        given_at=given_at(form.given_ago.data, at),
        at=at,
    )
    session.commit()
    stands = kept == rules.IN_TIME
    words = saved_in_words(at, kept) if stands else _OLDER
    return jsonify(saved_at=at.isoformat(), words=str(words), stands=stands)


@bp.get(_SOMEBODY, endpoint="reflections_of")
@can("person.see")
@confidential("reflections.seen", "participation")
def reflections_of(program_id: int, participation_id: int) -> Any:
    return _page(_part(program_id, participation_id))


@bp.post(f"{_SOMEBODY}/<int:reflection_id>/comment")
@can("note.write")
@records("reflection.answered")
def comment(program_id: int, participation_id: int, reflection_id: int) -> Any:
    part, form = _part(program_id, participation_id), _form(reflection_id)
    found = queries.handed_in_to(program_id, part.person_id, reflection_id)
    if not form.validate_on_submit():
        return _page(part, wrong={reflection_id: form}), 422
    actions.comment(found, form.text.data or "", by=me().id, at=clock.now())
    session.commit()
    flash(_("%(name)s reads your answer below the text.", name=part.person.first_name), "done")
    return redirect(url_for(".reflections_of", program_id=program_id, participation_id=participation_id))


def _page(part: Participation, *, wrong: dict[int, CommentForm] | None = None) -> str:
    concerning(part.person_id)
    texts = queries.handed_in(part.program_id, part.person_id)
    by = {each.reflection.commented_by_id for each in texts} - {None}
    return render_template(
        "learning/reflections_of.html",
        program=programs.program(part.program_id),
        part=part,
        texts=texts,
        forms={
            one.id: (wrong or {}).get(one.id) or _form(one.id, one.comment)
            for one in (each.reflection for each in texts)
        },
        named=people.names_of([one for one in by if one]) if by else {},
    )


def _form(reflection_id: int, said: str = "") -> CommentForm:
    """Each text on the page has one: with its number, so that no two fields have one name."""
    return CommentForm(prefix=f"r{reflection_id}-", data={"text": said} if said else None)


def _part(program_id: int, participation_id: int) -> Participation:
    return programs.participation(scope_of(me(), program_id), participation_id)
