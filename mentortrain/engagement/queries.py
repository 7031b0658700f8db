"""Named reads of re-engagement."""

from __future__ import annotations

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.engagement.models import ReEngagement


def cohorts_brought_back() -> frozenset[int]:
    """Ids of the cohorts that have had their session scheduled."""
    return frozenset(session.scalars(select(ReEngagement.cohort_id)))


def re_engagement(re_engagement_id: int) -> ReEngagement | None:
    """One, for its mail."""
    return session.get(ReEngagement, re_engagement_id)


def was_brought_back(cohort_id: int) -> bool:
    """Whether this cohort has had its session scheduled."""
    return session.scalar(select(ReEngagement.id).where(ReEngagement.cohort_id == cohort_id)) is not None
