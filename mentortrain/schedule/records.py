"""What the record says of running the site: simulated time, and mails that are tried again."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from mentortrain.audit.kinds import Details, Kind, register
from mentortrain.audit.words import as_moment


def _moment(details: Details) -> Mapping[str, str]:
    return {"moment": as_moment(details["to"])}


def _retried(details: Details) -> Mapping[str, str]:
    return {"count": ngettext("%(num)d failed mail", "%(num)d failed mails", len(details["mails"]))}


register(
    Kind(
        "clock.simulated",
        _l("Time simulated"),
        _l("%(who)s let the site do what is due by %(moment)s."),
        facts=_moment,
    ),
    Kind("mail.retried", _l("Mail tried again"), _l("%(who)s sent %(count)s again."), facts=_retried),
)
