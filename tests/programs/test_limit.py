"""A coordinator of one group: sees their group, and nothing of another. test_walk.py visits every route as one.

The list of routes is the site's own. Whoever adds one for staff with a program in its address, under a capability
of `WITHIN_A_GROUP`, asks `scope_of(me(), program_id)` and hands it to the query; the first test here says so.
"""

from __future__ import annotations

import inspect
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.access import CAPABILITIES, WITHIN_A_GROUP
from mentortrain.programs.models import Cohort, Participation, Program, StaffGrant
from mentortrain.programs.queries import active_participations
from mentortrain.webinars.models import Attendance, Webinar
from tests.privacy.stage import sign_in_again
from tests.web.test_access import routes
from tests.webinars.stage import DETAILS, agreed

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")

NOBODY_IN_IT = {
    "programs.roles": "what each role may do",
}
"""Routes that read nobody, and why; of all others the view asks for the limit."""

THEIRS = "Only for the others"


@pytest.fixture
def groups(app, program, amina, bruno, chandra, plan):
    """Amina is in the first group; Bruno, and a session, in another one. Its ids."""
    with app.app_context():
        made = session.get_one(Program, program.id)
        first = made.first_cohort
        other = Cohort(
            name="Sajam knjiga",
            opens_on=date(2026, 11, 16),
            pairing_on=date(2026, 12, 10),
            ends_on=date(2027, 3, 10),
            time_zone="Europe/Belgrade",
        )
        made.cohorts.append(other)
        session.flush()
        part = active_participations(bruno.id)[0]
        part.cohort_id = other.id
        found = {"first": first.id, "other": other.id, "participation_id": part.id, "person_id": bruno.id}
        bruno.person.name, bruno.person.email = "Zdravko Ilić", "zdravko@example.org"
        session.commit()
    found["webinar_id"] = plan(made, title=THEIRS, cohort_id=found["other"])
    found["for_all"] = plan(made, title="For everybody")
    for visitor, webinar in ((bruno, "webinar_id"), (bruno, "for_all"), (amina, "for_all")):
        visitor.post(f"/programs/{program.id}/sessions/{found[webinar]}/registration")
    return found


@pytest.fixture
def cora(app, program, groups, visit, at):
    """Coordinator of the first group, and of nothing else."""
    cora = visit("cora@example.org", "Cora Njeri")
    with app.app_context():
        session.add(
            StaffGrant(
                program_id=program.id,
                person_id=cora.id,
                role="coordinator",
                cohort_id=groups["first"],
                granted_at=at,
            )
        )
        session.commit()
    return cora


def marks_in(text: str) -> list[str]:
    return [mark for mark in ("Zdravko", "zdravko@example.org", THEIRS, "Sajam knjiga") if mark in text]


def told_by(view) -> str:
    """The source of a view and of the functions beside it that it calls."""
    module, sources, waiting = inspect.getmodule(view), {}, [view]
    while waiting:
        function = waiting.pop()
        if function.__name__ not in sources:
            sources[function.__name__] = source = inspect.getsource(function)
            beside = inspect.getmembers(module, inspect.isfunction)
            waiting += [one for name, one in beside if name in source and one.__module__ == module.__name__]
    return "".join(sources.values())


def of_staff(app):
    """(rule, method, capability) of every route of staff with a program in its address."""
    anybody = CAPABILITIES["person"] | CAPABILITIES["mentor"] | CAPABILITIES["mentee"]
    for rule, method, capability, _ in routes(app):
        if capability and capability not in anybody and "program_id" in rule.arguments:
            yield rule, method, capability


@ONE_DATABASE
def test_every_view_that_somebody_limited_may_open_asks_for_the_limit(app):
    forgetful = {
        rule.endpoint
        for rule, _, capability in of_staff(app)
        if capability in WITHIN_A_GROUP
        and rule.endpoint not in NOBODY_IN_IT
        and "scope" not in told_by(inspect.unwrap(app.view_functions[rule.endpoint]))
    }
    assert forgetful == set(), (
        "these views must ask scope_of(me(), program_id) and hand it to their queries, "
        "or their capability leaves WITHIN_A_GROUP"
    )


@ONE_DATABASE
def test_lists_counts_files_and_choices_of_the_group_do_not_know_the_other(app, cora, program, groups, amina):
    here = f"/programs/{program.id}"
    for page in (
        "/people",
        f"/people?group={groups['other']}",
        "/people?q=zdravko",
        "/readiness?role=mentee",
        f"/readiness?role=mentee&group={groups['other']}",
        "/webinars",
        f"/webinars?group={groups['other']}",
        f"/webinars/{groups['for_all']}",
        "/webinars/new",
    ):
        answer = cora.get(here + page)
        assert answer.status_code == 200, page
        shown = answer.text.replace("q=zdravko", "").replace('value="zdravko"', "")
        assert marks_in(shown) == [], page
    assert "1 person comes to" in cora.get(f"{here}/webinars/{groups['for_all']}").text
    assert "0 mentees" in cora.get("/programs").text


