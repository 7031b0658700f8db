"""What the record says of rubrics, and of looking at somebody's readiness."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Details, Kind, register
from mentortrain.programs.rules import MENTOR


def _rubric(details: Details) -> Mapping[str, str]:
    role = _("mentors") if details["role"] == MENTOR else _("mentees")
    return {"role": role, "number": str(details["version"])}


register(
    Kind(
        "rubric.published",
        _l("Requirements published"),
        _l("%(who)s published what %(what)s asks of %(role)s before pairing, version %(number)s."),
        facts=_rubric,
    ),
    Kind(
        "readiness.seen",
        _l("Looked at a person's readiness"),
        _l("%(who)s looked at the readiness of %(whom)s."),
    ),
)
