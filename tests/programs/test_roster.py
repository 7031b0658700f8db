"""Reading a list of people to invite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.programs import roster
from mentortrain.programs.roster import Roster, Rules, decode

ZONE = "Africa/Nairobi"


def read(text, **more):
    return roster.read(text, Rules(ZONE, own_group=1, **more))


def verdicts(text, **more):
    return [(row.line, row.problem or row.note or "good") for row in read(text, **more).rows]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_with_any_usual_separator(mark):
    text = (
        mark.join(["name", "email", "role", "country"])
        + "\n"
        + mark.join(["Ana", "ana@example.org", "mentor", "Srbija"])
    )
    [row] = read(text).rows
    assert (row.line, row.name, row.email, row.role, row.time_zone) == (
        2, "Ana", "ana@example.org", "mentor", "Europe/Belgrade",
    )  # fmt: skip


def test_headings_may_come_in_any_order_and_case():
    text = "Role;E-Mail;Time Zone;NAME\nMentee;bo@example.org;America/Bogota;Bo"
    [row] = read(text).rows
    assert (row.name, row.email, row.role, row.time_zone) == (
        "Bo",
        "bo@example.org",
        "mentee",
        "America/Bogota",
    )


def test_a_list_without_headings_is_name_email_role_zone():
    assert verdicts("Ana,ana@example.org,mentor,Kenya") == [(1, "good")]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("Ana,,mentor,Kenya", "row.no_email"),
        ("Ana,ana.example.org,mentor,Kenya", "row.bad_email"),
        ("Ana,ana@example.org,boss,Kenya", "row.bad_role"),
        ("Ana,ana@example.org,,Kenya", "row.no_role"),
        (",ana@example.org,mentor,Kenya", "row.no_name"),
        (f"{'A' * 201},ana@example.org,mentor,Kenya", "row.too_long"),
        ("Ana,ana@example.org,mentor,Atlantis", "row.bad_zone"),
        ("Ana,ana@example.org,mentor,", "row.default_zone"),
        ("Ana,ana@example.org,mentor", "row.default_zone"),
        ("Ana,ana@example.org,mentor,USA", "row.guessed_zone"),
        ("Ana,ana@example.org,STAFF,Cote d'Ivoire", "good"),
    ],
)
def test_every_row_has_its_verdict(line, verdict):
    assert verdicts("name,email,role,country\n" + line) == [(2, verdict)]


def test_lines_are_counted_as_an_editor_does():
    text = 'name,email,role\n\n"Ana\nMaria",ana@example.org,mentor\nBo,bad,mentor\n'
    assert verdicts(text) == [(3, "row.default_zone"), (5, "row.bad_email")]


def test_the_same_person_twice_is_named_with_the_first_line():
    text = "Ana,ana@example.org,mentor,KE\nAna,ANA@example.org,mentor,KE\nAna,ana@example.org,mentee,KE"
    rows = read(text).rows
    assert [row.problem for row in rows] == ["", "row.twice", ""]
    assert (rows[2].note, rows[2].params) == ("row.another_role", {"line": "1"})
    assert rows[1].params == {"line": "1"}


def test_who_is_in_the_program_is_known():
    known = frozenset({("ana@example.org", "mentor")})
    assert verdicts("Ana,Ana@example.org,mentor,KE", known=known) == [(1, "row.known")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "roster.empty"),
        ("  \n ", "roster.empty"),
        ('"', "roster.empty"),
        ("name,role\nAna,mentor", "roster.no_email_column"),
        ("name,email,role", "roster.empty"),
        ("a@example.org\n" * 5001, "roster.too_long"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text, problem):
    assert read(text) == Roster(problem=problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_spreadsheets_write_them(encoding):
    assert decode("Đorđe,đ@example.org".encode(encoding)).text == "Đorđe,đ@example.org"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x00", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(data):
    assert decode(data) is None


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text):
    found = read(text)
    assert found.problem or all(row.problem or row.time_zone for row in found.rows)


@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["mentor", "x", ""])),
        max_size=8,
    )
)
def test_nothing_is_dropped_silently(cells):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([("name", "email", "role"), *cells])
    kept = [row for row in cells if any(" ".join(cell.split()) for cell in row)]
    found = read(out.getvalue())
    if "\x00" in out.getvalue():
        assert found.problem == "roster.unreadable"
    else:
        assert found.problem == "roster.empty" if not kept else len(found.rows) == len(kept)
