"""/dev/outbox: each message as a person would see it, in development only."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from mentortrain.errors import NotThere
from mentortrain.mail import queries
from mentortrain.mail.models import Outbox
from mentortrain.mail.transport import file_name
from mentortrain.web import open_to_all
from mentortrain.web.pages import only_in_development, settings

bp = Blueprint("mail", __name__)

_WHY_OPEN = "development only: whoever can open it runs the site"


@bp.get("/dev/outbox")
@open_to_all(_WHY_OPEN)
def outbox() -> Any:
    only_in_development()
    return render_template("mail/outbox.html", messages=queries.latest())


@bp.get("/dev/outbox/<int:message_id>")
@open_to_all(_WHY_OPEN)
def message(message_id: int) -> Any:
    only_in_development()
    row = _row(message_id)
    parsed = _parsed(row)
    parts = {part.get_content_type(): part for part in parsed.walk()} if parsed else {}
    return render_template(
        "mail/message.html",
        row=row,
        headers=list(parsed.items()) if parsed else [],
        text=parts["text/plain"].get_content() if "text/plain" in parts else None,
        has_html="text/html" in parts,
        calendar=_calendar(parts.get("text/calendar")),
    )


@bp.get("/dev/outbox/<int:message_id>/html")
@open_to_all(_WHY_OPEN)
def html(message_id: int) -> Any:
    """The HTML part alone, for a frame: it may style itself and nothing else."""
    only_in_development()
    parsed = _parsed(_row(message_id))
    part = parsed.get_body(("html",)) if parsed else None
    if part is None:
        raise NotThere
    content = part.get_content().replace("<head>", '<head><base target="_top">', 1)
    policy_ = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    return content, {"Content-Security-Policy": policy_, "Content-Type": "text/html; charset=utf-8"}


def _row(message_id: int) -> Outbox:
    row = queries.with_id(message_id)
    if row is None:
        raise NotThere
    return row


def _parsed(row: Outbox) -> EmailMessage | None:
    """The file that was written instead of sending; none for what went by SMTP or has not gone."""
    path = settings().outbox_path / file_name(row.key)
    if not path.is_file():
        return None
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())


def _calendar(part: EmailMessage | None) -> dict[str, str] | None:
    if part is None:
        return None
    content = part.get_content()
    text = content if isinstance(content, str) else content.decode()
    return {"method": str(part.get_param("method") or _("none")), "text": text}
