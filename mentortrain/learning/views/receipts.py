"""A receipt of an attempt that is handed in: a text file to keep, with a number by which staff know it is true."""

from __future__ import annotations

import hashlib
import hmac
import json

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from mentortrain.learning.models import Attempt
from mentortrain.learning.views import answers, words
from mentortrain.learning.views.attempts import given_in
from mentortrain.web.dates import moment


def check_number(attempt: Attempt) -> str:
    """Made of all that decides the result and a secret of this site: '1A2B-3C4D-5E6F'.

    It is another one once staff let late answers count, or mark an essay.
    """
    facts = [
        attempt.id,
        attempt.person_id,
        attempt.course_id,
        attempt.quiz_key,
        attempt.quiz_id,
        attempt.number,
        attempt.started_at.isoformat(),
        attempt.submitted_at.isoformat() if attempt.submitted_at else "",
        str(attempt.score),
        sorted((slot, list(each.chosen), each.response) for slot, each in attempt.counting.items()),
    ]
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(secret, b"receipt:" + json.dumps(facts).encode(), hashlib.sha256).hexdigest()
    return "-".join(made[at : at + 4].upper() for at in (0, 4, 8))


def receipt_text(attempt: Attempt, *, name: str, course: str, version: int) -> str:
    """Name, quiz, version, times, score and what was answered, in the reader's language."""
    given, scored = given_in(attempt), attempt.scored
    lines = [
        _("Receipt: a quiz handed in"),
        "",
        f"{_('Name')}: {name}",
        f"{_('Course')}: {course}, {_('version %(number)d', number=version)}",
        f"{_('Quiz')}: {attempt.quiz.title}, {_('attempt %(number)d', number=attempt.number)}",
        f"{_('Begun')}: {moment(attempt.started_at)}",
        f"{_('Handed in')}: {moment(attempt.submitted_at)}" if attempt.submitted_at else "",
        f"{_('Result')}: {words.score(attempt.score, len(scored))}, " + _passed(attempt),
        "",
    ]
    for place, question in enumerate(scored, start=1):
        answer = given.get(question.position)
        said = _plain(answers.said(question, answer)) if answer else _("no answer")
        lines += [f"{place}. {_plain(question.html)}", f"   {said}"]
    lines += ["", f"{_('Check number')}: {check_number(attempt)}", ""]
    return "\n".join(lines)


def _passed(attempt: Attempt) -> str:
    if attempt.is_being_read:
        return str(_("staff are reading what is written"))
    return str(_("passed") if attempt.passed else _("not passed"))


def _plain(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704  (only to take the tags out)
