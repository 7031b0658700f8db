"""How much something weighs, in words: what somebody pays for on a phone."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _

MEGABYTE = 1_000_000


def kilobytes(size: int) -> int:
    """At least 1, rounded up."""
    return max(1, -(-size // 1000))


def weight(size: int) -> str:
    """'6 KB', '12 MB', '1.4 MB': rounded up."""
    if size < MEGABYTE:
        return str(_("%(size)s KB", size=kilobytes(size)))
    tenths = -(-size // 100_000)
    return str(
        _("%(size)s MB", size=format_decimal(tenths / 10 if tenths < 100 else -(-tenths // 10), "#,##0.#"))
    )
