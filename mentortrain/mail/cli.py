"""`flask mail list`: what was, is and will be sent; `retry`: failed ones once more; `receive`: what came in."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup
from flask_babel import ngettext

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail import actions, jobs, queries, receiving
from mentortrain.mail.mailbox import Unread
from mentortrain.web.pages import settings

mail = AppGroup("mail", help="The outbox, and the mailbox for answers.")


@mail.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--limit", default=200, show_default=True, help="At most so many, the newest first.")
def list_mail(as_json: bool, limit: int) -> None:
    """Every message: key, kind, to, subject (once made), status, due and sent times, trace."""
    rows = [
        {
            "key": row.key,
            "kind": row.kind,
            "to": row.to_address,
            "subject": row.subject,
            "status": row.status,
            "reason": row.reason,
            "due_at": row.due_at.isoformat(),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            "trace": row.trace,
        }
        for row in queries.latest(limit)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("\t".join(str(value or "-") for name, value in row.items() if name != "reason"))


@mail.command("receive")
def receive_mail() -> None:
    """Read the mailbox of INBOUND_IMAP_URL now, as the ticker does each minute."""
    if not settings().inbound_imap_url:
        raise click.ClickException("INBOUND_IMAP_URL is not set: nobody reads what calendars reply.")
    try:
        click.echo(receiving.receive(clock.now()) or "nothing new")
    except Unread as error:
        raise click.ClickException(str(error)) from error


@mail.command("retry")
@click.argument("key", required=False)
def retry_mail(key: str | None) -> None:
    """Try failed messages again: the one with KEY, as `flask mail list` shows it, or all of them."""
    if key is not None and not queries.has_key(key):
        raise click.ClickException(f"there is no message with the key {key!r}.")
    again = actions.retry_failed(key, at=clock.now())
    session.commit()
    jobs.enqueue(again)
    click.echo(ngettext("%(num)d message is tried again", "%(num)d messages are tried again", len(again)))
