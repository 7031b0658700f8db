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
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.learning import actions, content, gift, jobs, queries
from mentortrain.learning.rules import LEARNERS, minutes_for

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
            {
                "key": course.key,
                "title": course.title,
                "items": len(course.items),
                "digest": course.digest,
                "translations": {one.language: one.digest for one in course.translations},
            }
            for course in found
        ]
        click.echo(json.dumps({"courses": shown, "faults": _as_rows(faults)}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        if not faults:
            for course in found:
                languages = [course.language, *(one.language for one in course.translations)]
                said = f" in {', '.join(languages)}" if course.translations else ""
                click.echo(f"{course.key}: {len(course.items)} items{said}, no faults")
            for role in LEARNERS:
                theirs = [course for course in found if role in course.roles]
                if theirs:
                    time = sum(minutes_for(course.steps, role) for course in theirs)
                    click.echo(f"track of {role}: {_courses(len(theirs))}, {time} minutes")
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
            said = f" in {result['language']}" if "language" in result else ""
            click.echo(f"{result['key']}{said}: {news}")
        for fault in faults:
            click.echo(str(fault), err=True)
    if faults:
        raise SystemExit(1)


@courses.command("twee")
@click.argument("file", type=click.Path(path_type=Path))
def twee(file: Path) -> None:
    """Show how the practice conversation in the Twee file FILE is read: one line of JSON for each passage.

    The first line is about the whole story. Faults go to standard error as file:line: message; with one the exit
    status is 1.
    """
    story, faults = content.read_story(file)
    if story:
        about = {"title": story.title, "start": story.start, "data": dict(story.data)}
        for shown in [about, *map(content.passage_as_row, story.passages)]:
            click.echo(json.dumps(shown, ensure_ascii=False))
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        raise SystemExit(1)


@courses.command("gift")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def gift_file(file: Path) -> None:
    """Show what is read from a GIFT file: one question a line, as JSON.

    Faults go to standard error as file:line: message, and the exit status is 1 if there is one.
    """
    source, encoding = gift.decoded(file.read_bytes())
    if encoding != gift.UTF_8:
        click.echo(f"{file}: this is not UTF-8, and was read as {encoding}", err=True)
    parsed = gift.parse(source)
    for question in parsed.questions:
        click.echo(json.dumps(gift.as_shown(question), ensure_ascii=False))
    for fault in parsed.faults:
        click.echo(f"{file}:{fault.line}: {fault.in_words}", err=True)
    if parsed.faults:
        raise SystemExit(1)


@courses.command("export")
@click.argument("course_key")
@click.argument("quiz_key")
def export(course_key: str, quiz_key: str) -> None:
    """Print a quiz as it is published now, as GIFT: for Moodle, or for another course."""
    try:
        asked = queries.questions_as_gift(course_key, quiz_key)
    except NotThere:
        raise click.ClickException(f"no quiz {quiz_key} in a published course {course_key}") from None
    try:
        click.echo(gift.write(asked), nl=False)
    except gift.CannotBeWritten as error:
        raise click.ClickException(f"GIFT has no way to write an arrow in this answer: {error}") from None


@courses.command("certify")
def certify() -> None:
    """Issue the certificates that are due and missing, such as those of before there were any. Safe to run twice."""
    click.echo(jobs.certify(clock.now()) or "every certificate that is due is there")


@courses.command("tracks")
@click.argument("program_id", required=False, type=int)
@_JSON
def tracks(program_id: int | None, as_json: bool) -> None:
    """Say what each role of each program learns, or of one: the courses in their order, and the minutes."""
    rows = _tracks(program_id)
    if program_id is not None and not rows:
        raise click.ClickException(f"there is no program {program_id}")
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        if row["courses"]:
            likes = f", {row['optional_minutes']} more if they like" if row["optional_minutes"] else ""
            click.echo(f"{row['program']}, {row['role']}: {row['required_minutes']} minutes{likes}")
            click.echo("  " + ", ".join(row["courses"]))


def _tracks(program_id: int | None) -> list[dict[str, Any]]:
    found = queries.current_courses()
    by_id = {course.course_id: course for course in found.values()}
    rows = []
    for program in queries.every_program():
        if program_id not in (None, program.id):
            continue
        chosen = queries.tracks_of(program.id)
        for role in LEARNERS:
            track = chosen.get(role) or queries.track_of(program.id, role, found.values())
            listed = [(by_id[one.course_id], one.required) for one in track if one.course_id in by_id]
            minutes = {
                kind: sum(minutes_for(course.steps, role) for course, required in listed if required is kind)
                for kind in (True, False)
            }
            rows.append(
                {
                    "program": program.name,
                    "role": role,
                    "courses": [course.key for course, _required in listed],
                    "required_minutes": minutes[True],
                    "optional_minutes": minutes[False],
                }
            )
    return rows


def _courses(count: int) -> str:
    return "1 course" if count == 1 else f"{count} courses"


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
        try:
            versions = actions.publish_in_languages(course, at=at)
        except RuleBroken as broken:  # the version before stays in force
            why = (
                f"its files could not be kept: {broken.code}; is the disk full, or did one change meanwhile?"
            )
            faults = [*faults, content.Fault(course.folder or path, 1, why)]
            continue
        for language, version in versions.items():
            number = queries.version_number(version.id) if version else None
            which = {} if language == course.language else {"language": language}
            results.append({"key": course.key, **which, "version": number})
    return results, faults


def _shipped() -> Path:
    settings: Settings = current_app.extensions["mentortrain.settings"]
    return settings.courses_path


def _as_rows(faults: list[content.Fault]) -> list[dict[str, object]]:
    return [{"path": str(fault.path), "line": fault.line, "message": fault.message} for fault in faults]
