"""The pages of the record: words, filters, paging and the file."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.webinars.models import Webinar
from tests.audit.stage import lines
from tests.webinars.stage import DETAILS, agreed

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def here(program):
    """The record of chandra's program."""
    return f"/programs/{program.id}/record"


@pytest.fixture
def ada(app, visit):
    """An administrator of the site."""
    ada = visit("ada@example.org", "Ada Byron")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    return ada


def told(answer):
    """The sentences on the page, newest first, as they are read."""
    found = re.findall(r'<div class="line">(.*?)</div>', answer.text, re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


def move(chandra, program, webinar_id, to="2026-12-11T20:00"):
    url = f"/programs/{program.id}/webinars/{webinar_id}/edit"
    assert agreed(chandra, url, DETAILS | {"starts_wall": to}).status_code == 302


def test_staff_read_who_moved_what_from_when_to_when(app, program, chandra, plan, here):
    webinar_id = plan()
    move(chandra, program, webinar_id)
    page = chandra.get(here)
    assert told(page)[:2] == [
        "Chandra Rao moved “Listening before advice” from Monday 23 November, 20:00 (EAT) "
        "to Friday 11 December, 20:00 (EAT).",
        "The site itself scheduled “Listening before advice” for Monday 23 November, 20:00 (EAT).",
    ]
    assert (
        f'<a href="/programs/{program.id}/webinars/{webinar_id}">“Listening before advice”</a>' in page.text
    )
    assert "from 127.0.0.0/24" in page.text


def test_times_are_the_readers(app, program, ada, chandra, plan, here):
    move(chandra, program, plan())
    assert (
        "from Monday 23 November, 17:00 (UTC) to Friday 11 December, 17:00 (UTC)." in told(ada.get(here))[0]
    )


def test_what_is_gone_is_still_named_and_leads_nowhere(app, program, chandra, plan, here):
    webinar_id = plan()
    with app.app_context():
        session.delete(session.get(Webinar, webinar_id))
        session.commit()
    page = chandra.get(here)
    assert told(page)[0].startswith("The site itself scheduled “Listening before advice” for")
    assert f"/webinars/{webinar_id}" not in page.text


def test_names_are_what_they_are_today_and_never_markup(app, program, chandra, plan, here):
    move(chandra, program, plan())
    with app.app_context():
        session.get(Person, chandra.id).name = "<b>Chandra</b>"
        session.commit()
    page = chandra.get(here)
    assert "<b>Chandra</b>" not in page.text
    assert told(page)[0].startswith("<b>Chandra</b> moved")  # as text


def test_each_choice_leaves_only_the_lines_that_fit(app, program, chandra, amina, plan, here, at):
    webinar_id = plan()
    with clock.held_at(at + timedelta(hours=1)):
        move(chandra, program, webinar_id)
    with app.app_context():
        record("people.invited", about=("program", program.id), program_id=program.id, people=[amina.id],
               details={"participations": [1], "grants": []}, by=chandra.id, at=at + timedelta(days=2))  # fmt: skip
        session.commit()
    first = re.compile(r"moved|invited|scheduled|made|published")

    def chosen(query):
        return [first.search(one)[0] for one in told(chandra.get(f"{here}?{query}"))]

    assert chosen("kind=webinar.moved") == ["moved"]
    assert chosen(f"who={chandra.id}") == ["invited", "moved", "made"]
    assert chosen("who=system") == ["scheduled", "published", "published"]
    assert chosen("whom=AMINA") == chosen(f"person={amina.id}") == chosen("whom=amina@example") == ["invited"]
    assert chosen("whom=nobody-has-this-name") == []
    assert chosen(f"about=webinar:{webinar_id}") == ["moved", "scheduled"]
    assert chosen("since=2026-11-24") == ["invited"]
    assert chosen("until=2026-11-24&kind=people.invited") == []
    assert chosen("since=2026-11-25&until=2026-11-25") == ["invited"]
    assert chosen(f"who={chandra.id}&kind=webinar.moved&since=2026-11-23&until=2026-11-23") == ["moved"]
    assert "Only lines that concern Amina Odhiambo." in chandra.get(f"{here}?person={amina.id}").text


def test_staff_who_try_numbers_learn_no_names_of_other_programs(program, chandra, dov, here):
    for number in range(1, dov.id + 3):
        assert "Dov" not in chandra.get(f"{here}?person={number}").text
    assert "Only lines that concern somebody who is gone." in chandra.get(f"{here}?person={dov.id}").text


@pytest.mark.parametrize("query", ["since=yesterday", "since=2026-12-02&until=2026-12-01", "who=%F0%9F%A6%8A",
                                   "kind=nothing", "until=9999-12-31", "since=0001-01-01"])  # fmt: skip
def test_a_choice_that_cannot_be_is_said_at_its_field(chandra, here, query):
    answer = chandra.get(f"{here}?{query}")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Not a valid" not in answer.text
    assert "No line fits" not in answer.text
    assert chandra.get(f"{here}.csv?{query}").status_code == 404


@pytest.mark.parametrize("query", ["before=x", "person=99999999999999999999",
                                   "before=20261123T090000000000-99999999999", "person=x&about=:",
                                   "about=webinar:9999999999", "_scheme=javascript", "whom=%25_"])  # fmt: skip
def test_odd_addresses_do_no_harm(chandra, here, query):
    answer = chandra.get(f"{here}?{query}")
    assert answer.status_code == 200
    assert "javascript:" not in answer.text


def test_paging_shows_every_line_once(app, program, chandra, here, at):
    with app.app_context():
        for number in range(120):
            record("program.edited", about=("program", program.id), program_id=program.id,
                   details={"name": "P", "changed": {"hours_per_month": [number, number + 1]}},
                   at=at + timedelta(minutes=number // 3))  # fmt: skip
        session.commit()
    url, shown = here, []
    for _ in range(10):
        page = chandra.get(url)
        shown += re.findall(r"<dd><span class=\"mute\">(\d+)</span>", page.text)
        older = re.search(r'href="([^"]+)" rel="next"', page.text)
        if not older:
            break
        url = html.unescape(older[1])
    assert shown == [str(number) for number in reversed(range(120))]


def test_the_file_holds_all_that_was_chosen_and_is_a_line_itself(app, program, chandra, plan, here):
    move(chandra, program, plan(title="=cmd|' /C calc'!A0"))
    answer = chandra.get(f"{here}.csv?kind=webinar.moved")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=record-{program.id}.csv"
    [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["who"], row["action"], row["program_id"]) == ("Chandra Rao", "webinar.moved", str(program.id))
    assert row["in_words"].startswith("Chandra Rao moved “Listening before advice” from Monday 23 November")
    with app.app_context():
        [line] = lines("record.exported")
        assert (line.actor_id, line.program_id) == (chandra.id, program.id)
    everything = chandra.get(f"{here}.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(everything)))
    assert [row["action"] for row in rows[:3]] == ["record.exported", "record.exported", "webinar.moved"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_program_shows_its_own_lines_and_the_site_all_of_them(app, program, chandra, dov, ada, here):
    assert "Elsewhere" not in chandra.get(here).text
    assert dov.get(here).status_code == 404
    assert chandra.get("/site/record").status_code == 403
    everywhere = ada.get("/site/record").text
    assert "Elsewhere" in everywhere
    assert "Mentoring basics" in everywhere  # courses belong to no program
    assert ada.get("/site/record.csv").status_code == 200


def test_an_empty_record_says_what_will_stand_here(app, visit, ada, at):
    from mentortrain.programs.models import Cohort, Program
    from tests.conftest import puentes

    facts = puentes()
    with app.app_context():
        silent = Program(name="Silent", audience="", hours_per_month=2, digital_requirements="", created_at=at,
                         cohorts=[Cohort(name="Silent", opens_on=facts.opens_on, pairing_on=facts.pairing_on,
                                         ends_on=facts.ends_on, time_zone="UTC")])  # fmt: skip
        session.add(silent)
        session.commit()
        url = f"/programs/{silent.id}/record"
    assert "Nothing is recorded yet" in ada.get(url).text


def test_a_page_of_the_record_takes_the_same_statements_with_few_and_many_lines(
    app, program, chandra, plan, amina, bruno, here, at, statements
):
    def count():
        chandra.get(here)
        with statements() as ran:
            assert chandra.get(here).status_code == 200
        return len(ran)

    plan()
    few = count()
    for number in range(30):
        webinar_id = plan(title=f"Session {number}")
        with app.app_context():
            record("attendance.marked", about=("webinar", webinar_id), program_id=program.id,
                   people=[amina.id, bruno.id], details={"marks": [[amina.id, None, 5]]}, at=at)  # fmt: skip
            session.commit()
    assert count() <= few + 1  # those whom lines concern: none before
