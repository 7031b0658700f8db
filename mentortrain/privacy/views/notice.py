"""The privacy notice: what is held, why, who sees it, for how long. Made from the declarations."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from flask import render_template

from mentortrain import holdings
from mentortrain.privacy import queries
from mentortrain.privacy.views.blueprint import bp
from mentortrain.web import open_to_all
from mentortrain.web.pages import settings


@bp.get("/privacy")
@open_to_all("who thinks about signing in wants to know before")
def notice() -> Any:
    name, address = parseaddr(settings().operator)
    days = queries.periods()
    return render_template(
        "privacy/notice.html",
        operator=name or address,
        contact=address,
        holdings=sorted(holdings.every(), key=lambda one: one.table.name != "person"),  # themselves first
        kept={one.table.name: queries.kept_words(one, days) for one in holdings.every()},
        idle_days=days["privacy.idle"],
    )
