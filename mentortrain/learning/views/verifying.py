"""Whether a certificate holds: for anybody who has its number."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.learning import queries, rules
from mentortrain.learning.models import NO_LONGER_HELD, Certificate
from mentortrain.learning.views.blueprint import bp
from mentortrain.web import open_to_all
from mentortrain.web.dates import date_on_paper
from mentortrain.web.security import limiter

_OPEN = "whoever is shown a certificate may check it; it shows what is printed on it, and whether it holds"
_OFTEN = "30 per minute; 300 per hour"


@open_to_all(_OPEN)
@limiter.limit(_OFTEN)
def check() -> Any:
    """The form for a number; with one, the way to its page."""
    typed = " ".join(request.args.get("number", "").split())[:40]
    if typed:
        return redirect(url_for("learning.verify", certificate_number=rules.number_in(typed) or typed))
    return _page(_("Which certificate do you want to check?"), status=200)


@open_to_all(_OPEN)
@limiter.limit(_OFTEN)
def verify(certificate_number: str) -> Any:
    # What cannot be a number is looked up as well: it takes as long, and gets the same answer.
    found = queries.certificate_numbered(rules.number_in(certificate_number) or "")
    if found is None:
        return _page(_("There is no certificate with this number"), status=404, typed=certificate_number[:40])
    if found.person_name == NO_LONGER_HELD:
        return _page(_("This certificate is no longer available"), status=410)
    standing = rules.standing_of(found.expires_at, found.revoked_at, at=clock.now())
    return _page(_in_words(found, standing), status=200, certificate=found, standing=standing.value)


def _in_words(one: Certificate, standing: rules.Standing) -> str:
    if standing is rules.Standing.REVOKED and one.revoked_at:
        return str(_("This certificate was taken back on %(day)s.", day=date_on_paper(one.revoked_at)))
    if standing is rules.Standing.EXPIRED and one.expires_at:
        return str(_("This certificate held until %(day)s.", day=date_on_paper(one.expires_at)))
    return str(_("This certificate is valid."))


def _page(title: str, *, status: int, **shown: Any) -> Any:
    answer = make_response(
        render_template("learning/verify.html", title=title, status=status, **shown), status
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


# Short, as it is printed and typed: not under /learn, which is for who is signed in.
for path, view in (("/certificates", check), ("/certificates/<certificate_number>", verify)):
    bp.record_once(
        lambda state, path=path, view=view: state.app.add_url_rule(  # type: ignore[misc]
            path, endpoint=f"learning.{view.__name__}", view_func=view
        )
    )
