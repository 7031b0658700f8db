"""What is in a course, as its page shows it: the modules with their steps, in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.learning import queries, rules
from mentortrain.learning.queries import (
    ConversationHead,
    CourseOutline,
    CourseProgress,
    LessonHead,
    QuizHead,
)
from mentortrain.learning.views.blueprint import step_url
from mentortrain.learning.views.sizes import kilobytes
from mentortrain.web.dates import minutes
from mentortrain.web.translations import found

MOST_NOTES = 5_000
"""Of each step one for each way to stand in it, in each language of the site."""

ASKED, SPARED, BESIDE = "asked", "spared", "beside"
"""What a step is to somebody: it counts, it came after they had begun, or it never counts."""
BEGUN, BEING_READ, TRIED = "begun", "being read", "tried"
"""Where they stand in a quiz or conversation that is not passed."""


class Line(NamedTuple):
    """A step as `_components/steps.html` shows it."""

    title: str
    lang: str
    note: str
    state: str
    word: str
    href: str


class Part(NamedTuple):
    """A module with its steps; a course without modules is one part, without a title.

    Minutes are those of what is asked of this person, as everywhere; `more` is what they may do beside it.
    """

    number: int
    title: str
    minutes: int
    more: int
    steps: tuple[Line, ...]
    before: int  # steps in the parts before


def parts_in_words(version: CourseOutline, standing: CourseProgress, *, locked: bool) -> list[Part]:
    """Every part of a course for somebody who stands so in it."""
    counts, parts, before = queries.questions_in(version), [], 0
    for number, (module, items) in enumerate(version.parts, start=1):
        asked = sum(item.minutes for item in items if item.step in standing.asked)
        parts.append(
            Part(
                number=number,
                title=module.title if module else "",
                minutes=asked,
                more=sum(item.minutes for item in items) - asked,
                steps=tuple([_line(item, counts.get(item.id, 0), standing, locked) for item in items]),
                before=before,
            )
        )
        before += len(items)
    return parts


def _line(
    item: LessonHead | QuizHead | ConversationHead, questions: int, standing: CourseProgress, locked: bool
) -> Line:
    step, course = item.step, standing.course
    done = rules.is_done(step, standing.completed, standing.passed)
    is_next = standing.progress.next == step and not locked
    place = ASKED if step in standing.asked else SPARED if step in standing.spared else BESIDE
    stands = "" if done else _stands(item, standing)
    note, word = _in_words(found(), item, questions, done, is_next, place, stands)
    state = "done" if done else "yours" if is_next else "plain"
    href = "" if locked else step_url(course.key, step)
    return Line(item.title, course.language, note, state, word, href)


def _stands(item: LessonHead | QuizHead | ConversationHead, standing: CourseProgress) -> str:
    """Where somebody stands in a quiz or conversation, unless it is passed."""
    state = (
        None if isinstance(item, LessonHead) else standing.quizzes.get(rules.passed_as(item.kind, item.key))
    )
    if state is None or state.passed:
        return ""
    if state.open_attempt_id:
        return BEGUN
    if state.being_read and isinstance(item, QuizHead):
        return BEING_READ
    return TRIED if state.attempts else ""


@lru_cache(MOST_NOTES)
def _in_words(
    _language: Any,
    item: LessonHead | QuizHead | ConversationHead,
    questions: int,
    done: bool,
    is_next: bool,
    place: str,
    stands: str,
) -> tuple[str, str]:
    """The note under a step and the word in its chip: said once by each process, in the reader's language."""
    note = _note(item, questions)
    if stands:
        note = {
            BEGUN: _("%(note)s · begun", note=note),
            BEING_READ: _("%(note)s · handed in, staff are reading it", note=note),
            TRIED: _("%(note)s · tried, not passed yet", note=note),
        }[stands]
    if place == SPARED and not done:
        note = _("%(note)s · new since you began", note=note)
    later = {ASKED: _("later"), SPARED: _("not needed"), BESIDE: _("if you like")}[place]
    return str(note), "" if done else str(_("next") if is_next else later)


def _note(item: LessonHead | QuizHead | ConversationHead, questions: int) -> str:
    time = minutes(item.minutes)
    if isinstance(item, ConversationHead):
        return str(_("%(time)s · conversation", time=time))
    if isinstance(item, QuizHead):
        quiz = ngettext("quiz of one question", "quiz of %(num)d questions", questions)
        return str(_("%(time)s · %(quiz)s", time=time, quiz=quiz))
    note = _("%(time)s · text, %(size)s KB", time=time, size=kilobytes(item.size))
    if item.reflection:
        note = _("%(note)s · something to write", note=note)
    if item.media.video:
        note = _("%(note)s · with a video", note=note)
    return str(note)
