"""A transcript in words, on the page as on paper."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.learning.models import Certificate
from mentortrain.learning.rules import LESSON, Standing, standing_of
from mentortrain.people.models import Person
from mentortrain.transcripts.queries import Transcript
from mentortrain.transcripts.rules import Attended, CourseLine
from mentortrain.web.dates import date_on_paper, hours
from mentortrain.web.pages import settings


def line_note(line: CourseLine) -> str:
    """What was done of a course: since when it is complete, lessons, and each quiz with its best result."""
    if line.complete_at:
        said = [_("complete since %(day)s", day=date_on_paper(line.complete_at))]
    else:
        said = [_("in progress, last on %(day)s", day=date_on_paper(line.last_at))]
    quizzes = [one for one in line.done if one.kind != LESSON]
    others = len(line.done) - len(quizzes)
    if others:
        said.append(ngettext("one lesson", "%(num)d lessons", others))
    said += [_("%(quiz)s: %(percent)s percent", quiz=one.title, percent=one.percent) for one in quizzes]
    return " · ".join(said)


def as_pdf(found: Transcript, person: Person, *, at: datetime) -> bytes:
    """The whole of it, for its person."""
    from mentortrain.paper import Section, TranscriptSheet, transcript

    return transcript(
        TranscriptSheet(
            title=_("Transcript"),
            eyebrow=_("Transcript"),
            name=person.name,
            lead=_(
                "As of %(day)s: %(hours)s of training. Counted are the minutes that a course gives to what was "
                "completed, and the minutes at live sessions.",
                day=date_on_paper(at),
                hours=hours(found.training.minutes),
            ),
            sections=[
                Section(
                    _("Courses"),
                    [(one.title, line_note(one), hours(one.minutes or 0)) for one in found.courses],
                    _("No course is begun."),
                ),
                Section(
                    _("Live sessions"),
                    [_session_row(one) for one in found.training.attended],
                    _("No session is attended."),
                ),
                Section(
                    _("Certificates"),
                    [_certificate_row(one, at) for one in found.certificates],
                    _("No certificate is earned."),
                ),
            ],
            foot=settings().base_url.partition("://")[2],
            elsewhere=_("(stands on the page of this transcript)"),
            language=person.language,
            made_at=at,
        )
    )


def _session_row(one: Attended) -> tuple[str, str, str]:
    return one.title, date_on_paper(one.starts_at), hours(one.counted)


def _certificate_row(one: Certificate, at: datetime) -> tuple[str, str, str]:
    said = [one.number, _("issued on %(day)s", day=date_on_paper(one.issued_at))]
    standing = standing_of(one.expires_at, one.revoked_at, at=at)
    if standing is Standing.REVOKED:
        said.append(_("taken back"))
    elif one.expires_at:
        said.append(_("holds until %(day)s", day=date_on_paper(one.expires_at)))
    return one.course_title, " · ".join(said), hours(one.minutes)
