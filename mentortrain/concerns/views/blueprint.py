"""The blueprint, and the words for broken rules."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from mentortrain.web.errors import say

bp = Blueprint("concerns", __name__)

say(
    {
        "report.nobody": _l(
            "Whom this is about is the only one here who could read it, so it was not sent. Write to whoever runs "
            "this site: their address is on the privacy page."
        ),
        "concern.no_colleague": _l("Choose somebody who may read this."),
    }
)
