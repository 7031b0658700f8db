"""What the record says of copies, erasures and periods."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Kind, register

register(
    Kind("copy.asked", _l("Copy asked for"), _l("%(who)s asked for a copy of their own data.")),
    Kind(
        "erasure.previewed",
        _l("Erasure looked at"),
        _l("%(who)s looked at what an erasure of %(whom)s would do."),
    ),
    Kind("erasure.planned", _l("Erasure planned"), _l("%(who)s planned the erasure of %(whom)s.")),
    Kind("erasure.called_off", _l("Erasure called off"), _l("%(who)s called off the erasure of %(whom)s.")),
    Kind("erasure.done", _l("Erased"), _l("Somebody was erased: the name went, the counts stayed.")),
    Kind("retention.changed", _l("Periods changed"), _l("%(who)s changed how long things stay.")),
)
