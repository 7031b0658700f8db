"""How a certificate ends: taken back by staff, or on its day. Its person is told."""

from __future__ import annotations

from datetime import datetime

from mentortrain.audit.actions import record
from mentortrain.errors import RuleBroken
from mentortrain.learning import queries
from mentortrain.learning.models import Certificate
from mentortrain.mail.actions import Posting, post, post_all
from mentortrain.people import queries as people
from mentortrain.people.models import Person

CERTIFICATE_REVOKED, CERTIFICATE_EXPIRES = "learning.certificate_revoked", "learning.certificate_expires"
"""The mails that say so."""


def revoke(certificate: Certificate, *, why: str, public: bool, by: int, at: datetime) -> None:
    """Take a certificate back, for good: it stays with its number, and says so to whoever asks.

    Its person is told by mail.
    RuleBroken `certificate.reason` without a reason, `certificate.revoked` if somebody was faster.
    """
    if not why.strip():
        raise RuleBroken("certificate.reason")
    if certificate.revoked_at is not None:
        raise RuleBroken("certificate.revoked")
    certificate.revoked_at, certificate.revoked_by_id = at, by
    certificate.revoked_why, certificate.why_is_public = why.strip(), public
    person = people.with_id(certificate.person_id)
    if person is not None:
        post(kind=CERTIFICATE_REVOKED, **_letter(CERTIFICATE_REVOKED, certificate, person)._asdict(), at=at)
    record(
        "certificate.revoked",
        about=("certificate", certificate.id),
        program_id=certificate.program_id,
        people=[certificate.person_id],
        details={"shown": public},
        by=by,
        at=at,
    )


def tell_expiring(*, at: datetime) -> int:
    """One mail for each certificate that ends within 30 days, however often this runs; how many are new."""
    postings = [_letter(CERTIFICATE_EXPIRES, one, person) for one, person in queries.expiring(at=at)]
    return len(post_all(CERTIFICATE_EXPIRES, postings, at=at)) if postings else 0


def _letter(kind: str, certificate: Certificate, person: Person) -> Posting:
    return Posting(f"{kind}:{certificate.id}", person.email, person.name, person.id, {"id": certificate.id})
