"""The command line, command by command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
import pytest
from flask import Flask
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.config import ROOT
from mentortrain.db import Base, session
from mentortrain.mail import jobs, queries
from mentortrain.mail.models import Outbox
from mentortrain.people.models import Person, SignInLink
from mentortrain.schedule.ticker import tick_at
from mentortrain.tasks.models import Task
from tests.readers.libical import faults
from tests.sites import production

pytestmark = pytest.mark.either  # pages and words, not the database

OURS = (
    "calendar", "config", "courses", "demo", "files", "mail",
    "outgoing", "people", "prepare", "readiness", "tick", "ticker", "worker",
)  # fmt: skip


@pytest.fixture
def flask(app: Flask, at):
    """flask("people", "list"): the result, with exit_code, stdout and stderr."""
    return lambda *args: app.test_cli_runner().invoke(args=list(args))


def counts(app: Flask, *but: type[Base]) -> dict[str, int]:
    """Rows in each table."""
    left_out = {model.__tablename__ for model in but}
    with app.app_context():
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }


def every_command(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        if path or name in OURS:
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from every_command(command, (*path, name))


def test_every_command_has_help_that_says_what_it_does(app, flask, subtests):
    found = dict(every_command(app.cli))
    assert {path[0] for path in found} == set(OURS)
    for path, command in found.items():
        with subtests.test(" ".join(path)):
            answer = flask(*path, "--help")
            assert (answer.exit_code, answer.stderr) == (0, "")
            assert " ".join(command.help.split()) in " ".join(answer.stdout.split())
            for option in command.params:
                if isinstance(option, click.Option) and "--help" not in option.opts:
                    assert option.help, option.name


@pytest.mark.parametrize(
    "path",
    [
        ("config",),
        ("people", "list"),
        ("mail", "list"),
        ("courses", "check"),
        ("readiness", "show"),
        ("demo",),
    ],
)
def test_what_lists_speaks_json(app, path):
    command = dict(every_command(app.cli))[path]
    assert any("--json" in option.opts for option in command.params)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nonsense"], "error: No such command 'nonsense'."),
        (["people", "nonsense"], "error: No such command 'nonsense'."),
        (["people", "list", "--nonsense"], "error: No such option"),
        (["people", "link"], "error: Missing argument 'EMAIL'."),
        (
            ["mail", "list", "--limit", "many"],
            "error: Invalid value for '--limit': 'many' is not a valid integer.",
        ),
    ],
)
def test_a_wrong_use_is_one_line_that_says_what_and_where_to_read_on(flask, args, says):
    answer = flask(*args)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(says)
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.endswith(" --help\n")


def test_a_wrong_use_looks_the_same_from_a_terminal(settings):
    answer = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "people", "nonsense"],
        cwd=ROOT,
        env={"INSTANCE_PATH": str(settings.instance_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error: No such command 'nonsense'. See: ")


@pytest.mark.parametrize(
    "command", [("people", "link"), ("readiness", "show"), ("calendar", "feed")], ids=" ".join
)
def test_somebody_who_is_not_there_is_named(flask, command):
    answer = flask(*command, "who@example.org")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == (
        "error: nobody has the address who@example.org; see: flask --app app people list\n"
    )


def test_config_shows_what_is_in_force_and_no_secret(flask, settings):
    shown = json.loads(flask("config", "--json").stdout)
    assert shown == settings.masked()
    assert (shown["base_url"], shown["secret_key"]) == ("http://localhost", "********")
    lines = flask("config").stdout.splitlines()
    assert "base_url          http://localhost" in lines
    assert "smtp_url          -" in lines
    assert settings.secret_key not in "".join(lines)


def test_people_are_listed(amina, chandra, flask):
    people = json.loads(flask("people", "list", "--json").stdout)
    assert {row["email"]: row["name"] for row in people} == {
        "amina@example.org": "Amina Odhiambo",
        "chandra@example.org": "Chandra Rao",
    }
    [row] = [row for row in people if row["name"] == "Amina Odhiambo"]
    assert row == {
        "email": "amina@example.org",
        "name": "Amina Odhiambo",
        "time_zone": "Africa/Nairobi",
        "administrator": False,
        "last_sign_in_at": "2026-11-23T09:00:00+00:00",
    }
    assert (
        "amina@example.org\tAmina Odhiambo\tAfrica/Nairobi\t2026-11-23T09:00:00+00:00"
        in flask("people", "list").stdout.splitlines()
    )


def test_the_demonstration_is_loaded_once_by_whichever_command(app, flask, at):
    prepared = flask("prepare")
    assert (prepared.exit_code, prepared.stderr) == (0, "")
    first = json.loads(prepared.stdout.splitlines()[-1])["links"]
    once = counts(app, SignInLink, AuditEvent, AuditSubject)
    assert (once["program"], once["webinar"], once["person"]) == (3, 14, 90)
    second = json.loads(flask("demo", "--json").stdout)
    assert flask("prepare").exit_code == 0
    assert counts(app, SignInLink, AuditEvent, AuditSubject) == once

    for links in (first, second):
        assert [(link["role"], link["name"]) for link in links] == [
            ("mentor", "Amina Odhiambo"),
            ("mentee", "Bruno Restrepo"),
            ("staff", "Chandra Rao"),
            ("administrator", "Ada Mensah"),
        ]
    urls = [link["url"] for link in first + second]
    assert len(set(urls)) == 8
    for url in urls:
        visitor = app.test_client()
        assert visitor.get(url.removeprefix("http://localhost")).status_code == 200
    lines = flask("demo").stdout.splitlines()
    assert lines[0].startswith("mentor        Amina Odhiambo       http://localhost/sign-in/")
    nothing_is_overdue(app, at)


@pytest.mark.parametrize(
    ("database_url", "moment"),  # what hangs on the moment is reckoned in Python: one database is enough
    [("sqlite", "2028-02-29T00:00"), ("postgresql", "2027-03-28T01:30")],
    indirect=["database_url"],
)
def test_the_demonstration_leaves_nothing_overdue(app, flask, moment):
    then = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    with clock.held_at(then):
        assert flask("demo").exit_code == 0
    nothing_is_overdue(app, then)


def nothing_is_overdue(app, then):
    with app.app_context():
        jobs.deliver_due(then)
        fates = session.execute(select(Outbox.status, Outbox.to_name).where(Outbox.status != "sent"))
        assert [tuple(fate) for fate in fates] == [("failed", "Uroš Simić")]
        assert session.scalar(select(func.max(Outbox.sent_at))) < then
        assert list(queries.due(then, then)) == []
        for days in (0, 1, 2):
            assert beside_tasks(then + timedelta(days=days)) == []
        brought_back, sent = beside_tasks(then + timedelta(days=3))  # two thirds of one program are over
        assert brought_back.task == "engagement.re-engage"
        assert sent.did == "27 messages sent"  # 24 people, three of staff
        assert beside_tasks(then + timedelta(days=3)) == []


def beside_tasks(at):
    """What a tick does beside finding what waits for staff, which mails nobody."""
    return [one for one in tick_at(at) if one.task != "tasks.refresh"]


def test_a_hundred_people_are_made_once_and_their_pages_open(app, flask, at):
    first = flask("demo", "--size", "S", "--json")
    assert first.exit_code == 0
    made = counts(app, SignInLink, AuditEvent, AuditSubject, Task)
    assert {name: made[name] for name in ("person", "program", "cohort", "webinar", "staff_grant")} == {
        "person": 100, "program": 3, "cohort": 3, "webinar": 18, "staff_grant": 6,
    }  # fmt: skip
    assert all(made[name] > 30 for name in ("attempt", "ready_declaration", "feed_token"))
    assert all(made[name] > 200 for name in ("answer", "attendance", "lesson_completion", "registration"))
    with app.app_context():
        assert session.scalars(select(Outbox.status).distinct()).all() == ["sent"]
        assert session.scalar(select(func.count()).where(~Person.email.endswith("@example.org"))) == 0
        assert {one.task for one in tick_at(at)} <= {
            "privacy.let-go",
            "tasks.refresh",
        }  # mails older than a year; what staff see
        assert tick_at(at) == []  # it leaves nothing else to do
    assert flask("demo", "--size", "S").exit_code == 0
    assert counts(app, SignInLink, AuditEvent, AuditSubject, Task) == made
    for link in json.loads(first.stdout):
        browser = app.test_client()
        path = link["url"].removeprefix("http://localhost")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
        assert browser.post(path, data={"csrf_token": token[1]}).status_code == 302
        page = "/programs/3/readiness" if link["role"] == "staff" else "/"
        assert browser.get(page).status_code == 200


def test_a_live_site_gets_invented_people_only_when_told_to(app, settings):
    with production(settings) as live:
        answer = live.test_cli_runner().invoke(args=["demo", "--size", "S"])
        assert (answer.exit_code, answer.stderr) == (
            1,
            "error: this is a live site; with --yes it gets invented people all the same.\n",
        )
        assert live.test_cli_runner().invoke(args=["demo", "--size", "S", "--yes"]).exit_code == 0
    assert counts(app)["person"] == 100


def test_prepare_without_the_demonstration_prints_the_first_administrator_s_link_until_there_is_one(
    app, flask, nobody
):
    def prepared():
        return json.loads(flask("prepare", "--no-demo").stdout.splitlines()[-1])["links"]

    [link] = prepared()
    assert (link["role"], link["name"]) == ("administrator", "the first one: you")
    [again] = prepared()
    assert again["url"] != link["url"]
    assert counts(app)["person"] == 0

    path = again["url"].removeprefix("http://localhost")
    form = {"name": "Ada", "email": "ada@example.org", "time_zone": "UTC"}
    assert nobody.post(path, form).location == "/programs/new"
    assert prepared() == []
    with app.app_context():
        assert session.scalars(select(Person.is_admin)).all() == [True]
    assert nobody.post(link["url"].removeprefix("http://localhost"), form).status_code == 410


def test_readiness_is_shown_as_on_the_pages(amina, flask):
    [row] = json.loads(flask("readiness", "show", "amina@example.org", "--json").stdout)
    assert (row["program"], row["role"], row["ready"], row["declared_at"]) == (
        "Puentes 2027",
        "mentor",
        False,
        None,
    )
    assert [(one["kind"], one["state"], one["done"]) for one in row["requirements"]] == [
        ("lessons", "missing", 0),
        ("quizzes", "missing", 0),
        ("live_session", "missing", 0),
    ]
    lines = flask("readiness", "show", "amina@example.org").stdout.splitlines()
    assert lines[0] == "Puentes 2027, mentor: not yet ready"
    assert len(lines) == 4


def test_who_takes_part_in_nothing_is_told_so(chandra, flask):
    assert (
        flask("readiness", "show", "chandra@example.org").stdout == "Chandra Rao takes part in no program\n"
    )
    assert json.loads(flask("readiness", "show", "chandra@example.org", "--json").stdout) == []


def test_a_calendar_address_from_the_command_line_works_and_is_named(amina, app, flask):
    address = flask("calendar", "feed", "amina@example.org").stdout.strip()
    assert address.startswith("http://localhost/feeds/")
    feed = app.test_client().get(address.removeprefix("http://localhost"))
    assert (feed.status_code, feed.mimetype, faults(feed.data)) == (200, "text/calendar", [])
    assert flask("calendar", "feed", "amina@example.org", "--name", "Phone").stdout.strip() != address
    page = amina.get("/calendar").text
    assert "Command line" in page
    assert "Phone" in page


def test_the_shipped_courses_are_sound(flask):
    answer = flask("courses", "check", "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert (found["faults"], [course["key"] for course in found["courses"]]) == ([], ["mentoring-basics"])
