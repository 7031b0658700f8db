"""Applications of a program with several groups: for which one each is, and who of staff reads and answers it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from mentortrain.applications.models import Application
from mentortrain.db import session
from mentortrain.programs.models import Cohort, Participation, Program, StaffGrant
from mentortrain.programs.rules import COUNTRY
from tests.applications.stage import (
    ELENA,
    PAGE,
    TEN_MINUTES,
    answer,
    applied,
    apply,
    carry_out,
    open_door,
)
from tests.audit.stage import lines
from tests.tasks.test_today import names, refresh

pytestmark = pytest.mark.either  # pages and words, not the database


@pytest.fixture
def groups(app, program, at):
    """Two intakes that can be chosen and one whose pairs have begun: their ids."""
    with app.app_context():
        made = session.get_one(Program, program.id)
        made.first_cohort.name = "Spring"
        days = {"Autumn": date(2027, 9, 10), "Begun": date(2026, 11, 20)}
        for name, day in days.items():
            made.cohorts.append(
                Cohort(
                    name=name,
                    opens_on=day,
                    pairing_on=day,
                    ends_on=date(2028, 3, 10),
                    time_zone="Europe/Belgrade",
                )
            )
        session.commit()
        return {one.name: one.id for one in made.cohorts}


@pytest.fixture
def cora(app, program, groups, visit, at):
    """Coordinator of the autumn's people, and of nobody else."""
    cora = visit("cora@example.org", "Cora Njeri")
    with app.app_context():
        limited = {"program_id": program.id, "cohort_id": groups["Autumn"], "role": "coordinator"}
        session.add(StaffGrant(person_id=cora.id, granted_at=at, **limited))
        session.commit()
    return cora


def group_of(app, number):
    with app.app_context():
        return session.get_one(Application, number).cohort_id


