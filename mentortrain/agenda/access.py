"""Whose feed a token opens, and what of their programs staff see in theirs: it ends with their role."""

from __future__ import annotations

from dataclasses import replace

from mentortrain.agenda import queries
from mentortrain.agenda.queries import Feed, Granted
from mentortrain.agenda.rules import OWN
from mentortrain.programs.access import gives
from mentortrain.programs.rules import Scope

SEES = "webinar.see"
"""What the role of whoever has a feed of staff must give them, at each poll."""


def feed_with(token: str) -> Feed | None:
    """The feed of a token as it is now. None if there is none, it was revoked, or it is of staff who are none any
    more. One statement, of a feed of staff two."""
    found = queries.feed_with(token)
    if found is None or found.kind == OWN:
        return found
    grants = [one for one in seen_by(found.person_id) if found.program_id in (None, one.program_id)]
    if not grants:
        return None
    # All that decides what is shown, so that another group or role is another version as well.
    version = " ".join(f"{one.program_id}.{one.cohort_id or 0}.{one.version}" for one in grants)
    return replace(
        found,
        version=version,
        changes="",  # of what they take part in
        changed_at=max((one.changed_at for one in grants if one.changed_at), default=None),
        scopes=tuple(Scope(one.program_id, one.cohort_id) for one in grants),
    )


def seen_by(person_id: int) -> list[Granted]:
    """The programs whose sessions somebody sees as their staff."""
    return [
        one
        for one in queries.granted_to(person_id)
        if gives(one.role, SEES, is_limited=one.cohort_id is not None)
    ]
