"""`flask courses`: look for faults in course folders, and publish what has none."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from mentortrain import clock
from mentortrain.config import Settings
from mentortrain.db import session
from mentortrain.learning import actions, content

courses = AppGroup("courses", help="The curriculum: check the folders, publish them.")

_PATH = click.argument("path", required=False, type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")


@courses.command("check")
@_PATH
@_JSON
def check(path: Path | None, as_json: bool) -> None:
    """Report each fault of the course folder PATH, or of a folder of courses, as file:line: message.

    Without PATH: the shipped courses. Exit status 1 if anything is wrong.
    """
    found, faults = content.load_all(path or _shipped())
    if as_json:
        shown = [
            {"key": course.key, "title": course.title, "items": len(course.items), "digest": course.digest}
            for course in found
        ]
        click.echo(json.dumps({"courses": shown, "faults": _as_rows(faults)}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        if not faults:
            for course in found:
                click.echo(f"{course.key}: {len(course.items)} items, no faults")
    if faults:
        raise SystemExit(1)


@courses.command("publish")
@_PATH
@_JSON
def publish(path: Path | None, as_json: bool) -> None:
    """Publish the course folder PATH, or a folder of courses; without PATH the shipped ones.

    A course that is as it was stays as it is. One with faults is left out, and the exit status is 1.
    """
    results, faults = _publish(path or _shipped(), at=clock.now())
    session.commit()
    if as_json:
        click.echo(json.dumps({"courses": results, "faults": _as_rows(faults)}, ensure_ascii=False, indent=2))
    else:
        for result in results:
            news = f"published version {result['version']}" if result["version"] else "as it was"
            click.echo(f"{result['key']}: {news}")
        for fault in faults:
            click.echo(str(fault), err=True)
    if faults:
        raise SystemExit(1)


def publish_shipped(*, at: datetime) -> list[content.Fault]:
    """Publish the shipped courses; does not commit. Faults go to standard error and are returned."""
    _, faults = _publish(_shipped(), at=at)
    for fault in faults:
        click.echo(str(fault), err=True)
    return faults


def _publish(path: Path, *, at: datetime) -> tuple[list[dict[str, Any]], list[content.Fault]]:
    found, faults = content.load_all(path)
    results = []
    for course in found:
        version = actions.publish(course, at=at)
        results.append({"key": course.key, "version": version.number if version else None})
    return results, faults


def _shipped() -> Path:
    settings: Settings = current_app.extensions["mentortrain.settings"]
    return settings.courses_path


def _as_rows(faults: list[content.Fault]) -> list[dict[str, object]]:
    return [{"path": str(fault.path), "line": fault.line, "message": fault.message} for fault in faults]
