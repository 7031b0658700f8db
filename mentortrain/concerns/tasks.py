"""Kinds of tasks: somebody asked for help, and a report waits. Of a report nothing is shown but that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, false, literal, null, select, true

from mentortrain.concerns import queries
from mentortrain.concerns.models import Concern
from mentortrain.concerns.rules import HELP, REPORT, SAFEGUARDING
from mentortrain.tasks.kinds import OURS, Case, Kind, register
from mentortrain.tasks.models import Task


def _waiting(sort: str, *, person: Any) -> Any:
    return select(
        (cast(Concern.id, String) + literal(":") + cast(Concern.turn, String)).label("occasion"),
        Concern.program_id,
        Concern.cohort_id,
        person.label("person_id"),
        Concern.id.label("thing_id"),
        Concern.waits_since.label("since"),
    ).where(Concern.sort == sort, Concern.waits_since.is_not(None), Concern.closed_at.is_(None))


def _help(at: datetime) -> Any:
    return _waiting(HELP, person=Concern.person_id)


def _reports(at: datetime) -> Any:
    return _waiting(REPORT, person=null())


def _unanswered(at: datetime) -> Any:
    return _reports(at).where(Concern.topic == SAFEGUARDING, Concern.escalated_at.is_not(None))


def _seen(person_id: Any, is_admin: bool) -> Any:
    admin = true() if is_admin else false()
    return Task.thing_id.in_(select(Concern.id).where(queries.report_seen_by(person_id, admin)))


def _unanswered_seen(person_id: Any, is_admin: bool) -> Any:
    admin = true() if is_admin else false()
    return Task.thing_id.in_(select(Concern.id).where(queries.unanswered_seen_by(person_id, admin)))


def _url(case: Case) -> str:
    return url_for("concerns.thread", concern_id=case.thing_id)


def _named_url(case: Case) -> str:
    return url_for("concerns.handlers", program_id=case.program_id)


def _why_help(case: Case) -> str:
    return _("Asked for help, and waits for an answer.")


def _why_report(case: Case) -> str:
    return _("A report waits for an answer. It is confidential.")


def _why_unanswered(case: Case) -> str:
    return _(
        "A safeguarding report waits, and nobody who is named for it has answered for two days. Speak with them, "
        "or name somebody else."
    )


register(
    Kind(
        code="concerns.help",
        title=_l("Somebody asks for help"),
        why=_why_help,
        move=OURS,
        deed=_l("Answer"),
        url=_url,
        find=_help,
    ),
    Kind(
        code="concerns.report",
        title=_l("A report waits"),
        why=_why_report,
        move=OURS,
        deed=_l("Open it"),
        url=_url,
        find=_reports,
        seen_by=_seen,
    ),
    Kind(
        code="concerns.unanswered",
        title=_l("A report is not answered"),
        why=_why_unanswered,
        move=OURS,
        deed=_l("See who is named"),
        url=_named_url,
        find=_unanswered,
        seen_by=_unanswered_seen,
    ),
)
