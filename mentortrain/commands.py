"""The command line: `flask --app app ...`. Features bring their groups; the whole site's commands are here."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import IO, Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mentortrain import clock, demo, logs, queue
from mentortrain.agenda.cli import calendar
from mentortrain.db import session
from mentortrain.demo import crowd
from mentortrain.files.cli import files
from mentortrain.learning.cli import courses, publish_shipped
from mentortrain.mail.cli import mail
from mentortrain.outgoing.cli import outgoing
from mentortrain.people import queries as people_queries
from mentortrain.people.actions import hand_out_link
from mentortrain.people.cli import people
from mentortrain.people.models import Person
from mentortrain.people.rules import INVITATION_LASTS
from mentortrain.privacy.cli import privacy
from mentortrain.readiness.cli import readiness
from mentortrain.schedule.cli import tick, ticker
from mentortrain.schema import alone, migrate
from mentortrain.web.links import absolute
from mentortrain.web.pages import settings


def install(app: Flask) -> None:
    """Make every command known."""
    for command in (
        people,
        mail,
        privacy,
        calendar,
        courses,
        files,
        outgoing,
        readiness,
        tick,
        ticker,
        prepare,
        demo_command,
        worker,
        config,
    ):
        app.cli.add_command(command)


def _show(self: click.ClickException, file: IO[Any] | None = None) -> None:
    """One form for every mistake on the command line; a wrong use says where to read on."""
    context = getattr(self, "ctx", None)
    more = f" See: {context.command_path} --help" if context else ""
    click.echo(f"error: {self.format_message()}{more}", file=file or sys.stderr)


click.ClickException.show = click.UsageError.show = _show  # type: ignore[method-assign]


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_appcontext
def config(as_json: bool) -> None:
    """What is in force, secrets masked."""
    shown = settings().masked()
    if as_json:
        click.echo(json.dumps(shown, indent=2))
        return
    for name, value in shown.items():
        click.echo(f"{name:17} {value or '-'}")


@click.command("worker")
@click.option("--burst", is_flag=True, help="Stop when nothing is left to do.")
@with_appcontext
def worker(burst: bool) -> None:
    """A worker: runs jobs until SIGTERM. Start as many as you like."""
    logs.name_process(logs.WORKER)
    queue.work(current_app._get_current_object(), burst=burst)  # type: ignore[attr-defined]


@click.command("demo")
@click.option("--size", type=click.Choice(list(crowd.SIZES)), help="Instead 100, 1,000 or 10,000 people.")
@click.option("--yes", is_flag=True, help="In production too: invented people among real ones.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@with_appcontext
def demo_command(size: str | None, yes: bool, as_json: bool) -> None:
    """Load the demonstration program, once; again: only new sign-in links."""
    if settings().is_production and not yes:
        raise click.ClickException("this is a live site; with --yes it gets invented people all the same.")
    links = _load_crowd(size) if size else _load_demo()
    if as_json:
        click.echo(json.dumps(links, ensure_ascii=False))
        return
    for link in links:
        click.echo(f"{link['role']:13} {link['name']:20} {link['url']}")


@click.command("prepare")
@click.option("--no-demo", is_flag=True, help="Without the demonstration program.")
@with_appcontext
def prepare(no_demo: bool) -> None:
    """Before every start: migrate, publish the shipped courses, load the demonstration; print links.

    Of two starts at once the second waits for the first and finds everything done.
    """
    no_demo = no_demo or settings().is_production  # a live site gets no invented people by itself
    with alone():
        if not migrate():
            click.echo("the database is newer than this version: nothing is migrated", err=True)
        for fault in publish_shipped(at=clock.now()):
            click.echo(f"not published: {fault}", err=True)
        session.commit()
        links = [] if no_demo else _load_demo()
    if no_demo and not people_queries.has_administrator():
        links += _first_administrator_link()
    click.echo(json.dumps({"links": links}, ensure_ascii=False))


def _load_demo() -> list[dict[str, str]]:
    demo.load(at=clock.now())
    session.commit()
    return _links_for(demo.cast())


def _load_crowd(size: str) -> list[dict[str, str]]:
    began, made = time.monotonic(), 0
    for count in crowd.load(size, at=clock.now()):
        made += count
        click.echo(f"{made:,} people after {time.monotonic() - began:.1f} s", err=True)
    return _links_for(crowd.cast())


def _links_for(cast: Sequence[tuple[str, Person]]) -> list[dict[str, str]]:
    links = []
    for role, person in cast:
        token = hand_out_link(person, at=clock.now(), lasts=INVITATION_LASTS)
        links.append({"role": role, "name": person.name, "url": absolute("people.link", token=token)})
    session.commit()
    return links


def _first_administrator_link() -> list[dict[str, str]]:
    token = hand_out_link(None, at=clock.now(), lasts=INVITATION_LASTS)
    session.commit()
    url = absolute("people.first_administrator", token=token)
    return [{"role": "administrator", "name": "the first one: you", "url": url}]
