"""`flask people erase`: for somebody who wrote a letter; `flask privacy`: what the next run would let go."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import queries as people
from mentortrain.people.cli import people as group
from mentortrain.people.models import Person
from mentortrain.privacy import jobs, queries
from mentortrain.privacy.actions import erasing, retaining
from mentortrain.privacy.rules import LETTER

privacy = AppGroup("privacy", help="How long things stay.")


@group.command("erase")
@click.argument("email")
@click.option(
    "--reason", required=True, help="Why, for the record: 'letter of 3 March'. It goes with the erasure."
)
@click.option(
    "--at-once", is_flag=True, help="Without the 7 days in which it can be called off, and without a mail."
)
def erase(email: str, reason: str, at_once: bool) -> None:
    """Erase the person with the address EMAIL: names go, counts stay. They are told, and have 7 days."""
    person = people.with_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}; see: flask --app app people list")
    if at_once and (planned := queries.open_erasure_of(person.id)):
        erasing.put_off(planned.id, until=clock.now())
        erasure_id: int | None = planned.id
    else:
        erasure_id = _plan(person, reason, at_once)
    session.commit()
    if erasure_id is None:
        raise click.ClickException("an erasure is planned already; --at-once does it now")
    if at_once:
        _do(erasure_id)
        click.echo("erased")
        return
    planned = queries.erasure_with_id(erasure_id)
    click.echo(
        f"planned for {planned.due_at:%Y-%m-%d %H:%M} UTC; a mail with a link to call it off goes out"
        if planned
        else ""
    )


def _plan(person: Person, reason: str, at_once: bool) -> int | None:
    try:
        if at_once:
            return erasing.ask_at_once(person, reason=reason, at=clock.now())
        return erasing.ask(person, cause=LETTER, reason=reason, at=clock.now())
    except RuleBroken as error:
        raise click.ClickException(_LAST) from error


def _do(erasure_id: int) -> None:
    try:
        jobs.erase(erasure_id, at=clock.now())
    except RuleBroken as error:
        session.rollback()
        raise click.ClickException(_LAST) from error


_LAST = (
    "this is the last administrator: make another one first "
    "(flask --app app people make-administrator EMAIL), or nobody can run the site"
)


@privacy.command("retention")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def retention(as_json: bool) -> None:
    """What each rule would let go now and within 30 days."""
    rows = [
        {"rule": one.rule.key, "days": one.days, "now": one.now, "in_30_days": one.soon}
        for one in retaining.preview(clock.now())
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(
            f"{row['rule']:18} after {row['days']:4} days: {row['now']} now, {row['in_30_days']} within 30 days"
        )
