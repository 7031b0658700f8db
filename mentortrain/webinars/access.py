"""Which sessions whoever asks may change, and of which they may say who was there."""

from __future__ import annotations

from mentortrain.errors import NotAllowed
from mentortrain.programs.access import may
from mentortrain.programs.rules import Scope
from mentortrain.web import me
from mentortrain.webinars import queries
from mentortrain.webinars.models import Webinar


def may_mark(webinar: Webinar) -> bool:
    """Whether who asks may say who was at a session: who may change sessions, and of the others its host."""
    return may("webinar.edit", webinar.program_id) or webinar.host_id == me().id


def theirs_to_edit(scope: Scope, webinar_id: int) -> Webinar:
    """A session that staff may change: who is limited to a group looks at what is for everybody, and no more."""
    webinar = queries.webinar(scope, webinar_id)
    if not scope.holds(webinar.cohort_id):
        raise NotAllowed
    return webinar
