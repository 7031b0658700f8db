"""What the record says of calendar addresses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Kind, register

register(
    Kind(
        "feed.made",
        _l("Calendar address made"),
        _l("%(who)s made a calendar address for %(whom)s. Whoever has it can read their sessions."),
    )
)
