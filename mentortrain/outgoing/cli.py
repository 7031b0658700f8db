"""`flask outgoing check URL`: whether this site may ask an address, and what it answers."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from mentortrain.errors import RuleBroken
from mentortrain.outgoing.client import look

outgoing = AppGroup("outgoing", help="Requests of this site to others.")

WORDS = {
    "outgoing.url": "this is no web address; it must look like https://meet.example.org/room",
    "outgoing.scheme": "only http:// and https:// are asked",
    "outgoing.credentials": "an address with a name or password in it is not asked",
    "outgoing.port": "port %(port)d is none of the web",
    "outgoing.private": "it leads into a private network; allow it with OUTGOING_ALLOW=host:port if it is meant",
    "outgoing.unknown_host": "nobody knows the host %(host)s",
    "outgoing.unreachable": "nothing answers there",
    "outgoing.certificate": "its certificate does not hold",
    "outgoing.too_slow": "it did not answer in time",
    "outgoing.too_large": "its answer is larger than %(most)d bytes",
    "outgoing.redirects": "it redirects more than %(most)d times",
    "outgoing.downgrade": "it redirects from https to http",
    "outgoing.type": "its answer is of the type %(type)s",
}


@outgoing.command("check")
@click.argument("url")
def check(url: str) -> None:
    """Ask URL as the site would: its status, and where it led. Exit code 1 when it may not or cannot be asked."""
    try:
        answer = look(url, allowed=current_app.extensions["mentortrain.settings"].outgoing_allow)
    except RuleBroken as error:
        raise click.ClickException(WORDS[error.code] % error.params) from error
    click.echo(f"{answer.status} {answer.url}")
    for hop in answer.hops[:-1]:
        click.echo(f"redirected from {hop}")
