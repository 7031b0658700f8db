"""What a requirement is called and what is left of it, in the reader's language: the same words on every page."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.readiness.rules import LESSONS, PRACTICE, QUIZZES, Move, Outcome, Requirement, State
from mentortrain.web.dates import day


def title(outcome: Outcome) -> str:
    """'Mentoring basics: lessons'."""
    if outcome.requirement.kind == LESSONS:
        return _("%(course)s: lessons", course=outcome.title)
    if outcome.requirement.kind == QUIZZES:
        return _("%(course)s: quiz", course=outcome.title)
    if outcome.requirement.kind == PRACTICE:
        return practice(outcome.title, outcome.requirement.count)
    if outcome.requirement.course:
        return sessions(outcome.title, outcome.requirement.count)
    return ngettext("One live session", "%(num)d live sessions", outcome.requirement.count)


def requirement(asked: Requirement, titles: Mapping[str, str]) -> str:
    """What a rubric asks, by its name; `titles` of courses by key."""
    name = titles.get(asked.course, asked.course)
    return title(Outcome(asked, State.MISSING, 0, asked.count, Move.NOBODY, title=name))


def practice(course: str, count: int) -> str:
    """'Mentoring basics: 2 conversations practised'."""
    return ngettext(
        "%(course)s: one conversation practised",
        "%(course)s: %(num)d conversations practised",
        count,
        course=course,
    )


def sessions(course: str, count: int) -> str:
    """'Mentoring basics: one live session'."""
    return ngettext("%(course)s: one live session", "%(course)s: %(num)d live sessions", count, course=course)


def session_about(course: str) -> str:
    """'live session about Mentoring basics': what is left, short enough for a list."""
    return _("live session about %(course)s", course=course)


def left_of(kind: str, left: int) -> str:
    """'2 lessons': the same of so much of a kind of requirement."""
    if kind == LESSONS:
        return ngettext("%(num)d lesson", "%(num)d lessons", left)
    if kind == QUIZZES:
        return ngettext("quiz", "%(num)d quizzes", left)
    if kind == PRACTICE:
        return ngettext("%(num)d conversation", "%(num)d conversations", left)
    return ngettext("live session", "%(num)d live sessions", left)


def note(outcome: Outcome) -> str:
    """What was done or is left, in a sentence to the person."""
    if outcome.is_met:
        return _met(outcome)
    if outcome.requirement.kind == LESSONS:
        return _(
            "%(done)d of %(total)d lessons done · about %(minutes)d minutes left",
            done=outcome.done,
            total=outcome.total,
            minutes=outcome.minutes_left,
        )
    if outcome.requirement.kind == QUIZZES:
        return _("not passed yet · about %(minutes)d minutes", minutes=outcome.minutes_left)
    if outcome.requirement.kind == PRACTICE:
        return _(
            "%(done)d of %(total)d passed · about %(minutes)d minutes left",
            done=outcome.done,
            total=outcome.total,
            minutes=outcome.minutes_left,
        )
    return _live(outcome)


def _met(outcome: Outcome) -> str:
    if outcome.requirement.kind == LESSONS:
        return ngettext("the lesson is done", "all %(num)d lessons done", outcome.total)
    if outcome.requirement.kind == QUIZZES:
        percents = ", ".join(entry.rpartition(": ")[2] for entry in outcome.evidence)
        return _("passed, %(percent)s", percent=percents) if percents else _("passed")
    if outcome.requirement.kind == PRACTICE:
        return _("passed")
    return _("you were there")


def _live(outcome: Outcome) -> str:
    if outcome.move is Move.TIME and outcome.earliest:
        return _("%(day)s: be there", day=day(outcome.earliest))
    if outcome.move is Move.PERSON and outcome.earliest:
        return _("register for one: the next is on %(day)s", day=day(outcome.earliest))
    return _("the staff of your program schedule it; nothing for you to do")


def for_staff(outcome: Outcome) -> str:
    """The same, said of the person to somebody else."""
    if outcome.requirement.kind in (LESSONS, QUIZZES, PRACTICE):
        return note(outcome)
    if outcome.is_met:
        return _("was there")
    if outcome.move is Move.TIME and outcome.earliest:
        return _("registered for %(day)s", day=day(outcome.earliest))
    if outcome.move is Move.PERSON:
        return _("not registered for any")
    return _("no session with a free place is scheduled: that is yours to do")
