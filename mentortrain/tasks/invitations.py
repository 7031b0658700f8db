"""Kinds of tasks about who was invited: who did not come, and whose mail comes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from mentortrain.mail.models import FAILED, SENT, Outbox
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Cohort, Participation, Program
from mentortrain.programs.rules import OPEN, Scope
from mentortrain.tasks.kinds import THEIRS, Case, Coming, Kind, coming_from, register
from mentortrain.tasks.queries import clocks_back
from mentortrain.tasks.rules import NOT_COME_AFTER
from mentortrain.web.links import absolute


def _taking_part(at: datetime, *columns: Any) -> Any:
    """Everybody in a program that is open and whose group has not ended."""
    return (
        select(*columns)
        .select_from(Participation)
        .join(Program, Program.id == Participation.program_id)
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .where(Participation.left_at.is_(None), Program.state == OPEN, Cohort.ends_on >= at.date())
    )


def _not_come(at: datetime) -> Any:
    return _taking_part(
        at,
        cast(Participation.id, String).label("occasion"),
        Participation.program_id,
        Participation.cohort_id,
        Participation.person_id,
        Participation.id.label("thing_id"),
        Participation.invited_at.label("since"),
    ).where(
        Participation.joined_at.is_(None),
        Participation.invited_at <= clocks_back(at, NOT_COME_AFTER),
        # Nobody has to ask whether a mail arrived that came back.
        Participation.person_id.not_in(select(_unreached().c.person_id)),
    )


def _unreached() -> Any:
    """The latest mail to somebody failed, and none after it arrived."""
    later = aliased(Outbox)
    return (
        select(
            Outbox.person_id, func.max(Outbox.id).label("mail_id"), func.min(Outbox.created_at).label("since")
        )
        .where(
            Outbox.status == FAILED,
            Outbox.person_id.is_not(None),
            ~exists().where(later.person_id == Outbox.person_id, later.status == SENT, later.id > Outbox.id),
        )
        .group_by(Outbox.person_id)
        .subquery()
    )


def _bounced(at: datetime) -> Any:
    """Whom no mail reaches: the occasion is the mail that failed."""
    failed = _unreached()
    return _taking_part(
        at,
        (cast(Participation.id, String) + literal(":") + cast(failed.c.mail_id, String)).label("occasion"),
        Participation.program_id,
        Participation.cohort_id,
        Participation.person_id,
        Participation.id.label("thing_id"),
        failed.c.since.label("since"),
    ).join(failed, failed.c.person_id == Participation.person_id)


def _person_url(case: Case) -> str:
    return url_for("insight.person", program_id=case.program_id, participation_id=case.thing_id)


def _why_not_come(case: Case) -> str:
    return ngettext(
        "Was invited %(num)d day ago and has not signed in. Ask whether the mail arrived.",
        "Was invited %(num)d days ago and has not signed in. Ask whether the mail arrived.",
        case.days,
    )


def _ask_to_come(case: Case) -> str:
    return _(
        "Hello %(name)s, we invited you to %(program)s. Did our mail arrive? You can sign in with your mail "
        "address at %(url)s",
        name=case.first_name,
        program=case.program,
        url=absolute("people.sign_in"),
    )


def _ask_for_address(case: Case) -> str:
    return _(
        "Hello %(name)s, our mails for %(program)s come back from your address. Is it still right? Tell me "
        "another one, and I will see to it.",
        name=case.first_name,
        program=case.program,
    )


def _why_bounced(case: Case) -> str:
    return _("Our mails do not reach this address. Ask for another one.")


register(
    Kind(
        code="programs.not_come",
        title=_l("Invited and did not come"),
        why=_why_not_come,
        move=THEIRS,
        deed=_l("Open their page"),
        url=_person_url,
        message=_ask_to_come,
        find=_not_come,
    ),
    Kind(
        code="mail.bounced",
        title=_l("Mail comes back"),
        why=_why_bounced,
        move=THEIRS,
        deed=_l("Open their page"),
        url=_person_url,
        message=_ask_for_address,
        find=_bounced,
    ),
)


def _days_that_come(scopes: Collection[Scope], at: datetime) -> Sequence[Coming]:
    """Pairing day and end of each group that somebody is shown, while they lie ahead."""
    found = []
    for name, program_id, pairing_on, ends_on in programs.dates_of(scopes):
        for day, words in (
            (pairing_on, _("Pairing day of %(group)s", group=name)),
            (ends_on, _("Last day of %(group)s", group=name)),
        ):
            if day >= at.date():
                found.append(Coming(day, words, url_for("insight.board", program_id=program_id)))
                break
    return found


coming_from.append(_days_that_come)
