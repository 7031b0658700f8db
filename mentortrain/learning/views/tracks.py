"""Staff choose what is asked of each role of their program, in which order and by when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain import clock
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning import actions, events, queries, rules
from mentortrain.learning.forms import TrackForm
from mentortrain.learning.queries import CourseOutline
from mentortrain.learning.rules import LEARNERS, Track
from mentortrain.programs import queries as programs
from mentortrain.web import can, say
from mentortrain.web.errors import in_words

bp = Blueprint("tracks", __name__, url_prefix="/programs")

NAMES = {"mentor": _l("Mentors"), "mentee": _l("Mentees"), "staff": _l("Staff")}

say(
    {
        "track.last": _l("This is the only course of the track: it stays. Add another one first."),
        "track.asked": _l(
            "Nobody is ready to be paired without this course: it stays, and it stays required."
        ),
        "track.days": _l("Write whole days from 1 to %(most)d, or leave it empty."),
    }
)


@bp.get("/<int:program_id>/settings/training")
@can("program.edit")
@plain("courses, and who they are for")
def of_program(program_id: int) -> Any:
    return _page(program_id)


@bp.post("/<int:program_id>/settings/training")
@can("program.edit")
@records("track.changed")
def change(program_id: int) -> Any:
    """One deed with one course of one track: the button that was pressed says which."""
    form = TrackForm()
    if not form.validate_on_submit():
        if not form.due_days.errors:
            raise NotThere  # no button of the page sends this
        return _page(program_id, wrong=_wrong(form, RuleBroken("track.days", most=rules.MOST_DAYS))), 422
    programs.program_held(program_id)
    role, deed = form.role.data or "", form.deed.data
    if deed == "usual":
        actions.drop_track(program_id=program_id, role=role, at=clock.now())
    else:
        courses = queries.current_courses()
        before = queries.track_of(program_id, role, courses.values())
        try:
            after = _after(form, program_id, before, courses)
        except RuleBroken as broken:
            return _page(program_id, wrong=_wrong(form, broken)), 422
        if after != before:
            actions.keep_track(program_id=program_id, role=role, track=after, at=clock.now())
    session.commit()
    flash(_("Saved."), "done")
    return redirect(url_for(".of_program", program_id=program_id, _anchor=role))


def _after(form: TrackForm, program_id: int, track: Track, courses: dict[str, CourseOutline]) -> Track:
    course = courses.get(form.course.data or "")
    role, deed = form.role.data or "", form.deed.data
    if course is None or (deed == "add" and course not in queries.usual(program_id, role, courses.values())):
        raise NotThere
    asked = {courses[key].course_id for key in events.asked_in(program_id, role) if key in courses}
    if deed == "add":
        return rules.added(track, course.course_id)
    if deed == "remove":
        return rules.removed(track, course.course_id, asked)
    if deed == "save":
        return rules.changed(
            track,
            course.course_id,
            asked,
            required=bool(form.required.data),
            due_days=form.due_days.data,
        )
    return rules.moved(track, course.course_id, -1 if deed == "up" else 1)


def _wrong(form: TrackForm, broken: RuleBroken) -> dict[str, Any]:
    """What to say, and where: beside the course, or beside its days."""
    return {
        "role": form.role.data,
        "course": form.course.data,
        "words": in_words(broken),
        "of_days": broken.code == "track.days",
        "days": request.form.get("due_days", ""),
    }


def _page(program_id: int, wrong: dict[str, Any] | None = None) -> str:
    courses = queries.current_courses()
    by_id = {course.course_id: course for course in courses.values()}
    chosen = queries.tracks_of(program_id)
    tracks = []
    for role in LEARNERS:
        usual = queries.usual(program_id, role, courses.values())
        track = chosen.get(role) or tuple(rules.Entry(course.course_id) for course in usual)
        listed = [(by_id[entry.course_id], entry) for entry in track if entry.course_id in by_id]
        tracks.append(
            {
                "role": role,
                "name": NAMES[role],
                "chosen": role in chosen,
                "rows": [(course, entry, rules.minutes_for(course.steps, role)) for course, entry in listed],
                "minutes": sum(
                    rules.minutes_for(course.steps, role) for course, entry in listed if entry.required
                ),
                "asked": events.asked_in(program_id, role),
                "others": [course for course in usual if course not in [one for one, _entry in listed]],
            }
        )
    return render_template(
        "learning/tracks.html",
        program=programs.program(program_id),
        tracks=tracks,
        wrong=wrong,
        titles_of=lambda course: ", ".join(
            courses[key].title if key in courses else key for key in course.prerequisites
        ),
    )
