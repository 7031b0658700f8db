"""Lists of people as Excel writes them, broken ones, hostile ones, and two at once."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.models import Person
from mentortrain.programs import actions
from mentortrain.programs.jobs import go_on
from mentortrain.programs.models import Participation, PeopleImport
from mentortrain.programs.roster import MOST_ROWS, Rules, decode, read, read_as
from tests.conftest import import_list
from tests.programs.hostile_lists import inline, sheet_of
from tests.programs.test_roster_upload import send

RULES = Rules("Africa/Nairobi", own_group=1)
SERBIAN = "Ime;Prezime;E-pošta;Uloga;Država\r\nMilica;Đorđević;milica@example.org;mentorka;Srbija\r\n"
SPANISH = (
    "Nombre;Apellidos;Correo electrónico;Rol;País\r\nBegoña;Núñez;milica@example.org;mentora;Colombia\r\n"
)
FRENCH = "Prénom;Nom;Courriel;Rôle;Pays\r\nHélène;Lefèvre;milica@example.org;mentor;Sénégal\r\n"
ENGLISH = "Role,Country,E-MAIL,Full name\r\nMentor,Kenya,milica@example.org,Amina Đ. Odhiambo\r\n"
CYRILLIC = "Име и презиме\tЕ-пошта\tУлога\tДржава\r\nМилица Ђорђевић\tmilica@example.org\tментор\tСрбија\r\n"


@pytest.mark.either
@pytest.mark.parametrize(
    ("text", "encoding", "read_in", "name", "zone"),
    [
        (SERBIAN, "cp1250", "cp1250", "Milica Đorđević", "Europe/Belgrade"),
        (SPANISH, "cp1252", "cp1252", "Begoña Núñez", "America/Bogota"),
        (FRENCH, "cp1252", "cp1252", "Hélène Lefèvre", "Africa/Dakar"),
        (ENGLISH, "utf-8-sig", "utf-8-sig", "Amina Đ. Odhiambo", "Africa/Nairobi"),
        (CYRILLIC, "utf-16", "utf-16", "Милица Ђорђевић", "Europe/Belgrade"),
        (CYRILLIC, "utf-16-le", "utf-16-le", "Милица Ђорђевић", "Europe/Belgrade"),
        (SERBIAN, "utf-8", "utf-8", "Milica Đorđević", "Europe/Belgrade"),
    ],
)
def test_files_as_excel_writes_them_in_three_countries(text, encoding, read_in, name, zone):
    found = decode(text.encode(encoding))
    assert found.encoding == read_in
    [row] = read(found.text, RULES).rows
    assert (row.problem, row.name, row.role, row.time_zone) == ("", name, "mentor", zone)


@pytest.mark.either
def test_the_other_encoding_is_offered_and_read_from_the_same_bytes(chandra, program):
    found = decode(SERBIAN.encode("cp1250"))
    assert found.other == "cp1252"
    assert read_as(read_as(found, "cp1252"), "cp1250") == found
    page = send(chandra, program, SERBIAN.encode("cp1250")).location
    assert "It was read as Windows-1250" in chandra.get(page).text
    other = chandra.post(f"{page}/encoding").location
    assert "Milica \xd0or\xf0evi\xe6" in chandra.get(other).text
    assert "It was read as Windows-1252" in chandra.get(other).text


@pytest.mark.either
def test_what_a_sheet_holds_is_read_as_text_and_what_it_hides_is_said(chandra, program):
    shown = chandra.get(send(chandra, program, workbook(), "people.xlsx").location).text
    assert "1 row can be invited" in shown
    assert "Read from the sheet “People”." in shown
    assert "The sheet hides 1 row. It was read as well." in shown
    assert "Columns that were not read: Born" in shown


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("People")
    sheet.append(["Born", "E-mail", "Name", "Role", "Country"])
    sheet.append([clock.real_now().date(), "ana@example.org", "Ana", "mentor", "Kenya"])
    sheet.append([1, "bad", 12.0, "mentor", "=1+1"])
    sheet.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 80_000_000)
    return out.getvalue()


@pytest.mark.either
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bomb(), "This workbook is far larger"),
        (workbook()[:3000] + workbook()[-200:], "This workbook could not be opened."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is an old Excel workbook (.xls)"),
        (
            (SERBIAN.replace("Đorđević", '"Đorđević') + "Ana;B;c@example.org;mentor;KE").encode(),
            "A quotation mark in line",
        ),
        (b"name,role\nAna,mentor\n", "The heading has no column for the mail address."),
        (b"\x00\x01\x02" * 50, "This file is no list of people."),
    ],
)
def test_each_kind_of_broken_file_is_told_what_to_do(chandra, program, data, says):
    answer = send(chandra, program, data)
    assert answer.status_code == 422
    assert says in answer.text


def test_five_thousand_go_on_where_a_worker_was_killed_and_nobody_is_invited_twice(app, chandra, program, at):
    people = "\n".join(f"Person {n},p{n}@example.org,mentor,KE" for n in range(700))
    page = import_list(chandra, program.id, people)
    assert "0 of 700 rows are done" in chandra.get(page).text
    with app.app_context():
        kept = session.get_one(PeopleImport, int(page.rpartition("/")[2]))
        long_ago = clock.real_now() - timedelta(minutes=2)
        assert actions.take_step(kept.id, at=at, real_now=long_ago)
        session.commit()
        assert actions.take_step(kept.id, at=at, real_now=long_ago)
        session.rollback()  # killed in the middle of its second step
    assert "250 of 700 rows are done" in chandra.get(page).text
    with app.app_context():
        assert go_on(at) == "1 list of people taken up"
        assert go_on(at) == ""
        assert session.scalar(select(func.count()).select_from(Participation)) == 700
        assert session.scalar(select(func.count()).select_from(Outbox)) == 700
    assert "700 people are invited" in chandra.get(page).text
    assert chandra.get(f"{page}/report.csv").text.count("invited") == 700
    book = openpyxl.load_workbook(io.BytesIO(chandra.get(f"{page}/report.xlsx").data))
    assert book.active.max_row == 701


def test_two_staff_with_one_list_invite_everybody_once_and_both_are_told(app, chandra, program, visit):
    people = "Ana,ana@example.org,mentor,KE\nBo,bo@example.org,mentee,KE"
    first = import_list(chandra, program.id, people, confirm=False)
    second = import_list(chandra, program.id, people, confirm=False)
    chandra.post(f"{second}/confirmation")
    chandra.post(f"{first}/confirmation")
    assert "Nobody was invited" in chandra.get(first).text
    assert "Somebody else has invited them in this role since" in chandra.get(first).text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Participation)) == 2
        assert session.scalar(select(func.count()).select_from(Person)) == 3


def test_a_list_is_as_long_as_it_may_be():
    rows = "a@example.org\n" * (MOST_ROWS + 1)
    assert read(rows, RULES).problem == "roster.too_long"


@pytest.mark.either
def test_workbooks_of_any_program_are_read_cell_by_cell(chandra, program):
    """A title above, merged cells, formulas with a value and without, days, hidden sheets, text within the row."""
    book = openpyxl.Workbook()
    book.active.append(["Old", "old@example.org", "mentor", "Kenya"])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("People")
    for row in (
        ["Our mentors of this year"],
        ["Name", "E-mail", "Role", "Country"],
        ["Ana", "ana@example.org", "mentor", "Kenya"],
        ["Bo", "bo@example.org", None, "Kenya"],  # the role is merged with the one above: its cell is empty
        [date(2026, 1, 1), "=A4&1", "mentor", "Kenya"],  # never calculated, so that nobody knows its value
        [7, "seven@example.org", "mentor", True],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C3:C4")
    book.create_sheet("More").append(["x"])
    out = io.BytesIO()
    book.save(out)
    shown = chandra.get(send(chandra, program, out.getvalue(), "people.xlsx").location).text
    assert "1 row can be invited" in shown and "old@example.org" not in shown
    assert "Read from the sheet “People”." in shown and "More" in shown
    for said in (
        "The role is missing",
        "The mail address is missing.",
        "No country or time zone of this name.",
    ):
        assert said in shown
    within = sheet_of(
        inline("Name", "E-mail", "Role", "Country")
        + '<row><c t="str"><f>A9</f><v>Begoña</v></c><c t="inlineStr"><is><r><t>bego@</t></r><r><t>example.org</t></r>'
        '</is></c><c t="inlineStr"><is><t>mentora</t></is></c><c t="inlineStr"><is><t>Colombia</t></is></c></row>'
    )
    page = send(chandra, program, within).location
    chandra.post(f"{page}/confirmation")
    assert "1 person is invited" in chandra.get(page).text
    assert "Begoña" in chandra.get(page).text and "bego@example.org" in chandra.get(page).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SERBIAN, "cp1250"),
        (SPANISH, "cp1252"),
        (ENGLISH, "utf-8-sig"),
        (CYRILLIC, "utf-16"),
        ("sep=;\r\n" + SERBIAN, "utf-8"),
    ],
)
def test_what_excel_writes_is_invited_with_its_letters(app, chandra, program, text, encoding):
    page = send(chandra, program, text.encode(encoding)).location
    chandra.post(f"{page}/confirmation")
    with app.app_context():
        person = session.scalars(select(Person).where(Person.email == "milica@example.org")).one()
        assert person.name in text.replace(";", " ") and "\ufffd" not in person.name
    assert chandra.get(f"{page}/report.csv").text.count("invited") == 1
