"""Kinds of tasks about training: who stands still, and who became ready without anybody seeing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Date, String, and_, case, cast, exists, func, literal, select

from mentortrain.audit.models import AuditEvent
from mentortrain.learning.models import Attempt, LessonCompletion
from mentortrain.programs.models import Cohort, Participation, Program
from mentortrain.programs.rules import OPEN
from mentortrain.readiness.models import Declaration, Judgement
from mentortrain.readiness.rules import Move
from mentortrain.tasks.kinds import OURS, THEIRS, Case, Kind, register
from mentortrain.tasks.queries import clocks_back
from mentortrain.tasks.rules import STALLED_AFTER
from mentortrain.web.links import absolute


def _taking_part(at: datetime, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Participation)
        .join(Program, Program.id == Participation.program_id)
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .where(Participation.left_at.is_(None), Program.state == OPEN, Cohort.ends_on >= at.date())
    )


def _stalled(at: datetime) -> Any:
    """Who has joined, is not ready, has something to do, and took no step for so long.

    The occasion is the last step: who moves on and stops again is a new one.
    """
    before = clocks_back(at, STALLED_AFTER)
    lesson = (
        select(func.max(LessonCompletion.completed_at))
        .where(LessonCompletion.person_id == Participation.person_id)
        .scalar_subquery()
    )
    quiz = (
        select(func.max(func.coalesce(Attempt.submitted_at, Attempt.started_at)))
        .where(Attempt.person_id == Participation.person_id)
        .scalar_subquery()
    )
    learned = case((quiz > func.coalesce(lesson, Participation.joined_at), quiz), else_=lesson)
    since = case((learned > Participation.joined_at, learned), else_=Participation.joined_at)
    return (
        _taking_part(
            at,
            (cast(Participation.id, String) + literal(":") + cast(since, String)).label("occasion"),
            Participation.program_id,
            Participation.cohort_id,
            Participation.person_id,
            Participation.id.label("thing_id"),
            since.label("since"),
        )
        .join(Judgement, Judgement.participation_id == Participation.id)
        .outerjoin(
            Declaration,
            and_(Declaration.participation_id == Participation.id, Declaration.withdrawn_at.is_(None)),
        )
        .where(
            Declaration.id.is_(None),
            Judgement.else_waits_for == Move.PERSON.value,
            Cohort.opens_on <= literal((at - STALLED_AFTER).date(), Date),
            Participation.joined_at <= before,
            ~exists().where(
                LessonCompletion.person_id == Participation.person_id, LessonCompletion.completed_at > before
            ),
            ~exists().where(
                Attempt.person_id == Participation.person_id,
                func.coalesce(Attempt.submitted_at, Attempt.started_at) > before,
            ),
        )
    )


def _unseen(at: datetime) -> Any:
    """Ready, and nobody of staff has looked at them since: the occasion is the declaration."""
    seen = exists().where(
        AuditEvent.object_kind == "participation",
        AuditEvent.object_id == Participation.id,
        AuditEvent.action == "readiness.seen",
        AuditEvent.at >= Declaration.declared_at,
    )
    return (
        _taking_part(
            at,
            cast(Declaration.id, String).label("occasion"),
            Participation.program_id,
            Participation.cohort_id,
            Participation.person_id,
            Participation.id.label("thing_id"),
            Declaration.declared_at.label("since"),
        )
        .join(Declaration, Declaration.participation_id == Participation.id)
        .where(Declaration.withdrawn_at.is_(None), Cohort.pairing_on >= at.date(), ~seen)
    )


def _url(case: Case) -> str:
    return url_for("insight.person", program_id=case.program_id, participation_id=case.thing_id)


def _why_stalled(case: Case) -> str:
    return ngettext(
        "Has taken no step in training for %(num)d day. Ask what is in the way.",
        "Has taken no step in training for %(num)d days. Ask what is in the way.",
        case.days,
    )


def _ask_what_is_in_the_way(case: Case) -> str:
    return _(
        "Hello %(name)s, you have begun your training for %(program)s. Is something in the way? You go on where "
        "you left, at %(url)s",
        name=case.first_name,
        program=case.program,
        url=absolute("learning.index"),
    )


def _why_unseen(case: Case) -> str:
    return _("Has done everything asked before pairing. Say a word, and look whom they could be paired with.")


def _congratulate(case: Case) -> str:
    return _(
        "Hello %(name)s, you have done everything that %(program)s asks before pairing. Thank you. You hear from "
        "us when you are paired.",
        name=case.first_name,
        program=case.program,
    )


register(
    Kind(
        code="readiness.stalled",
        title=_l("Training stands still"),
        why=_why_stalled,
        move=THEIRS,
        deed=_l("See what is missing"),
        url=_url,
        message=_ask_what_is_in_the_way,
        find=_stalled,
    ),
    Kind(
        code="readiness.unseen",
        title=_l("Ready, and nobody has looked"),
        why=_why_unseen,
        move=OURS,
        deed=_l("Look at them"),
        url=_url,
        message=_congratulate,
        find=_unseen,
    ),
)
