"""`flask files`: what is kept, and whether all of it is still there."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup

from mentortrain.files import actions, queries, storage

files = AppGroup("files", help="What people uploaded.")


@files.command("list")
@click.option("--quarantined", is_flag=True, help="Only those that are served to nobody.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_files(quarantined: bool, as_json: bool) -> None:
    """Every kept file: digest, bytes, type, state, kind and owner, name."""
    rows = [
        {
            "digest": file.digest,
            "size": file.size,
            "type": file.type,
            "state": file.state,
            "kind": file.kind,
            "owner_id": file.owner_id,
            "name": file.name,
        }
        for file in queries.every_file(only_quarantined=quarantined)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("\t".join(str(value) for value in row.values()))


@files.command("check")
def check() -> None:
    """Read every kept file and compare it with its digest; exit code 1 if one is missing or changed."""
    found = list(actions.faults(storage.in_force()))
    for file, fault in found:
        click.echo(f"{fault}: {file.digest} ({file.kind} of {file.owner_id})", err=True)
    if found:
        sys.exit(1)
    click.echo("every file is there, as it was kept")
