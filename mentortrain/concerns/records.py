"""What the record says of conversations. Of a report it is in no program's record, and names nobody else."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Kind, Sort, Thing, register, register_sort

register(
    Kind("concern.seen", _l("Conversation read"), _l("%(who)s read %(what)s.")),
    Kind("concern.answered", _l("Conversation answered"), _l("%(who)s answered in %(what)s.")),
    Kind("concern.closed", _l("Conversation closed"), _l("%(who)s closed %(what)s.")),
    Kind("concern.reopened", _l("Conversation opened again"), _l("%(who)s opened %(what)s again.")),
    Kind("concern.assigned", _l("Conversation given to somebody"), _l("%(who)s gave %(what)s on.")),
    Kind(
        "concern.handlers_named",
        _l("Who handles reports"),
        _l("%(who)s said who handles the reports of %(what)s."),
    ),
)


def _concerns(ids: Collection[int]) -> dict[int, Thing]:
    return {
        one: Thing(_("conversation %(number)d", number=one), url_for("concerns.thread", concern_id=one))
        for one in ids
    }


register_sort(Sort("concern", _l("conversation"), _concerns))
