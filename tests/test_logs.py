"""A line of the log: its fields, and what must not stand in it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from mentortrain import logs, trace
from mentortrain.launch.trouble import in_words

TOKEN = "zqr5wbSXrIFKtJV2FU7MLw2ksPileTd2S5EoB7yk6dE"


def event(message, *args, **extra):
    record = logging.LogRecord("mentortrain.tests", logging.WARNING, "here.py", 1, message, args, None)
    vars(record).update(extra)
    return record


def test_an_event_is_one_line_with_what_is_being_done():
    with trace.doing("home.index", "0123456789abcdef"):
        line = logs.Lines().format(event("no %s\ntoday", "coffee", ms=12.5, person=7))
    assert "\n" not in line
    fields = json.loads(line)
    assert fields.pop("time").endswith("+00:00")
    assert fields.pop("pid") > 0
    assert fields == {
        "level": "warning",
        "logger": "mentortrain.tests",
        "message": "no coffee\ntoday",
        "process": "command",
        "trace": "0123456789abcdef",
        "doing": "home.index",
        "ms": 12.5,
        "person": 7,
    }


def test_an_error_is_one_line_with_its_traceback_in_a_field():
    try:
        raise ValueError("no luck")
    except ValueError:
        record = event("it broke")
        record.exc_info = sys.exc_info()
    line = logs.Lines().format(record)
    fields = json.loads(line)
    assert "\n" not in line
    assert fields["error"] == "ValueError: no luck"
    assert fields["traceback"].startswith("Traceback (most recent call last):\n")
    assert in_words(line) == "ValueError: no luck"
    readable = logs.Readable().format(record)
    assert "mentortrain.tests: it broke" in readable
    assert readable.endswith("\nValueError: no luck")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"GET /sign-in/{TOKEN}", "GET /sign-in/[hidden]"),
        (f"/feeds/{TOKEN}.ics?x=1", "/feeds/[hidden]?x=1"),
        ("/first-administrator/abc", "/first-administrator/[hidden]"),
        (f"/files/{TOKEN}", "/files/[hidden]"),
        ("Password = abc;", "Password = [hidden];"),
        ('{"password": "abc"}', '{"password": "[hidden]"}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ("Cookie: mentortrain=abc", "Cookie: [hidden]"),
        ("mentortrain=eyJ.abc.def", "mentortrain=[hidden]"),
        ("smtp://joe:pw@host:25", "smtp://joe:[hidden]@host:25"),
        ("a" * 64, "[hidden]"),
        ("my-own-secret-word", "[hidden]"),
        ('with "quotes"', "[hidden]"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(said, written):
    try:
        logs.hide({"my-own-secret-word", 'with "quotes"'})
        assert json.loads(logs.Lines().format(event("%s", said)))["message"] == written
    finally:
        logs.hide(())


def test_every_address_that_lets_somebody_in_is_hidden(migrated):
    """Whatever its token looks like, so that a shorter one that comes some day is hidden too."""
    doors = [one.rule for one in migrated.url_map.iter_rules() if "token" in one.arguments]
    assert len(doors) > 10
    said = {door: logs.redacted(f"GET {door.replace('<token>', '12-short')} 200") for door in doors}
    assert {door for door, line in said.items() if "12-short" in line} == set()


@pytest.mark.parametrize(
    "said",
    [
        "GET /sign-in/<token> 200",
        "250 Ok 0000014a1b2c3d4e-abcdef01-2345-6789-abcd-ef0123456789-000000",
        "test_a_function_whose_name_is_a_whole_sentence failed",
        "SELECT person.session_token FROM person WHERE session_token = ?",
        "The CSRF token is missing.",
        "0123456789abcdef",
    ],
)
def test_what_is_none_stays(said):
    assert logs.redacted(said) == said