@ONE_DATABASE
def test_deeds_of_a_coordinator_stay_in_their_group(app, cora, chandra, program, groups, bruno, amina, at):
    here = f"/programs/{program.id}/webinars"
    for session_of in ("webinar_id", "for_all"):  # a session for everybody is not theirs to move or call off
        refused = 404 if session_of == "webinar_id" else 403
        page = f"{here}/{groups[session_of]}"
        assert cora.post(f"{page}/edit", DETAILS | {"title": "Mine"}).status_code == refused
        assert cora.post(f"{page}/cancellation", {"reason": "No."}).status_code == refused
        assert cora.post(f"{page}/link-trial").status_code == refused
    later = at + timedelta(hours=9)
    with clock.held_at(later):
        sign_in_again(app, cora, later)
        sent = {"minutes-": "45", "there-": "y", "was-": ""}
        form = {f"{name}{one.id}": value for one in (amina, bruno) for name, value in sent.items()}
        assert cora.post(f"{here}/{groups['for_all']}/attendance", form).status_code == 302
    assert agreed(cora, f"{here}/new", DETAILS | {"title": "Ours"}).status_code == 302
    assert agreed(cora, f"{here}/new", DETAILS | {"cohort_id": str(groups["other"])}).status_code in (
        302,
        422,
    )
    with app.app_context():
        assert set(session.scalars(select(Attendance.person_id))) == {amina.id}
        made = session.scalars(select(Webinar).where(Webinar.id > groups["for_all"]))
        assert {one.cohort_id for one in made} == {groups["first"]}


@ONE_DATABASE
def test_whom_a_coordinator_invites_is_in_their_group(app, cora, program, groups):
    listed = {"text": "name,email,role\nFay,fay@example.org,mentor\nGus,gus@example.org,staff\n"}
    cora.post(f"/programs/{program.id}/people/import", listed)
    cora.post(f"/programs/{program.id}/people/import/confirmation", listed)
    with app.app_context():
        fay = session.scalar(select(Person.id).where(Person.email_key == "fay@example.org"))
        parts = session.scalars(select(Participation.cohort_id).where(Participation.person_id == fay))
        assert set(parts) <= {groups["first"]}
        gus = select(StaffGrant).join(Person).where(Person.email_key == "gus@example.org")
        assert session.scalar(gus) is None


@ONE_DATABASE
def test_a_participant_of_one_group_meets_no_session_of_another(app, amina, bruno, program, groups):
    theirs = f"/programs/{program.id}/sessions/{groups['webinar_id']}"
    assert bruno.get(theirs).status_code == 200
    assert amina.get(theirs).status_code == 404
    assert amina.post(f"{theirs}/registration").status_code == 404
    assert THEIRS not in amina.get("/sessions").text
    assert THEIRS in bruno.get("/sessions").text


@ONE_DATABASE
def test_who_is_limited_to_no_group_chooses_one(app, chandra, program, groups):
    here = f"/programs/{program.id}"
    first, other = (f"{here}/readiness?role=mentee&group={groups[one]}" for one in ("first", "other"))
    assert "Zdravko" in chandra.get(other).text
    assert "Zdravko" not in chandra.get(first).text
    assert THEIRS not in chandra.get(f"{here}/webinars?group={groups['first']}").text
    invited = f"{here}/people/invitations"
    of_first, of_other = (chandra.get(f"{invited}?group={groups[one]}").text for one in ("first", "other"))
    assert ("Zdravko" in of_first, "Zdravko" in of_other) == (False, True)
    assert "Amina" not in of_other
    assert f'action="{invited}?group={groups["other"]}"' in of_other  # "all" means all of these
    for one, joined in (("first", "Of 1 person"), ("other", "Of 1 person"), ("", "Of 2 people")):
        assert joined in chandra.get(f"{here}/people/numbers?group={groups.get(one, '')}").text


def test_nothing_new_can_be_done_by_somebody_limited_until_it_keeps_to_groups():
    staff = frozenset().union(*CAPABILITIES.values())
    assert staff >= WITHIN_A_GROUP
    assert "staff.manage" not in WITHIN_A_GROUP and "audit.see" not in WITHIN_A_GROUP
