"""What can be chosen in a session's form."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from mentortrain.profiles.rules.vocabulary import LANGUAGES
from mentortrain.profiles.words import languages as every_language
from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.queries import Subject


def languages() -> dict[str, str]:
    """{code: name} of the languages in which sessions are held, in the reader's language."""
    names = every_language()
    return {code: names[code] for code in LANGUAGES if code in names}


def subject_of(webinar: Webinar) -> str:
    """What a session is about, as the form's choice has it; empty for nothing in particular."""
    return "" if webinar.course_id is None else f"{webinar.course_id}:{webinar.module}"


def parts_of(subject: Subject) -> list[tuple[str, str]]:
    """A course and its parts, as choices."""
    parts = [(f"{subject.course_id}:{one}", f"{subject.title}: {one}") for one in subject.modules]
    return [(f"{subject.course_id}:", subject.title), *parts]


def number_or_none(value: Any) -> int | None:
    """What a choice of ids stands for; None for the first one."""
    return int(value) if value and str(value).isdigit() else None


def word_or_none(value: Any) -> str | None:
    """A role; None for both."""
    return str(value) if value else None


def roles() -> list[tuple[str, Any]]:
    return [("", _l("Mentors and mentees")), (MENTOR, _l("Mentors")), (MENTEE, _l("Mentees"))]
