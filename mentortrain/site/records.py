"""What the record says of running the site."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, register


def _retried(details: Details) -> Mapping[str, str]:
    return {"count": ngettext("%(num)d failed job", "%(num)d failed jobs", details["jobs"])}


register(Kind("job.retried", _l("Job tried again"), _l("%(who)s had %(count)s tried again."), facts=_retried))
