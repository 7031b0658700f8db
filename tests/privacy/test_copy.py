"""A person gets all that is held of them, nobody else does, and nothing of anybody else is in it."""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import JSON, String, select, update

from mentortrain import clock, holdings
from mentortrain.db import session
from mentortrain.privacy import queries
from mentortrain.privacy.actions import copying, erasing, retaining
from mentortrain.privacy.models import DataCopy
from mentortrain.privacy.rules import COPY_LEASE, MOST_TRIES
from mentortrain.webinars.models import Webinar
from tests.files.makers import picture
from tests.mail.stage import without_store
from tests.privacy.stage import ADDRESS, NAME, fetch_copy, kept_files, make_copies, sign_in_again, work

pytestmark = [pytest.mark.usefixtures("no_copies"), pytest.mark.either]

WEEK = timedelta(days=7)


def told(data, table):
    return data["held"][table]["rows"]


def test_amina_asks_the_worker_makes_it_a_mail_says_so_and_she_fetches_it(app, amina, letters, at):
    letters()
    answer = amina.post("/you/privacy/copies")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/you/privacy")
    assert "being made" in amina.get("/you/privacy").text
    work(app)
    (letter,) = letters()
    assert letter["To"].addresses[0].addr_spec == ADDRESS
    assert letter["Subject"] == "The copy of your data is ready"
    assert "http://localhost/you/privacy\r\n" in letter.get_body(("plain",)).get_content()
    assert list(letter.iter_attachments()) == []  # a mailbox is no place for it

    data, page = fetch_copy(amina)
    assert data["format"] == "mentortrain.person/1"
    assert told(data, "person")[0]["name"] == NAME
    assert "What this site holds of you, Amina Odhiambo" in page


def test_the_file_is_an_attachment_that_no_cache_keeps_and_nobody_else_can_read(
    app, amina, bruno, chandra, settings, at
):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    answer = amina.get("/you/privacy/copies/1")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=mentortrain-2026-11-23.zip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (file,) = kept_files(settings)
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    with app.app_context():
        digest = queries.copy_with_id(1).file_name
    for visitor in (amina, bruno, chandra):  # the address of uploads does not serve it
        assert visitor.get(f"/files/privacy.copy/1/{digest}").status_code == 404


