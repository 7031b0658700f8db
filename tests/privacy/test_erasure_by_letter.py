"""Somebody wrote a letter, and the command line answers it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.people import queries as people
from mentortrain.privacy.models import Erasure
from tests.privacy.stage import ADDRESS

pytestmark = pytest.mark.usefixtures("no_copies")


def test_a_letter_is_answered_on_the_command_line(app, amina, letters, at):
    letters()
    run = app.test_cli_runner().invoke
    result = run(args=["people", "erase", "amina@example.org", "--reason", "letter of 20 November"])
    assert result.output == ("planned for 2026-11-30 09:00 UTC; a mail with a link to call it off goes out\n")
    assert "Whoever runs the site does it, as you asked." in letters()[0].get_body(("html",)).get_content()
    result = run(args=["people", "erase", "amina@example.org", "--reason", "again"])
    assert "an erasure is planned already" in result.output
    assert (
        run(args=["people", "erase", "amina@example.org", "--reason", "x", "--at-once"]).output == "erased\n"
    )
    result = run(args=["people", "erase", "amina@example.org", "--reason", "x"])
    assert "nobody has the address amina@example.org" in result.output
    with app.app_context():
        assert session.scalars(select(Erasure)).one().reason is None
        assert people.with_email(ADDRESS) is None


def test_the_last_administrator_is_refused_on_the_command_line_too(app, visit):
    root = visit("root@example.org", "Root Person")
    with app.app_context():
        root.person.is_admin = True
        session.commit()
    for more in ([], ["--at-once"]):
        result = app.test_cli_runner().invoke(args=["people", "erase", root.email, "--reason", "x", *more])
        assert (result.exit_code, "this is the last administrator" in result.output) == (1, True)
