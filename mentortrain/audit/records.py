"""What the record says of itself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Kind, register

register(
    Kind(
        "record.exported",
        _l("Record exported"),
        _l("%(who)s downloaded lines of the record."),
    )
)
