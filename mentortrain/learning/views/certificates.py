"""A person's own certificates: the list, and each as a PDF."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template
from flask_babel import gettext as _

from mentortrain import clock
from mentortrain.learning import queries, rules
from mentortrain.learning.models import Certificate
from mentortrain.learning.views.blueprint import bp
from mentortrain.web import can, me
from mentortrain.web.dates import date_on_paper, hours
from mentortrain.web.links import absolute


@bp.get("/certificates")
@can("home.see")
def certificates() -> Any:
    """Also of who takes part in nothing any more: what somebody has earned is theirs."""
    at = clock.now()
    mine = [
        (one, rules.standing_of(one.expires_at, one.revoked_at, at=at).value, address_of(one))
        for one in queries.certificates_of(me().id)
    ]
    has_expired = any(standing == rules.Standing.EXPIRED.value for _one, standing, _address in mine)
    by_reading = {
        course.course_id: course.key
        for course in (queries.current_courses().values() if has_expired else ())
        if queries.is_only_read(course)
    }
    return render_template(
        "learning/certificates.html",
        mine=mine,
        by_reading=by_reading,
        ends_soon=lambda one: rules.ends_soon(one.expires_at, at=at),
    )


@bp.get("/certificates/<certificate_number>/pdf")
@can("home.see")
def certificate_pdf(certificate_number: str) -> Any:
    """Made when it is asked for: some 90 ms, and half a second for the first one of a process."""
    found = queries.own_certificate(me().id, certificate_number)
    answer = make_response(_as_pdf(found))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{found.number}.pdf"'
    return answer


def address_of(certificate: Certificate) -> str:
    """Where anybody can check it."""
    return absolute("learning.verify", certificate_number=certificate.number)


def _as_pdf(one: Certificate) -> bytes:
    from mentortrain.paper import CertificateSheet, certificate

    facts = [(_("Number"), one.number), (_("Issued"), date_on_paper(one.issued_at))]
    if one.expires_at:
        facts.append((_("Holds until"), date_on_paper(one.expires_at)))
    return certificate(
        CertificateSheet(
            title=_("Certificate %(number)s", number=one.number),
            program=one.program_name or "mentortrain",
            before_name=_("This certifies that"),
            name=one.person_name,
            before_course=_("has completed the course"),
            course=one.course_title,
            hours=_("%(hours)s of training", hours=hours(one.minutes)),
            facts=facts,
            signed=_("For %(program)s", program=one.program_name or "mentortrain"),
            check=_("Check it with the code, or at"),
            address=address_of(one),
            elsewhere=_("(as it is written at the address below)"),
            language=me().language,
            made_at=one.issued_at,
        )
    )
