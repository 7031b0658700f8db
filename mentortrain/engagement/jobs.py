"""What the ticker asks for."""

from __future__ import annotations

import logging
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from mentortrain.db import session
from mentortrain.engagement import actions, queries
from mentortrain.errors import RuleBroken
from mentortrain.programs import queries as programs
from mentortrain.programs.models import Cohort
from mentortrain.programs.rules import TWO_THIRDS
from mentortrain.webinars.models import Webinar

log = logging.getLogger(__name__)


def re_engage(at: datetime) -> str:
    """Bring back every cohort that slows now and was not brought back yet. Returns what was done.

    A group that rests waits, and one of which staff were asked first (its dates were changed) for their answer.
    """
    done = []
    brought_back = queries.cohorts_brought_back()
    around = programs.cohorts_around(at)
    held_back = programs.held_back([cohort.id for cohort in around], TWO_THIRDS)
    for cohort in around:
        if cohort.id in brought_back or cohort.id in held_back or programs.resting(cohort, at):
            continue
        name = cohort.name
        try:
            webinar = _re_engage(cohort, at)
            session.commit()  # one cohort's trouble must not undo another's invitations
        except (RuleBroken, ArithmeticError, LookupError, ValueError):  # nor keep them from being made
            session.rollback()
            log.exception("cohort %s (%s) is not brought back", cohort.id, name)
            continue
        if webinar is not None:
            done.append(name)
    if not done:
        return ""
    words = ngettext("re-engagement session scheduled for", "re-engagement sessions scheduled for", len(done))
    return f"{words} {', '.join(done)}"


def _re_engage(cohort: Cohort, at: datetime) -> Webinar | None:
    if not programs.timeline_of(cohort).slows_at(at):
        return None
    return actions.re_engage(
        cohort,
        title=_("Two thirds of the way: what now?"),
        description=_(
            "Most pairs slow down about now. In 45 minutes we look together at what you have reached and "
            "what is in the way, and you agree the next meeting with your partner before we part."
        ),
        at=at,
    )
