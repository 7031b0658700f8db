"""From a letter to the bytes that go: words in the reader's language, times in the reader's zone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

import css_inline
from flask import render_template
from flask_babel import force_locale

from mentortrain.mail.kinds import Kind, Letter
from mentortrain.mail.message import assemble
from mentortrain.mail.models import Outbox
from mentortrain.web import dates
from mentortrain.web.pages import settings

MOST_NAMED = 8
"""Mails of a thread that a later one names beside the first."""

_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def as_message(row: Outbox, kind: Kind, letter: Letter, *, at: datetime) -> tuple[str, bytes]:
    """(subject, the whole message) for one outbox row."""
    context = {"to_name": row.to_name, "zone": letter.zone, "base_url": settings().base_url, **letter.context}
    folder = f"email/{kind.template}"
    with force_locale(letter.language), dates.read_in(letter.zone):
        subject = " ".join(render_template(f"{folder}/subject.txt", **context).split())
        text = render_template(f"{folder}/body.txt", **context)
        html = _inliner.inline(render_template(f"{folder}/body.html", subject=subject, **context))
    sender = settings().mail_from
    message = assemble(
        sender=sender,
        to=(row.to_name, row.to_address),
        subject=subject,
        text=text,
        html=html,
        message_id=message_id(row.key),
        date=at,
        calendar=letter.calendar,
        headers=_thread(letter.follows),
    )
    return subject, message


def _thread(keys: Sequence[str]) -> dict[str, str]:
    """The headers (RFC 5322, 3.6.4) with which mail programs put a mail behind others; none for a first one."""
    if not keys:
        return {}
    # The first and the newest hold a thread together, and the header stays within a line.
    kept = [*keys[:1], *keys[1:][-MOST_NAMED:]]
    ids = [message_id(key) for key in kept]
    return {"In-Reply-To": ids[-1], "References": " ".join(ids)}


def message_id(key: str) -> str:
    """The same for every try, so that a server which saw it twice can tell."""
    domain = parseaddr(settings().mail_from)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
