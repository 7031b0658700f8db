"""What the worker does with kept files."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import ngettext

from mentortrain import clock
from mentortrain.files import actions, storage

GRACE = timedelta(hours=1)
"""Between keeping bytes and committing the row that refers to them, much more than a request takes."""


def sweep(at: datetime) -> str:
    """Remove bytes that nothing refers to any more. On the real clock: so is the moment a file was put."""
    now = clock.real_now()
    removed = actions.forget_orphans(storage.in_force(), put_before=now - GRACE, real_now=now)
    return ngettext("%(num)d file removed", "%(num)d files removed", removed) if removed else ""
