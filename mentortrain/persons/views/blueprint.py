"""Where the routes of people hang, and the words for the rules that can break here."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from mentortrain.web import say

bp = Blueprint("persons", __name__, url_prefix="/programs/<int:program_id>/people")

say(
    {
        "view.empty": _l("Set a filter first: a view of everybody is the list itself."),
        "view.too_many": _l("You keep %(most)d views here. Delete one first."),
    }
)
