"""What the outbox holds of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from mentortrain.holdings import (
    Fate,
    Field,
    Holding,
    Leaver,
    Rule,
    blanking,
    declare,
    declare_others,
    deleting,
    keep_for,
    on_leaving,
)
from mentortrain.mail import actions
from mentortrain.mail.models import DROPPED, FAILED, SENT, Outbox, Received

_BLANK: dict[str, Any] = {"to_address": "", "to_name": "", "params": {}, "subject": None, "reason": None}

declare(
    Holding(
        model=Outbox,
        title=_l("Mails to you"),
        why=_l("So that each mail is sent once, and staff can help when one does not arrive."),
        seen_by=_l("Whoever runs this site."),
        kept=_l("Address, subject and content for %(days)s days; that a mail was sent, for good."),
        rule="mail.content",
        of=lambda person_id: Outbox.person_id == person_id,
        fields=(
            Field("kind", _l("Kind"), Outbox.kind, plain=True),
            Field("subject", _l("Subject"), Outbox.subject, plain=True),
            Field("to_address", _l("Address"), Outbox.to_address, plain=True),
            Field("to_name", _l("Name"), Outbox.to_name, plain=True),
            Field("made_from", _l("Made from"), Outbox.params),
            Field("status", _l("Status"), Outbox.status, plain=True),
            Field("reason", _l("Why it did not go"), Outbox.reason, plain=True),
            Field("created_at", _l("Planned"), Outbox.created_at),
            Field("due_at", _l("Due"), Outbox.due_at),
            Field("sent_at", _l("Sent"), Outbox.sent_at),
        ),
        plumbing=("id", "key", "person_id", "enqueued_at", "attempts", "lease_until", "trace"),
        fate=Fate.NAMELESS,
        because=_l(
            "Mails that have not gone are dropped. That a mail was sent stays, without address and content: "
            "the same occasion is never mailed twice."
        ),
        blank={name: dict if name == "params" else value for name, value in _BLANK.items()},
    )
)
keep_for(
    Rule(
        key="mail.content",
        what=_l("Address, subject and content of mails, counted from when they were planned."),
        days=365,
        least=30,
        most=1095,
        model=Outbox,
        due=lambda before: (
            (Outbox.created_at < before)
            & Outbox.status.in_((SENT, DROPPED, FAILED))
            & ((Outbox.to_address != "") | Outbox.subject.is_not(None) | Outbox.reason.is_not(None))
        ),
        act=blanking(Outbox, _BLANK),
    )
)

declare_others(
    {
        Received.fingerprint: "a fingerprint of a mail that came in; nobody is found by it",
        Received.outcome: "what came of it, in our words",
    }
)
keep_for(
    Rule(
        key="mail.received",
        what=_l("That a mail came in, counted from then; nothing of the mail itself is kept."),
        days=90,
        least=7,
        most=730,
        model=Received,
        due=lambda before: Received.received_at < before,
        act=deleting(Received),
    )
)


def _leave(leaver: Leaver, at: datetime) -> None:
    """By the address too: some mails belong to nobody's number."""
    actions.forget_person(leaver.person_id, leaver.email)


on_leaving.append(_leave)
