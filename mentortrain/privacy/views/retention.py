"""/site/retention: how long things stay, and what the next run would let go."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock, holdings
from mentortrain.audit.edge import plain, records
from mentortrain.db import session
from mentortrain.privacy import queries
from mentortrain.privacy.actions import retaining
from mentortrain.privacy.forms import read_days
from mentortrain.privacy.views.blueprint import bp
from mentortrain.web import can, me


@bp.route("/site/retention", methods=["GET", "POST"])
@can("site.retention")
@plain("names and addresses of who is idle or waits to be erased, and counts")
@records("retention.changed")
def retention() -> Any:
    wanted, wrong = read_days(request.form, holdings.rules())
    if request.method == "POST" and not wrong:
        changed = retaining.set_periods(wanted, by=me().id, at=clock.now())
        session.commit()
        flash(_("Saved. What would go now stands below.") if changed else _("Nothing was changed."), "done")
        return redirect(url_for(".retention"))
    page = render_template(
        "privacy/retention.html",
        rules=retaining.preview(clock.now()),
        typed=request.form,
        wrong=wrong,
        erasures=queries.open_erasures(),
    )
    return page, 422 if wrong else 200
