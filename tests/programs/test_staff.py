"""Giving roles, changing them and taking them away."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import BrowserSession
from mentortrain.programs.access import CAPABILITIES
from mentortrain.programs.actions import take_role
from mentortrain.programs.models import StaffGrant
from mentortrain.programs.rules import STAFF_ROLES
from mentortrain.programs.words import CAPABILITY_SAYS
from tests.audit.stage import lines, people_of

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def staff(program):
    """The page."""
    return f"/programs/{program.id}/staff"


def roles(app, program):
    """{address: role} of the program."""
    with app.app_context():
        grants = session.scalars(select(StaffGrant).where(StaffGrant.program_id == program.id))
        return {grant.person.email: grant.role for grant in grants}


def give(visitor, staff, email, role, **more):
    return visitor.post(staff, {"email": email, "name": "Eve Okafor", "role": role, **more})


def grant_id(app, email):
    with app.app_context():
        return next(one.id for one in session.scalars(select(StaffGrant)) if one.person.email == email)


def test_a_role_is_given_by_address_and_who_has_no_account_is_invited(app, program, chandra, staff, letters):
    assert give(chandra, staff, "eve@example.org", "viewer").status_code == 302
    assert roles(app, program)["eve@example.org"] == "viewer"
    (letter,) = letters()
    assert letter["To"].addresses[0].addr_spec == "eve@example.org"
    assert "Viewer" in letter.get_body(("plain",)).get_content()
    with app.app_context():
        (line,) = lines("staff.given")
        assert line.details["role"] == "viewer" and len(people_of(line)) == 1
    again = give(chandra, staff, "EVE@example.org", "host")
    assert again.status_code == 422 and "has a role here already" in again.text


def test_a_viewer_sees_people_and_changes_nothing(app, program, chandra, amina, visit, staff):
    give(chandra, staff, "eve@example.org", "viewer")
    eve, here = visit("eve@example.org", "Eve"), f"/programs/{program.id}"
    assert "Amina Odhiambo" in eve.get(f"{here}/people").text
    assert eve.get(f"{here}/webinars").status_code == 200
    for page in ("/settings", "/staff", "/webinars/new", "/people/import", "/record"):
        assert eve.get(here + page).status_code == 403, page


def test_another_role_holds_at_the_next_request_and_the_person_is_told(
    app, program, chandra, visit, staff, letters
):
    give(chandra, staff, "eve@example.org", "viewer")
    eve, here = visit("eve@example.org", "Eve"), f"/programs/{program.id}/webinars/new"
    letters()
    assert eve.get(here).status_code == 403
    page = f"{staff}/{grant_id(app, 'eve@example.org')}"
    assert chandra.post(page, {"role": "coordinator"}).status_code == 302
    assert eve.get(here).status_code == 200
    (letter,) = letters()
    assert "Coordinator" in letter.get_body(("plain",)).get_content()
    assert chandra.post(f"{page}/removal").status_code == 302
    assert eve.get(here).status_code == 404
    (letter,) = letters()
    assert letter["Subject"] == "You are no longer on the staff of Puentes 2027"


def test_the_last_lead_stays(app, program, chandra, staff):
    page = f"{staff}/{grant_id(app, 'chandra@example.org')}"
    refused = chandra.post(page, {"role": "viewer"})
    assert refused.status_code == 422 and "Somebody must lead the program" in refused.text
    assert chandra.post(f"{page}/removal").status_code == 302
    assert roles(app, program) == {"chandra@example.org": "lead"}
    give(chandra, staff, "eve@example.org", "lead")
    assert chandra.post(f"{page}/removal").location == "/programs"
    assert roles(app, program) == {"eve@example.org": "lead"}


def test_of_two_leads_who_go_at_once_one_stays(app, program, chandra, staff, at):
    give(chandra, staff, "eve@example.org", "lead")
    ids = [grant_id(app, email) for email in ("chandra@example.org", "eve@example.org")]
    ready, refused = threading.Barrier(2), []

    def go(number):
        with app.app_context():
            ready.wait(10)
            try:
                take_role(program.id, number, at=at)
                session.commit()
            except RuleBroken as error:
                session.rollback()
                refused.append(error.code)

    threads = [threading.Thread(target=go, args=(number,)) for number in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert refused == ["staff.last_lead"]
    assert list(roles(app, program).values()) == ["lead"]


def test_who_makes_a_lead_shows_first_that_it_is_them(app, program, chandra, staff, at):
    with app.app_context():
        begun = session.scalars(select(BrowserSession).where(BrowserSession.person_id == chandra.id)).one()
        begun.proven_at = at - timedelta(hours=2)
        session.commit()
    assert give(chandra, staff, "eve@example.org", "host").location == staff
    asked = give(chandra, staff, "fay@example.org", "lead")
    assert asked.location.startswith("/you/security/proof")
    assert "fay@example.org" not in roles(app, program)
    page = f"{staff}/{grant_id(app, 'eve@example.org')}"
    assert chandra.post(page, {"role": "lead"}).location.startswith("/you/security/proof")
    assert roles(app, program)["eve@example.org"] == "host"


def test_a_group_of_another_program_and_a_limited_lead_are_refused(app, program, chandra, dov, staff):
    assert give(chandra, staff, "eve@example.org", "viewer", cohort_id="2").status_code == 422
    assert give(chandra, staff, "eve@example.org", "lead", cohort_id="1").status_code == 422
    assert give(chandra, staff, "eve@example.org", "king").status_code == 422
    assert give(chandra, staff, "eve", "viewer").status_code == 422
    assert list(roles(app, program)) == ["chandra@example.org"]


def test_the_page_of_roles_says_what_the_table_says(program, chandra):
    text = chandra.get(f"/programs/{program.id}/roles").text
    for capability in ("staff.manage", "webinar.edit", "readiness.see"):
        assert str(CAPABILITY_SAYS[capability]) in text


def test_every_capability_of_staff_is_said_in_plain_words():
    staff = frozenset().union(*(CAPABILITIES[role] for role in STAFF_ROLES))
    assert staff - set(CAPABILITY_SAYS) == set(), "say it in CAPABILITY_SAYS of programs/words.py"
