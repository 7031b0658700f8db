"""`flask people`: who is here, and a sign-in link for somebody whose mail does not arrive."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people import actions, queries
from mentortrain.people.models import Person
from mentortrain.web.links import absolute

people = AppGroup("people", help="Who is here; a sign-in link for one of them.")


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_people(as_json: bool) -> None:
    """Everybody: address, name, zone, last sign-in."""
    rows = [
        {
            "email": person.email,
            "name": person.name,
            "time_zone": person.time_zone,
            "administrator": person.is_admin,
            "last_sign_in_at": person.last_sign_in_at.isoformat() if person.last_sign_in_at else None,
        }
        for person in queries.everybody()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        seen = row["last_sign_in_at"] or "never signed in"
        click.echo(f"{row['email']}\t{row['name']}\t{row['time_zone']}\t{seen}")


@people.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a sign-in link for EMAIL. Whoever opens it is signed in as that person: hand it over with care."""
    person = _with_address(email)
    token = actions.hand_out_link(person, at=clock.now())
    session.commit()
    click.echo(absolute("people.link", token=token))


@people.command("reset-two-step")
@click.argument("email")
@click.option("--reason", required=True, help="Why; it stands in the record.")
def reset_two_step(email: str, reason: str) -> None:
    """Let EMAIL sign in without the second step: the phone and the recovery codes are lost."""
    person = _with_address(email)
    try:
        actions.reset_two_step(person, reason=reason[:200], at=clock.now())
    except RuleBroken as error:
        raise click.ClickException(f"{email} has no two-step sign-in") from error
    session.commit()
    click.echo(f"{email} signs in without a second step, and is told by mail")


@people.command("make-administrator")
@click.argument("email")
def make_administrator(email: str) -> None:
    """Let EMAIL run this site: everything under Site, and what staff may in each program. They are told."""
    made = actions.make_administrator(_with_address(email), at=clock.now())
    session.commit()
    click.echo(f"{email} is an administrator now" if made else f"{email} is an administrator already")


@people.command("end-administrator")
@click.argument("email")
def end_administrator(email: str) -> None:
    """End that EMAIL runs this site. They are told; somebody else must be an administrator."""
    try:
        ended = actions.end_administrator(_with_address(email), at=clock.now())
    except RuleBroken as error:
        raise click.ClickException(
            f"{email} is the only administrator; first: flask --app app people make-administrator EMAIL"
        ) from error
    session.commit()
    click.echo(f"{email} is no administrator any more" if ended else f"{email} is no administrator")


def _with_address(email: str) -> Person:
    person = queries.with_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}; see: flask --app app people list")
    return person
