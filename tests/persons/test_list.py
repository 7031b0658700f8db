"""Staff find somebody among many: however they type the name, and by what they know of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mentortrain import clock
from mentortrain.audit.models import AuditEvent
from mentortrain.db import session
from mentortrain.people.actions import find_or_create_all
from mentortrain.people.models import Person
from mentortrain.people.names import search_key
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.models import Cohort, Leave, Participation
from tests.privacy.stage import sign_in_again
from tests.readiness.test_becoming_ready import read_all

PEOPLE = [
    ("milica@example.org", "Milica Đorđević", "Europe/Belgrade"),
    ("sasa@example.org", "Саша Петровић", "Europe/Belgrade"),
    ("jose@example.org", "José Núñez Restrepo", "America/Bogota"),
    ("wanjiru@example.org", "Wanjirũ Kĩmani", "Africa/Nairobi"),
    ("oneill@example.org", "Maeve O’Neill", "Europe/Dublin"),
    ("tanaka@example.org", "田中 花子", "Asia/Tokyo"),
    ("hundred@example.org", "100% Cotton_Shop", "Africa/Nairobi"),
]


def names(page):
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


@pytest.fixture
def crowd(app, chandra, program, at):
    """Seven mentors; Milica and Sasa have joined."""
    with app.app_context():
        people = find_or_create_all(PEOPLE, at=at)
        for email, person in people.items():
            session.add(
                Participation(
                    program_id=program.id,
                    cohort_id=program.first_cohort.id,
                    person_id=person.id,
                    role="mentee" if email == "jose@example.org" else "mentor",
                    invited_at=at,
                    joined_at=at if email in ("milica@example.org", "sasa@example.org") else None,
                )
            )
        session.commit()
    return f"/programs/{program.id}/people"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dordevic", ["Milica Đorđević"]),
        ("Djordjević", ["Milica Đorđević"]),
        ("Ђорђевић", ["Milica Đorđević"]),
        ("Millica Dordevich", ["Milica Đorđević"]),
        ("MILICA đorđ", ["Milica Đorđević"]),
        ("vić mil", ["Milica Đorđević"]),
        ("sasa", ["Саша Петровић"]),
        ("Sasha Petrovic", ["Саша Петровић"]),
        ("nunez", ["José Núñez Restrepo"]),
        ("kimani", ["Wanjirũ Kĩmani"]),
        ("oneill", ["Maeve O’Neill"]),
        ("neil", ["Maeve O’Neill"]),
        ("花子", ["田中 花子"]),
        ("jose@example", ["José Núñez Restrepo"]),
        ("100%", ["100% Cotton_Shop"]),
    ],
)
def test_a_name_is_found_without_accents_in_another_script_and_by_a_part(chandra, crowd, typed, found):
    page = chandra.get(crowd, query_string={"q": typed}).text
    assert names(page) == found
    assert "1 person fits" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Dordveic", "Milica Đorđević"),
        ("Miliza Dordevik", "Milica Đorđević"),
        ("Restrpo", "José Núñez Restrepo"),
        ("Petroivc", "Саша Петровић"),
        ("wanjuri kimani", "Wanjirũ Kĩmani"),
    ],
)
def test_a_slip_is_forgiven_where_nobody_is_called_so(chandra, crowd, typed, found):
    page = chandra.get(crowd, query_string={"q": typed}).text
    assert names(page)[:1] == [found]
    assert f"Nobody is called “{typed}”; these come near" in page


@pytest.mark.parametrize(
    "typed", ["Zzyzx", "%", "_", "\\", "'; DROP TABLE person", "\u200b", "a" * 5000, "🙂"]
)
def test_what_nobody_is_called_finds_nobody(chandra, crowd, typed):
    answer = chandra.get(crowd, query_string={"q": typed})
    assert answer.status_code == 200
    assert names(answer.text) == []


def test_who_is_renamed_or_moves_is_found_by_that_and_an_erased_person_by_nothing(
    app, at, amina, chandra, program
):
    amina.post("/you", {"name": "Ámina Wangarĩ", "time_zone": "Africa/Nairobi"})
    people = f"/programs/{program.id}/people"
    assert names(chandra.get(people, query_string={"q": "wangari"}).text) == ["Ámina Wangarĩ"]
    assert names(chandra.get(people, query_string={"q": "odhiambo"}).text) == []
    with app.app_context():
        assert session.get(Person, amina.id).search_key == search_key("Ámina Wangarĩ", "amina@example.org")


def test_names_stand_by_their_letters_whatever_is_on_them(chandra, crowd):
    shown = [name for name in names(chandra.get(crowd).text) if name.startswith(("M", "S", "W", "С"))]
    assert shown == ["Maeve O’Neill", "Milica Đorđević", "Саша Петровић", "Wanjirũ Kĩmani"]


def test_filters_stand_in_the_address_and_narrow_together(app, at, amina, chandra, crowd, program):
    read_all(app, amina, at)

    def found(**wanted):
        return names(chandra.get(crowd, query_string=wanted).text)

    assert found(role="mentee") == ["José Núñez Restrepo"]
    assert found(state="joined") == ["Amina Odhiambo", "Milica Đorđević", "Саша Петровић"]
    assert found(state="joined", country="RS", q="mil") == ["Milica Đorđević"]
    assert found(country="KE") == ["100% Cotton_Shop", "Amina Odhiambo", "Wanjirũ Kĩmani"]
    assert found(lacks="session", country="KE", state="joined") == ["Amina Odhiambo"]
    assert found(lacks="lessons:mentoring-basics", state="joined", q="amina") == []
    assert found(state="ready") == found(state="left") == found(state="leave") == []
    with clock.held_at(at + timedelta(days=8)):
        sign_in_again(app, chandra, at + timedelta(days=8))
        assert "José Núñez Restrepo" in found(quiet="7")
        assert found(quiet="14") == []


def test_groups_leave_and_leaving(app, at, chandra, crowd, program):
    with app.app_context():
        other = Cohort(
            program_id=program.id,
            name="Second intake",
            opens_on=at.date(),
            pairing_on=at.date() + timedelta(days=30),
            ends_on=at.date() + timedelta(days=200),
            time_zone="Pacific/Auckland",
        )
        session.add(other)
        session.flush()
        parts = {one.person.name: one for one in session.query(Participation)}
        parts["Milica Đorđević"].cohort_id = other.id
        # In Auckland it is the 23rd, 22:00: the last day of this leave. In Bogotá it is the 23rd too.
        for name in ("Milica Đorđević", "José Núñez Restrepo"):
            session.add(
                Leave(
                    participation_id=parts[name].id,
                    starts_on=at.date() - timedelta(days=3),
                    ends_on=at.date() if name[0] == "M" else at.date() - timedelta(days=1),
                    noted_at=at,
                )
            )
        parts["Maeve O’Neill"].left_at, parts["Maeve O’Neill"].left_how = at, "withdrawn"
        session.commit()
        other_id = other.id
    assert names(chandra.get(f"{crowd}?group={other_id}").text) == ["Milica Đorđević"]
    page = chandra.get(f"{crowd}?state=leave").text
    assert names(page) == ["Milica Đorđević"] and "on leave until 23 Nov" in page
    assert names(chandra.get(f"{crowd}?state=left").text) == ["Maeve O’Neill"]
    assert "Maeve" not in chandra.get(crowd).text


def test_a_view_is_kept_shared_renewed_and_deleted_by_its_owner(app, at, visit, chandra, crowd, program, dov):
    page = chandra.post(f"{crowd}/views?state=invited", {"name": " "})
    assert page.status_code == 422 and "Give the view a name" in page.text
    assert chandra.post(f"{crowd}/views?bogus=1", {"name": "All"}).status_code == 422
    assert chandra.post(f"{crowd}/views?state=invited", {"name": "To ring", "shared": "y"}).location.endswith(
        "/people?state=invited"
    )
    chandra.post(f"{crowd}/views?state=invited&role=mentor", {"name": "Mine"})
    chandra.post(f"{crowd}/views?q=%25&role=mentor", {"name": "Mine"})
    assert f'<a href="{crowd}?q=%25&amp;role=mentor">Mine</a>' in chandra.get(crowd).text
    helper = visit("helper@example.org", "Hela Per")
    with app.app_context():
        grant_staff(session.merge(program), session.get_one(Person, helper.id), at=at)
        session.commit()
    page = helper.get(crowd).text
    assert ">To ring</a>" in page and "Mine" not in page
    views = re.findall(r"/people/views/(\d+)/deletion", chandra.get(crowd).text)
    assert len(views) == 2
    assert helper.post(f"{crowd}/views/{views[0]}/deletion").status_code == 404
    assert dov.post(f"{crowd}/views/{views[0]}/deletion").status_code == 404
    for _twice in range(2):
        for view in views:
            assert chandra.post(f"{crowd}/views/{view}/deletion").status_code == 302
    assert ">To ring</a>" not in helper.get(crowd).text


def test_the_list_is_downloaded_as_it_is_narrowed_and_that_is_recorded(app, chandra, crowd):
    answer = chandra.get(f"{crowd}/file?country=RS")
    assert answer.mimetype == "text/csv"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"name","email","role","group","state"')
    assert [line.split(",")[0] for line in lines[1:]] == ['"Milica Đorđević"', '"Саша Петровић"']
    with app.app_context():
        assert session.query(AuditEvent).filter_by(action="people.exported").count() == 1
