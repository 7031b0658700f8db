"""What the record says of bringing a cohort back."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, register


def _invited(details: Details) -> Mapping[str, str]:
    return {"people": ngettext("%(num)d person", "%(num)d people", details["invited"])}


register(
    Kind(
        "engagement.invited",
        _l("Re-engagement"),
        _l("%(who)s invited %(people)s to %(what)s, the session at two thirds of the program."),
        facts=_invited,
    )
)
