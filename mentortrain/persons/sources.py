"""What the features that stand today tell of somebody for their line of time. Each is one statement."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, literal, or_, select, union_all

from mentortrain.agenda.models import Entry
from mentortrain.audit import queries as audit
from mentortrain.audit import reading
from mentortrain.audit.rules import Filter
from mentortrain.db import session
from mentortrain.learning.models import Attempt, LessonCompletion, Play
from mentortrain.learning.queries import current_courses
from mentortrain.learning.rules import CONVERSATION, LESSON, QUIZ, whole_percent
from mentortrain.mail.kinds import program_of
from mentortrain.mail.models import DROPPED, FAILED, SENT, Outbox
from mentortrain.people import queries as people
from mentortrain.people.models import SignIn
from mentortrain.persons.queries import notes_on
from mentortrain.programs import queries as programs
from mentortrain.programs.line import (
    INVITATION,
    LEAVE,
    MAIL,
    MOST,
    NOTE,
    READY,
    SESSION,
    STAFF,
    TRAINING,
    VISIT,
    Fact,
    Source,
    Whom,
)
from mentortrain.programs.models import Participation
from mentortrain.readiness.models import Declaration
from mentortrain.web.dates import minutes, short_day
from mentortrain.webinars.models import Attendance, Registration, Webinar
from mentortrain.webinars.rules import INVITED

OTHER_LINES = ("people.invited", "attendance.marked", "engagement.invited")
TOLD_OTHERWISE = ("note.written", "person.on_leave")
"""Deeds that are told by what they made, with its words."""
"""What the record says that another source tells already."""


def taking_part(whom: Whom) -> Iterator[Fact]:
    """Invited and joined, also in parts that ended."""
    roles = {"mentor": _("mentor"), "mentee": _("mentee")}
    for part in session.scalars(
        select(Participation).where(
            Participation.person_id == whom.person_id, Participation.program_id == whom.program_id
        )
    ):
        yield Fact(part.invited_at, INVITATION, _("Invited as %(role)s", role=roles[part.role]))
        if part.joined_at:
            yield Fact(part.joined_at, INVITATION, _("Joined as %(role)s", role=roles[part.role]))


def mails(whom: Whom) -> Iterator[Fact]:
    """What was sent to them, or could not be. Of mails that belong to no program, such as sign-ins, nothing."""
    for one in session.scalars(
        select(Outbox)
        .where(Outbox.person_id == whom.person_id, Outbox.status.in_((SENT, FAILED, DROPPED)))
        .order_by(Outbox.id.desc())
        .limit(MOST)
    ):
        if program_of(one.kind, one.params) != whom.program_id:
            continue
        if one.status == SENT and one.sent_at:
            yield Fact(one.sent_at, MAIL, _("Mail sent"), one.subject or "")
        elif one.status == FAILED:
            yield Fact(one.created_at, MAIL, _("A mail could not be delivered"), one.reason or "")
        elif one.reason == "left the program":
            yield Fact(one.created_at, MAIL, _("A mail that waited was not sent"))


def visits(whom: Whom) -> Iterator[Fact]:
    """On which days they signed in."""
    days = set()
    for at in session.scalars(
        select(SignIn.at)
        .where(SignIn.person_id == whom.person_id, SignIn.succeeded)
        .order_by(SignIn.at.desc())
        .limit(MOST)
    ):
        if at.date() not in days:
            days.add(at.date())
            yield Fact(at, VISIT, _("Signed in"), to_the_day=True)


def training(whom: Whom) -> Iterator[Fact]:
    """Lessons done, quizzes handed in and conversations passed. How somebody practised until they passed, and what
    they chose, is theirs alone."""
    courses = {course.course_id: course for course in current_courses().values()}
    for at, what, course_id, key, *result in session.execute(_done_by(whom.person_id)):
        course = courses.get(course_id)
        title = (
            {(step.kind, step.key): step.title for step in course.steps}.get((what, key)) if course else None
        )
        yield Fact(at, TRAINING, _done_in_words(what, title or key, *result), course.title if course else "")


def _done_by(person_id: int) -> Select[*tuple[Any, ...]]:
    """When, which kind of step, course and key, and of a quiz whether it was passed and its score, as a fraction."""
    nothing = (literal(True), literal(0), literal(1))
    lessons = select(
        LessonCompletion.completed_at.label("at"),
        literal(LESSON),
        LessonCompletion.course_id,
        LessonCompletion.lesson_key,
        *nothing,
    ).where(LessonCompletion.person_id == person_id)
    quizzes = select(
        Attempt.submitted_at,
        literal(QUIZ),
        Attempt.course_id,
        Attempt.quiz_key,
        Attempt.passed,
        func.coalesce(Attempt.score_numerator, 0),
        func.coalesce(Attempt.score_denominator, 1),
    ).where(Attempt.person_id == person_id, Attempt.submitted_at.is_not(None))
    conversations = select(
        Play.finished_at, literal(CONVERSATION), Play.course_id, Play.conversation_key, *nothing
    ).where(Play.person_id == person_id, Play.passed.is_(True))
    every = union_all(lessons, quizzes, conversations).subquery()
    return select(*every.c).order_by(every.c.at.desc()).limit(MOST)


def _done_in_words(what: str, title: str, passed: bool | None, numerator: int, denominator: int) -> str:
    if what == LESSON:
        return _("Lesson done: %(title)s", title=title)
    if what == CONVERSATION:
        return _("Conversation passed: %(title)s", title=title)
    if passed is None:
        return _("Quiz handed in, an essay is to be read")
    percent = whole_percent(Fraction(numerator, denominator))
    if passed:
        return _("Quiz passed, %(percent)d %%", percent=percent)
    return _("Quiz not passed, %(percent)d %%", percent=percent)


def sessions(whom: Whom) -> Iterator[Fact]:
    """Invited to, registered for, withdrawn from and at which sessions of the program."""
    of_program = (
        select(Registration, Entry.title)
        .join(Webinar, Webinar.id == Registration.webinar_id)
        .join(Entry, Entry.id == Webinar.entry_id)
        .where(Registration.person_id == whom.person_id, Webinar.program_id == whom.program_id)
        .limit(MOST)
    )
    for one, title in session.execute(of_program):
        if one.invited_at and one.state == INVITED:
            yield Fact(one.invited_at, SESSION, _("Invited to a session"), title)
        if one.waits and one.waiting_since:
            yield Fact(one.waiting_since, SESSION, _("Waits for a place in a session"), title)
        if one.registered_at and not one.waits:
            yield Fact(one.registered_at, SESSION, _("Registered for a session"), title)
        if one.withdrawn_at and not one.is_expected:
            yield Fact(one.withdrawn_at, SESSION, _("Not coming to a session any more"), title)
    there = (
        select(Entry.starts_at, Entry.title, Attendance.minutes)
        .join(Webinar, Webinar.entry_id == Entry.id)
        .join(Attendance, Attendance.webinar_id == Webinar.id)
        .where(Attendance.person_id == whom.person_id, Webinar.program_id == whom.program_id)
        .limit(MOST)
    )
    for at, title, stayed in session.execute(there):
        yield Fact(at, SESSION, _("Was at a session for %(minutes)s", minutes=minutes(stayed)), title)


def readiness(whom: Whom) -> Iterator[Fact]:
    """When they became ready, and when that was taken back."""
    parts = select(Participation.id).where(
        Participation.person_id == whom.person_id, Participation.program_id == whom.program_id
    )
    for one in session.scalars(
        select(Declaration).where(
            or_(
                Declaration.participation_id == whom.participation_id,
                Declaration.participation_id.in_(parts),
            )
        )
    ):
        yield Fact(one.declared_at, READY, _("Ready"))
        if one.withdrawn_at:
            yield Fact(
                one.withdrawn_at, READY, _("Not ready any more"), _("A fact behind it was taken back.")
            )


def leave(whom: Whom) -> Iterator[Fact]:
    """Leave that was noted."""
    for one in programs.leaves_of(whom.participation_id):
        days = _("%(first)s to %(last)s", first=short_day(one.starts_on), last=short_day(one.ends_on))
        yield Fact(one.noted_at, LEAVE, _("Leave noted"), days)


def deeds(whom: Whom) -> Iterator[Fact]:
    """What staff did that concerns them, as the record says it; who looked at something is no deed."""
    events, _more = audit.page(
        Filter(program_id=whom.program_id, people=people.numbers_of(whom.person_id)), limit=MOST
    )
    shown = [
        one
        for one in events
        if not one.action.endswith((".seen", ".previewed")) and one.action not in OTHER_LINES
    ]
    names = reading.Names(shown, {whom.person_id})
    nobody = audit.Concerned((whom.person_id,), 1)
    for event in shown:
        told = reading.told(event, names, nobody, link=None)
        yield Fact(event.at, STAFF, told.sentence.unescape(), is_deed=event.action in TOLD_OTHERWISE)


def notes(whom: Whom) -> Iterator[Fact]:
    """What staff wrote."""
    for note in notes_on(whom.program_id, whom.person_id):
        by = note.written_by.name if note.written_by else _("somebody who left")
        yield Fact(note.written_at, NOTE, _("Note by %(name)s", name=by), note.text)


OURS: tuple[Source, ...] = (taking_part, mails, visits, training, sessions, readiness, leave, notes, deeds)
