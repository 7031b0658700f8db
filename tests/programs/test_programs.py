"""Staff make a program and invite people."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.models import Person
from mentortrain.programs.jobs import work_off
from mentortrain.programs.models import Participation, Program, StaffGrant
from tests.conftest import import_list

pytestmark = pytest.mark.either  # pages and words, not the database

FORM = {
    "name": "Bridges",
    "audience": "Owners of repair shops in Niš.",
    "hours_per_month": "3",
    "digital_requirements": "A phone.",
    "touch_level": "high",
}
LIST = (
    "name,email,role,country\nAna,ana@example.org,mentor,Serbia\nBo,bo@example.org,mentee,\nCe,bad,mentor,\n"
)


def test_staff_change_the_settings(chandra, app, program):
    page = chandra.get(f"/programs/{program.id}/settings")
    assert "Owners of small shops." in page.text
    assert chandra.post(f"/programs/{program.id}/settings", FORM).status_code == 302
    with app.app_context():
        assert session.get(Program, program.id).name == "Bridges"


def test_a_participant_makes_no_program(amina):
    assert amina.get("/programs/new").status_code == 403
    assert amina.post("/programs/new", FORM).status_code == 403


def test_the_preview_shows_every_row_and_writes_nothing(chandra, app, program):
    page = chandra.get(import_list(chandra, program.id, LIST, confirm=False))
    assert page.status_code == 200
    assert "2 rows can be invited" in page.text
    assert re.findall(r"line (\d)", page.text) == ["4", "3", "2"]  # what must be mended comes first
    assert "This is no mail address." in page.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Participation)) == 0
        assert session.scalar(select(func.count()).select_from(Outbox)) == 0


def test_the_good_rows_are_imported_once(chandra, app, program, letters):
    page = import_list(chandra, program.id, LIST)
    assert "2 people are invited" in chandra.get(page).text
    assert "1 row was left out; the reason stands beside it." in chandra.get(page).text
    assert chandra.post(f"{page}/confirmation").location == page
    import_list(chandra, program.id, LIST)
    with app.app_context():
        zones = dict(session.execute(select(Person.email, Person.time_zone)).all())
        assert session.scalar(select(func.count()).select_from(Participation)) == 2
    assert (zones["ana@example.org"], zones["bo@example.org"]) == ("Europe/Belgrade", "Africa/Nairobi")
    assert sorted(mail["To"] for mail in letters()) == ["Ana <ana@example.org>", "Bo <bo@example.org>"]
    assert letters() == []
    again = chandra.get(import_list(chandra, program.id, LIST, confirm=False))
    assert "Nobody can be invited yet" in again.text
    assert "Already invited in this role." in again.text


def test_a_list_comes_to_the_import_unchanged(chandra, program, letters):
    import_list(chandra, program.id, '\nname;email;role\n"Ana ""the"" <b>Baker</b>";ana@example.org;mentor\n')
    [mail] = letters()
    assert mail["To"].addresses[0].display_name == 'Ana "the" <b>Baker</b>'
    assert "<b>Baker</b>" not in chandra.get(f"/programs/{program.id}/people").text


def test_an_uploaded_file_is_previewed(chandra, program):
    upload = {"text": "", "file": (io.BytesIO(LIST.encode("utf-16")), "people.csv")}
    page = chandra.post(f"/programs/{program.id}/people/import", upload, content_type="multipart/form-data")
    shown = chandra.get(page.location).text
    assert "2 rows can be invited" in shown
    assert "Read as UTF-16." in shown


def test_a_list_that_is_far_too_long_is_refused(chandra, program):
    page = chandra.post(f"/programs/{program.id}/people/import", {"text": "a" * 5_000_000})
    assert page.status_code == 413
    assert "too large" in page.text


def test_an_invited_mentor_opens_the_mail_and_lands_on_home(chandra, program, nobody, letters, app):
    import_list(chandra, program.id, LIST)
    mail = next(mail for mail in letters() if mail["To"].addresses[0].addr_spec == "ana@example.org")
    assert mail["Subject"] == "Your invitation: be a mentor in Puentes 2027"
    text = mail.get_body(("plain",)).get_content()
    assert "2 hours a month" in text
    path = re.search(r"http://localhost(/sign-in/\S+)", text)[1]
    assert nobody.post(path).location == "/welcome"
    assert "Ana" in nobody.get("/").text
    with app.app_context():
        joined = dict(
            session.execute(select(Person.email, Participation.joined_at).join(Participation.person)).all()
        )
    assert joined["ana@example.org"] is not None
    assert joined["bo@example.org"] is None


def test_an_invitation_lasts_14_days(chandra, program, nobody, letters, at):
    from mentortrain import clock

    import_list(chandra, program.id, LIST)
    text = letters()[0].get_body(("plain",)).get_content()
    path = re.search(r"http://localhost(/sign-in/\S+)", text)[1]
    with clock.held_at(at + timedelta(days=14)):
        assert nobody.get(path).status_code == 410


def test_staff_are_invited_by_the_same_list(chandra, program, nobody, letters, app):
    text = "Eve,eve@example.org,staff,UK"
    import_list(chandra, program.id, text)
    import_list(chandra, program.id, text)
    [mail] = letters()
    assert mail["Subject"] == "You are on the staff of Puentes 2027"
    path = re.search(r"http://localhost(/sign-in/\S+)", mail.get_body(("plain",)).get_content())[1]
    assert nobody.post(path).location == f"/programs/{program.id}/readiness"
    assert nobody.get(f"/programs/{program.id}/people").status_code == 200
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(StaffGrant)) == 2


def test_one_person_may_be_in_two_programs(chandra, dov, program, app, letters):
    import_list(chandra, program.id, "Dov,DOV@example.org,mentee,Israel")
    assert [mail["To"].addresses[0].addr_spec for mail in letters()] == ["dov@example.org"]
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Person)) == 2
        assert session.get(Person, dov.id).name == "Dov Levi"


def test_going_back_from_the_preview_keeps_the_list(chandra, program):
    page = chandra.get(import_list(chandra, program.id, LIST, confirm=False)).text
    change = re.search(r'href="([^"]+\?change=\d+)"', page)[1]
    assert "Ana,ana@example.org,mentor,Serbia" in chandra.get(change).text


def test_a_long_list_takes_few_statements_a_row(app, chandra, program, statements, at):
    text = "\n".join(f"Person {n},p{n}@example.org,mentor,KE" for n in range(1000))
    with statements() as ran:
        page = import_list(chandra, program.id, text)
    assert len(ran) < 200  # keeping it, looking at who is known; a job does the rest
    with statements() as ran, app.app_context():
        work_off(int(page.rpartition("/")[2]), at=at)
    assert len(ran) < 1000 * 1.1 + 100  # one for each mail, and some for each step
    assert "1000 people are invited" in chandra.get(f"/programs/{program.id}/people").text
