"""`flask readiness show`: the same numbers as on every page."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from mentortrain import clock
from mentortrain.audit.actions import note_look
from mentortrain.db import session
from mentortrain.people import queries as people
from mentortrain.programs.queries import active_participations
from mentortrain.readiness import queries

readiness = AppGroup("readiness", help="Ready or not yet, because.")


@readiness.command("show")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def show(email: str, as_json: bool) -> None:
    """Of EMAIL, in each program: ready or not yet, and each requirement with what is left."""
    person = people.with_email(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}; see: flask --app app people list")
    found = []
    parts = active_participations(person.id)
    for part in parts:
        standing = queries.standing_of(part, at=clock.now())
        found.append(
            {
                "program": part.program.name,
                "role": part.role,
                "ready": standing.ready,
                "declared_at": standing.declared_at.isoformat() if standing.declared_at else None,
                "rubric_version": standing.readiness.rubric_version,
                "requirements": [
                    {
                        "kind": outcome.requirement.kind,
                        "course": outcome.requirement.course,
                        "state": outcome.state.value,
                        "done": outcome.done,
                        "total": outcome.total,
                        "move": outcome.move.value,
                        "minutes_left": outcome.minutes_left,
                        "earliest": outcome.earliest.isoformat() if outcome.earliest else None,
                        "evidence": list(outcome.evidence),
                    }
                    for outcome in standing.readiness.outcomes
                ],
            }
        )
    for part in parts:
        note_look(
            "readiness.seen",
            about=("participation", part.id),
            program_id=part.program_id,
            people=[person.id],
            at=clock.now(),
        )
    session.commit()  # before anything is shown: no look without its line
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        click.echo(f"{row['program']}, {row['role']}: {'ready' if row['ready'] else 'not yet ready'}")
        for requirement in row["requirements"]:  # type: ignore[attr-defined]
            click.echo(
                f"  {requirement['state']:8} {requirement['kind']} {requirement['course']}".rstrip()
                + f" ({requirement['done']} of {requirement['total']}, next move: {requirement['move']})"
            )
    if not found:
        click.echo(f"{person.name} takes part in no program")
