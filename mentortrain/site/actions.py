"""What an administrator does about the site itself."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record


def note_jobs_retried(count: int, *, at: datetime) -> None:
    """The record says who had failed jobs tried again."""
    record("job.retried", details={"jobs": count}, at=at)
