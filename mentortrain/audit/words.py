"""Lines in words: pieces that the features' `records.py` share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from mentortrain.audit.kinds import Change, Details
from mentortrain.web import dates


def field_rows(
    labels: Mapping[str, Any], shown: Mapping[str, Callable[[Any], str]] | None = None
) -> Callable[[Details], Sequence[Change]]:
    """Rows for `details["changed"]`, as `rules.changes` makes it: a label for each field, and how it is shown."""

    def rows(details: Details) -> Sequence[Change]:
        return [
            _row(str(labels.get(field, field)), pair, (shown or {}).get(field, as_text))
            for field, pair in details.get("changed", {}).items()
        ]

    return rows


def _row(label: str, pair: Sequence[Any], show: Callable[[Any], str]) -> Change:
    if not pair:
        return Change(label, "", _("changed; the record does not keep what it says"))
    before, after = pair
    return Change(label, show(before), show(after))


def as_text(value: Any) -> str:
    """A plain value; a dash for nothing."""
    return "-" if value in (None, "") else str(value)


def as_moment(value: str) -> str:
    """A stored moment (ISO), in the reader's zone."""
    return dates.moment(datetime.fromisoformat(value))


def as_day(value: str) -> str:
    """A stored day (ISO)."""
    return dates.day(date.fromisoformat(value))