def test_who_applies_chooses_among_the_groups_that_have_not_begun(
    app, nobody, chandra, program, groups, letters
):
    open_door(chandra, program)
    page = nobody.get(f"{PAGE}/mentor").text
    assert "Autumn: pairs begin on Friday 10 September 2027" in page
    assert "Spring: pairs begin on" in page
    assert "Begun" not in page
    assert "training from Friday 10 September 2027, pairs from" in nobody.get(PAGE).text
    for wrong, said in (
        ({}, "Choose a group."),
        ({"group": ""}, "Choose a group."),
        ({"group": str(groups["Begun"])}, "Choose a group from the list."),
        ({"group": "spring"}, "Choose a group from the list."),
    ):
        refused = nobody.post(f"{PAGE}/mentor", ELENA | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    apply(nobody, letters, group=str(groups["Autumn"]))
    assert group_of(app, 1) == groups["Autumn"]
    apply(nobody, letters, group=str(groups["Spring"]))  # sent anew: it says something else now
    assert group_of(app, 1) == groups["Spring"]


def test_where_groups_are_countries_the_country_decides(app, nobody, chandra, program, groups, letters):
    with app.app_context():
        for number, (name, zone) in enumerate((("Kenia", "Africa/Nairobi"), ("Balkan", "Europe/Belgrade"))):
            group = session.get_one(Program, program.id).cohorts[number]
            group.name, group.kind, group.time_zone = name, COUNTRY, zone
        session.commit()
    open_door(chandra, program)
    assert 'name="group"' not in nobody.get(f"{PAGE}/mentor").text
    for number, (country, expected) in enumerate((("KE", "Spring"), ("RS", "Autumn"), ("CO", None)), 1):
        apply(nobody, letters, country=country, email=f"{country}@example.org".lower())
        assert group_of(app, number) == groups.get(expected), country
    assert "none yet" in chandra.get(f"/programs/{program.id}/applications/3").text


def test_a_coordinator_of_one_group_reads_and_answers_what_is_for_it(
    app, chandra, cora, program, groups, letters, at
):
    here = f"/programs/{program.id}/applications"
    with app.app_context():
        theirs = applied(program, at=at, name="Zdravko Ilić", email="z@example.org", group=groups["Spring"])
        nobodys = applied(program, at=at, name="Zora Ilić", email="zora@example.org", campaign="zfair")
        ours = applied(program, at=at, group=groups["Autumn"], campaign="fair")
    assert refresh(app, at) == "3 tasks found"
    assert names(cora.get("/today")) == ["An application waits"]
    assert "Elena Petrović would like to take part as a mentor" in cora.get("/today").text
    assert len(names(chandra.get("/today"))) == 3
    letters()

    page = cora.get(here).text
    assert "1 application waits for an answer" in page
    assert "Elena Petrović" in page
    assert "Ilić" not in page
    assert "zfair" not in page
    for other in (theirs, nobodys):
        assert cora.get(f"{here}/{other}").status_code == 404
        assert cora.get(f"{here}/{other}/acceptance").status_code == 404
        sent = {"letter": "Yes.", "group": groups["Autumn"], "revision": "1"}
        assert cora.post(f"{here}/{other}/acceptance", sent).status_code == 404
        assert cora.post(f"{here}/{other}/group", {"group": groups["Autumn"]}).status_code == 404
    all_of_them = {"chosen": [str(theirs), str(nobodys), str(ours)]}
    assert "Ilić" not in cora.post(f"{here}/acceptances/preview", all_of_them).text
    cora.post(f"{here}/{ours}/group", {"group": groups["Spring"]})  # theirs to give away it is not
    refused = answer(cora, program, ours, "acceptance", group=groups["Spring"])
    assert (refused.status_code, "Choose a group from the list." in refused.text) == (422, True)
    assert group_of(app, ours) == groups["Autumn"]
    assert answer(cora, program, ours, "acceptance").status_code == 302
    assert names(cora.get("/today")) == []
    carry_out(app, at + TEN_MINUTES)
    with app.app_context():
        assert session.scalars(select(Participation.cohort_id)).all() == [groups["Autumn"]]
        assert [one.state for one in session.scalars(select(Application).order_by(Application.id))] == [
            "new", "new", "accepted",
        ]  # fmt: skip


def test_staff_choose_the_group_when_they_accept_or_move_it_before(
    app, chandra, cora, program, groups, letters, at
):
    here = f"/programs/{program.id}/applications"
    with app.app_context():
        first = applied(program, at=at, group=groups["Spring"])
        second = applied(program, at=at, name="Zora Ilić", email="zora@example.org")
        third = applied(program, at=at, name="Ana Ilić", email="ana@example.org", group=groups["Autumn"])
    shown = chandra.get(f"{here}?group={groups['Autumn']}").text
    assert ("Ana Ilić" in shown, "Zora Ilić" in shown) == (True, False)
    chandra.post(f"{here}/{second}/group", {"group": groups["Autumn"]})
    chandra.post(f"{here}/{second}/group", {"group": groups["Autumn"]})
    assert chandra.post(f"{here}/{second}/group", {"group": "0"}).status_code == 302
    assert cora.get(f"{here}/{second}").status_code == 200
    assert answer(chandra, program, first, "acceptance", group=str(groups["Autumn"])).status_code == 302

    page = chandra.post(f"{here}/acceptances/preview", {"chosen": [str(second), str(third)]})
    assert "the one that each applied for" in page.text
    numbers = [f"{one}.1" for one in (second, third)]
    assert 'value="2.1"' in page.text
    answered = {"chosen": numbers, "letter": "Welcome.", "group": "0"}
    assert chandra.post(f"{here}/acceptances", answered).status_code == 302
    assert carry_out(app, at + TEN_MINUTES) == "3 answers carried out"
    with app.app_context():
        parts = session.scalars(select(Participation.cohort_id)).all()
        assert set(parts) == {groups["Autumn"]}
        assert len(parts) == 3
        assert [one.object_id for one in lines("application.moved")] == [second]
    assert group_of(app, first) == groups["Autumn"]


def test_who_must_wait_reads_whom_of_their_group_they_can_ask(
    app, chandra, cora, program, groups, letters, at
):
    with app.app_context():
        ours = applied(program, at=at, group=groups["Autumn"])
        theirs = applied(program, at=at, email="z@example.org", group=groups["Spring"])
    letters()
    for number in (ours, theirs):
        answer(chandra, program, number, "waiting")
    carry_out(app, at + TEN_MINUTES)
    said = {str(mail["To"]): "Cora" in mail.as_string() for mail in letters(at + TEN_MINUTES)}
    assert list(said.values()) == [True, False]
