"""Attachments: never shown, the dangerous ones kept apart; and what is kept, listed and checked."""

from __future__ import annotations

import io
import json

import pytest

from mentortrain.db import session
from mentortrain.files import actions, kinds, storage
from tests.files.makers import HOSTILE, picture

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def letter_of(app, at):
    """letter_of(amina, data, name): an attachment that everybody may open; its address."""
    kind = kinds.Kind(
        name="tests.letter",
        takes=frozenset({"application/pdf", "image/png"}),
        most_bytes=kinds.MEGABYTE,
        may_open=lambda who, owner_id: True,
        otherwise=kinds.Otherwise.QUARANTINED,
    )

    def keep(owner, data, name):
        with app.app_context():
            upload = actions.take_in(storage.in_force(), kind, io.BytesIO(data), name=name)
            file = actions.give_to(kind, owner.id, upload, by=owner.id, at=at)
            session.commit()
            return f"/files/tests.letter/{owner.id}/{file.digest}"

    kinds.register(kind)
    yield keep
    del kinds._kinds["tests.letter"]


def test_an_attachment_is_a_download_and_nothing_that_a_browser_shows(amina, letter_of):
    answer = amina.get(letter_of(amina, b"%PDF-1.7\nhello", 'my "letter"\r\nX-Evil: 1.exe'))
    assert answer.data == b"%PDF-1.7\nhello"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my letterX-Evil 1.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "X-Evil" not in answer.headers


def test_a_picture_that_was_not_made_anew_is_a_download_too(amina, letter_of):
    answer = amina.get(letter_of(amina, picture("PNG"), "me.png"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=me.png"


@pytest.mark.parametrize("what", ["a page", "a program of Windows", "an archive", "a document with macros"])
def test_what_is_dangerous_is_kept_apart_and_served_to_nobody(app, amina, chandra, letter_of, what):
    url = letter_of(amina, HOSTILE[what], "harmless.pdf")
    assert amina.get(url).status_code == chandra.get(url).status_code == 404
    listed = json.loads(
        app.test_cli_runner().invoke(args=["files", "list", "--quarantined", "--json"]).stdout
    )
    assert [(row["digest"], row["state"]) for row in listed] == [(url.rpartition("/")[2], "quarantined")]


def test_the_command_line_lists_and_checks(app, amina, letter_of, settings):
    run = app.test_cli_runner().invoke
    url = letter_of(amina, b"%PDF-1.7\nhello", "letter.pdf")
    digest = url.rpartition("/")[2]
    assert run(args=["files", "list"]).stdout.split("\t")[:4] == [digest, "14", "application/pdf", "ok"]
    assert run(args=["files", "check"]).exit_code == 0
    path = storage.Folder(settings.instance_path / "files")._path(digest)
    path.write_bytes(b"something else")
    answer = run(args=["files", "check"])
    assert (answer.exit_code, answer.stderr.split()[0]) == (1, "changed:")
    path.unlink()
    assert run(args=["files", "check"]).stderr.startswith("missing: ")
    assert amina.get(url).status_code == 404
