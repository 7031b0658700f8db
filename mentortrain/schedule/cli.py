"""`flask tick --at` and `flask ticker`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from mentortrain import logs
from mentortrain.schedule import ticker as ticking
from mentortrain.schedule.rules import is_within_reach
from mentortrain.web.pages import settings

_EXAMPLE = "2027-03-01T09:00+00:00"


def moment(text: str) -> datetime:
    """An ISO moment with a zone; ClickException says what would be right."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.ClickException(f"{text!r} is no moment; write it like {_EXAMPLE}") from error
    if at.tzinfo is None:
        raise click.ClickException(f"{text!r} has no zone; write it like {_EXAMPLE}")
    if not is_within_reach(at):
        raise click.ClickException(f"{text!r} is out of reach; choose a moment from 1971 to 2999")
    return at


@click.command("tick")
@click.option("--at", "text", required=True, help=f"The moment to simulate, like {_EXAMPLE}.")
@click.option(
    "--yes-in-production", is_flag=True, help="Really send what would be due then, from a live site."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_appcontext
def tick(text: str, yes_in_production: bool, as_json: bool) -> None:
    """Do what is due by a moment, mails included. Again: nothing twice."""
    at = moment(text)
    if settings().is_production and not yes_in_production:
        raise click.ClickException(
            "this is production: mails would go out as if it were that time. To do so, add --yes-in-production"
        )
    done = ticking.tick_at(at)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in done], ensure_ascii=False))
        return
    for one in done:
        click.echo(f"{one.task}: {one.did}")
    if not done:
        click.echo("nothing was due")


@click.command("ticker")
@with_appcontext
def ticker() -> None:
    """The tick process: asks the worker for what is due, until SIGTERM. Of several, one leads."""
    logs.name_process(logs.TICKER)
    ticking.run(current_app._get_current_object())  # type: ignore[attr-defined]