def test_bruno_staff_and_visitors_get_nothing_of_it(app, amina, bruno, chandra, nobody, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    assert bruno.get("/you/privacy/copies/1").status_code == 404
    assert chandra.get("/you/privacy/copies/1").status_code == 404
    assert nobody.get("/you/privacy/copies/1").headers["Location"].startswith("/sign-in")


def test_it_is_fetched_soon_after_a_sign_in_only(app, amina, letters, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    letters()
    late = at + timedelta(minutes=16)
    with clock.held_at(late):
        answer = amina.get("/you/privacy/copies/1")
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/you/security/proof?next=/you/privacy/copies/1",
        )
        assert "First show that it is you" in amina.get("/you/privacy").text
        amina.post("/you/security/proof/mail", {"next": "/you/privacy"})
        (letter,) = letters(late)
        link = re.search(r"http://localhost(/sign-in/\S+)", letter.get_body(("plain",)).get_content())
        assert amina.post(link[1]).headers["Location"] == "/you/privacy"
        assert amina.get("/you/privacy/copies/1").status_code == 200


def test_asking_again_while_one_is_made_does_nothing(app, amina, at):
    amina.post("/you/privacy/copies")
    amina.post("/you/privacy/copies")
    with app.app_context():
        assert len(queries.copies_of(amina.id)) == 1
    make_copies(app, at)
    amina.post("/you/privacy/copies")
    with app.app_context():
        assert len(queries.copies_of(amina.id)) == 2


def test_with_the_store_down_the_ticker_makes_it(app, amina, settings, tmp_path, at):
    with without_store(app, settings, tmp_path):
        assert amina.post("/you/privacy/copies").status_code == 302
    assert make_copies(app, at) == "1 copy of a person's data made"
    assert make_copies(app, at) == ""
    fetch_copy(amina)


def test_after_a_week_the_file_is_gone(app, amina, settings, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    with clock.held_at(at + WEEK):
        sign_in_again(app, amina, at + WEEK)
        assert amina.get("/you/privacy/copies/1").status_code == 404
        assert make_copies(app, at + WEEK) == "1 copy deleted"
        assert make_copies(app, at + WEEK) == ""
        assert kept_files(settings) == []
        assert "Deleted after 7 days" in amina.get("/you/privacy").text


def test_a_copy_that_breaks_holds_up_no_other_and_is_given_up_in_the_end(
    app, amina, bruno, at, monkeypatch, caplog
):
    from mentortrain.privacy import copies

    pack = copies.pack
    monkeypatch.setattr(
        copies,
        "pack",
        lambda person, *more, **words: 1 / 0 if person.id == amina.id else pack(person, *more, **words),
    )
    amina.post("/you/privacy/copies")
    bruno.post("/you/privacy/copies")
    assert make_copies(app, at) == "1 copy of a person's data made"
    for _ in range(MOST_TRIES - 1):
        with app.app_context():
            session.execute(update(DataCopy).values(lease_until=clock.real_now() - COPY_LEASE))
            session.commit()
        assert make_copies(app, at) == ""
    assert "It could not be made" in amina.get("/you/privacy").text
    monkeypatch.undo()
    amina.post("/you/privacy/copies")
    assert make_copies(app, at) == "1 copy of a person's data made"


def test_two_workers_make_it_once(app, amina, at):
    with app.app_context():
        copy_id = copying.ask_copy(amina.person, at=at)
        session.commit()
        assert copying.take_up(copy_id, real_now=clock.real_now()) is not None
        assert copying.take_up(copy_id, real_now=clock.real_now()) is None
        session.rollback()


def test_everything_that_is_declared_is_in_it(app, amina, life, letters, at):
    """A marker is written into each text column of each row of hers, and each is found in data.json."""
    letters()
    with app.app_context():
        erasing.ask(amina.person, cause="letter", reason="a letter", at=at)
        retaining.set_periods({"mail.content": 200}, by=amina.id, at=at)
        session.commit()
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    amina.post("/you/privacy/copies")
    planted = plant(app, amina.id)
    make_copies(app, at)
    data, page = fetch_copy(amina)
    empty = {table for table, one in data["held"].items() if not one["rows"]}
    assert empty == set()
    assert len(planted) >= 15
    for (table, field), marker in planted.items():
        assert marker in json.dumps([row[field] for row in told(data, table)]), f"{table}.{field}"
        assert marker in page, f"{table}.{field}"


def test_what_was_asked_without_signing_in_is_in_it(app, amina, nobody, at):
    asked = {"topic": "technical", "text": "No mail comes.", "name": "Amina O.", "email": "Amina@example.org"}
    nobody.post("/help", asked)
    nobody.post("/help", asked | {"text": "Neither to me.", "email": "eve@example.org"})
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    data, _page = fetch_copy(amina)
    assert [one["name"] for one in told(data, "concern")] == ["Amina O."]
    assert [one["text"] for one in told(data, "concern_message")] == ["No mail comes."]


def plant(app, person_id) -> dict[tuple[str, str], str]:
    """{(table, key in data.json): the marker} for every text that the database lets be anything."""
    planted = {}
    with app.app_context():
        for one in holdings.every():
            if one.table.name.startswith("audit_"):
                continue  # the database lets nobody change the record
            newest = session.scalar(
                select(one.key).where(one.of(person_id)).order_by(one.key.desc()).limit(1)
            )
            for field in one.fields:
                if not _is_free(one, field):
                    continue
                column = one.table.columns[field.value.key]
                marker = planted[one.table.name, field.name] = f"mark{len(planted):03}"
                value = {"x": marker} if isinstance(column.type, JSON) else marker
                session.execute(update(one.table).where(one.key == newest).values({column: value}))
        # A host is known by the name alone.
        planted["webinar", "host_name"] = planted["person", "name"]
        session.execute(
            update(Webinar).where(Webinar.host_name == NAME).values(host_name=planted["person", "name"])
        )
        session.commit()
    return planted


def _is_free(one, field) -> bool:
    """Whether any text can stand there: no check, and nothing that the site itself reads."""
    if field.covers:
        return False
    column = one.table.columns[field.value.key]
    checked = " ".join(str(rule.sqltext) for rule in one.table.constraints if hasattr(rule, "sqltext"))
    read = {
        ("staff_grant", "role"),
        ("person", "language"),
        ("person", "time_zone"),
        ("webinar", "host_name"),
    }
    return (
        isinstance(column.type, String | JSON)
        and column.name not in checked
        and (getattr(column.type, "length", None) or 99)
        > 7  # a country's two letters have no room for a mark
        and (one.table.name, column.name) not in read
    )


def test_nothing_of_anybody_else_is_in_it(app, amina, bruno, chandra, life, letters, at):
    letters()
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    data, page = fetch_copy(amina)
    for other in ("Bruno", "bruno@", "Chandra", "chandra@"):
        assert other not in json.dumps(data)
        assert other not in page
    assert [row["minutes"] for row in told(data, "attendance")] == [45]
    assert told(data, "webinar")[0]["host_name"] == NAME


def test_no_secret_is_in_it(app, amina, life, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    data, _ = fetch_copy(amina)
    text = json.dumps(data)
    with amina.client.session_transaction() as cookie:
        assert cookie["_user_id"] not in text
    with app.app_context():
        assert "token_hash" not in {
            key for one in data["held"].values() for row in one["rows"] for key in row
        }
    assert data["held"]["browser_session"]["not_included"]["token_hash"] == "A fingerprint of a secret."


def test_a_hostile_name_is_text(app, visit, at):
    eve = visit(
        "eve@example.org", '<script>alert("x")</script>{{ 7*7 }}\u202e'
    )  # and it turns what follows around
    eve.post("/you/privacy/copies")
    make_copies(app, at)
    data, page = fetch_copy(eve)
    assert told(data, "person")[0]["name"] == '<script>alert("x")</script>{{ 7*7 }}'
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;{{ 7*7 }}" in page


def test_the_page_needs_nothing_else(app, amina, at):
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    _, page = fetch_copy(amina)
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_her_photo_is_in_it(app, amina, at):
    amina.post("/you/photo", {"photo": (io.BytesIO(picture()), "me.jpg")})
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    path = re.search(r'href="(/you/privacy/copies/\d+)"', amina.get("/you/privacy").text)[1]
    with zipfile.ZipFile(io.BytesIO(amina.get(path).data)) as archive:
        names = archive.namelist()
        assert names[:2] == ["data.json", "index.html"]
        assert re.fullmatch(r"files/[0-9a-f]{16}\.webp", names[2])
        assert archive.read(names[2])[8:12] == b"WEBP"
        assert f'href="{names[2]}"' in archive.read("index.html").decode()
