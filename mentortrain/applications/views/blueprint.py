"""Where the routes hang, and the words for the rules that can break here."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from mentortrain.web import say

bp = Blueprint("applications", __name__)

say(
    {
        "apply.closed": _l("Applications for this are not open just now."),
        "apply.again": _l("Send it once more: something else with this address came in the same moment."),
        "apply.ended": _l("This link has ended."),
        "intake.draft": _l("This program is still being set up. Open the program first."),
        "intake.archived": _l("This program is archived: it takes no applications."),
        "intake.slug": _l("Use small letters, digits and single dashes, such as puentes-2027."),
        "intake.slug_taken": _l("Another program has this address. Choose another one."),
        "intake.closed": _l("Take applications first, then mentees can apply."),
        "application.changed": _l(
            "This application changed while you read it: somebody else answered, or it was sent anew. "
            "Nothing of yours was sent."
        ),
        "application.no_group": _l("Choose a group of this program."),
        "application.gone": _l("The mail has gone, or the answer was taken back already."),
        "application.newer": _l("They have sent a new application meanwhile. Answer that one."),
    }
)
