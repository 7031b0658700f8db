"""What the ticker asks for."""

from __future__ import annotations

import logging
from datetime import datetime

from flask_babel import ngettext
from sqlalchemy.exc import SQLAlchemyError

from mentortrain.db import session
from mentortrain.outages import is_away
from mentortrain.tasks import actions, kinds

log = logging.getLogger(__name__)


def refresh(at: datetime) -> str:
    """Make the tasks that there should be, and let go of those whose cause is gone. Returns what was done."""
    made = 0
    for kind in kinds.every():
        try:
            made += actions.refresh(kind, at=at)
            session.commit()  # one kind's trouble must not keep the others from being found
        except SQLAlchemyError as error:
            session.rollback()
            if is_away(error):
                raise
            log.exception("tasks of the kind %s could not be found", kind.code)
    return ngettext("%(num)d task found", "%(num)d tasks found", made) if made else ""
