"""`flask calendar`: an address that a calendar app can fetch from."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from mentortrain import clock
from mentortrain.agenda import actions
from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import queries as people
from mentortrain.web.errors import in_words
from mentortrain.web.links import absolute

calendar = AppGroup("calendar", help="Personal calendar addresses.")


@calendar.command("feed")
@click.argument("email")
@click.option("--name", default="Command line", show_default=True, help="What the person sees it called.")
def feed(email: str, name: str) -> None:
    """Print a new calendar address for EMAIL. Whoever has it can read that person's agenda."""
    person = people.with_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}; see: flask --app app people list")
    try:
        token = actions.add_feed(person, name=name[:60], at=clock.now())
    except RuleBroken as error:
        raise click.ClickException(in_words(error)) from error
    record("feed.made", about=("person", person.id), people=[person.id], at=clock.now())
    session.commit()
    click.echo(absolute("agenda.feed", token=token))
