"""Several sessions at once, looked over before it is done: what is other in each, and what speaks against its time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mentortrain.mail.actions import just_posted
from mentortrain.programs.models import Program
from mentortrain.programs.rules import Scope
from mentortrain.web.dates import moment
from mentortrain.webinars import queries
from mentortrain.webinars.actions import Edited
from mentortrain.webinars.forms import WebinarForm
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.views.planning import (
    Change,
    Over,
    changes_in_words,
    over,
    warnings_of,
)
from mentortrain.webinars.views.told import REMINDER

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One of them. Values only, as `Over`."""

    heading: str
    """When it was to be, before this."""
    changes: Sequence[Change]
    warnings: Sequence[str]
    mails: int


@dataclass(frozen=True)
class Several(Over):
    """All of them: `changes` and `warnings` are those that every one has, `parts` what is each one's own."""

    parts: Sequence[Part] = ()
    count: int = 0


def several(parts: Sequence[Part]) -> Several:
    """Of what this transaction has done so far to these sessions."""
    looked = over(_in_all([part.changes for part in parts]), _in_all([part.warnings for part in parts]))
    own = [
        Part(
            part.heading,
            [one for one in part.changes if one not in looked.changes],
            [one for one in part.warnings if one not in looked.warnings],
            part.mails,
        )
        for part in parts
    ]
    told = [one for one in own if one.changes or one.warnings or one.mails]
    return Several(**vars(looked), parts=told, count=len(parts))


def _in_all(lists: Sequence[Sequence[T]]) -> list[T]:
    """What stands in each of several lists; of one list alone nothing."""
    return [one for one in lists[0] if all(one in each for each in lists)] if len(lists) > 1 else []


def edited_parts(done: Iterable[tuple[Webinar, Edited]], scope: Scope, program: Program) -> list[Part]:
    """Of edits that are done one after the other, those that change something."""
    hosts, form, parts, before = dict(queries.hosts_of(scope)), WebinarForm(formdata=None), [], 0
    for webinar, edited in done:
        mails = sum(one.kind != REMINDER for one in just_posted())
        if edited.changed:
            was, _after = edited.changed.get("starts_at", (webinar.entry.starts_at, None))
            parts.append(
                Part(
                    str(moment(was)),
                    changes_in_words(edited, webinar, program, hosts, form),
                    warnings_of(webinar, scope, program) if edited.moved else [],
                    mails - before,
                )
            )
        before = mails
    return parts


def made_parts(made: Iterable[Webinar], scope: Scope, program: Program) -> list[Part]:
    """Of new sessions, with what speaks against their time; of drafts nothing does yet."""
    return [
        Part(str(moment(one.entry.starts_at)), [], warnings_of(one, scope, program), 0)
        for one in made
        if not one.is_draft
    ]
