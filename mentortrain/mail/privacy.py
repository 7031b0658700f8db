"""What the outbox holds of people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.mail.models import Outbox

declare(
    Holding(
        model=Outbox,
        title=_l("Mails to you"),
        why=_l("So that each mail is sent once, and staff can help when one does not arrive."),
        seen_by=_l("Whoever runs this site."),
        kept=_l("Address, subject and content for a year; that a mail was sent, for good."),
        of=lambda person_id: Outbox.person_id == person_id,
        fields=(
            Field("kind", _l("Kind"), Outbox.kind),
            Field("subject", _l("Subject"), Outbox.subject),
            Field("to_address", _l("Address"), Outbox.to_address),
            Field("to_name", _l("Name"), Outbox.to_name),
            Field("made_from", _l("Made from"), Outbox.params),
            Field("status", _l("Status"), Outbox.status),
            Field("reason", _l("Why it did not go"), Outbox.reason),
            Field("created_at", _l("Planned"), Outbox.created_at),
            Field("due_at", _l("Due"), Outbox.due_at),
            Field("sent_at", _l("Sent"), Outbox.sent_at),
        ),
        plumbing=("id", "key", "person_id", "enqueued_at", "attempts", "lease_until"),
        fate=Fate.NAMELESS,
        because=_l(
            "Mails that have not gone are dropped. That a mail was sent stays, without address and content: "
            "the same occasion is never mailed twice."
        ),
        blank={"to_address": "", "to_name": "", "params": dict, "subject": None, "reason": None},
    )
)
