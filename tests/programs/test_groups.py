"""Groups with dates of their own, and their breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.programs import actions, queries
from mentortrain.programs.models import Cohort, Program
from mentortrain.schedule.ticker import tick_at
from mentortrain.webinars.models import Webinar
from tests.conftest import puentes

pytestmark = pytest.mark.either  # pages and words, not the database

SERBIA = {
    "name": "Serbia",
    "kind": "country",
    "opens_on": "2026-12-01",
    "pairing_on": "2027-01-15",
    "ends_on": "2027-07-15",
    "time_zone": "Europe/Belgrade",
}


@pytest.fixture
def pages(program) -> str:
    return f"/programs/{program.id}/settings/groups"


def groups(app) -> dict[str, Cohort]:
    with app.app_context():
        return {group.name: group for group in session.scalars(select(Cohort))}


def test_a_group_has_dates_and_a_zone_of_its_own(chandra, app, pages):
    assert chandra.post(f"{pages}/new", SERBIA).location == pages
    serbia = groups(app)["Serbia"]
    assert (serbia.kind, serbia.time_zone, str(serbia.pairing_on)) == (
        "country",
        "Europe/Belgrade",
        "2027-01-15",
    )
    page = chandra.get(pages).text
    assert "Puentes 2027 has 2 groups" in page
    assert "Days begin and end by the clocks of Europe/Belgrade." in page
    again = chandra.post(f"{pages}/new", SERBIA | {"name": "serbia"})
    assert again.status_code == 422
    assert "There is a group of this name already." in again.text


def test_only_a_group_that_nobody_was_in_is_removed(chandra, amina, app, pages):
    chandra.post(f"{pages}/1/removal")
    assert "This is the only group of the program" in chandra.get(f"{pages}/1").text
    chandra.post(f"{pages}/new", SERBIA)
    chandra.post(f"{pages}/1/removal")
    assert "Somebody is or was in this group" in chandra.get(f"{pages}/1").text
    serbia = groups(app)["Serbia"].id
    chandra.post(f"{pages}/{serbia}/removal")
    assert list(groups(app)) == ["Puentes 2027"]


def test_two_of_staff_change_the_dates_of_a_group_at_once(chandra, app, pages):
    from tests.programs.test_set_up import seen_on

    seen = seen_on(chandra.get(f"{pages}/1").text)
    first = SERBIA | {"name": "Puentes 2027", "seen": seen}
    assert chandra.post(f"{pages}/1", first).status_code == 302
    page = chandra.post(f"{pages}/1", first | {"pairing_on": "2027-02-01"})
    assert page.status_code == 409
    assert "it was “2026-12-10”, now it is “2027-01-15”" in page.text
    assert str(groups(app)["Puentes 2027"].pairing_on) == "2027-01-15"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Give the break a name"),
        ({"first": ""}, "Enter a date"),
        ({"first": "2027-01-20"}, "The last day comes after the first."),
        ({"last": "2027-09-20"}, "A break lasts at most 120 days."),
        ({"first": "2026-12-10", "last": "2027-03-10"}, "Breaks cannot take all of the time"),
        ({"first": "2027-02-28", "last": "2027-03-01"}, "Another break of this group"),
    ],
)
def test_a_break_that_cannot_be_says_why(chandra, app, pages, changes, says):
    chandra.post(f"{pages}/1/breaks", {"name": "Harvest", "first": "2027-03-01", "last": "2027-03-05"})
    if "all" in says:
        chandra.post(f"{pages}/1/breaks/removal", {"first": "2027-03-01"})
    rest = {"name": "Holidays", "first": "2026-12-20", "last": "2027-01-05"}
    page = chandra.post(f"{pages}/1/breaks", rest | changes)
    assert page.status_code == 422
    assert says in page.text
    assert "Holidays" not in {each.name for each in groups(app)["Puentes 2027"].breaks}


def test_a_break_is_drawn_told_and_taken_back(chandra, app, pages):
    rest = {"name": "Holidays <b>", "first": "2026-12-20", "last": "2027-01-05"}
    assert chandra.post(f"{pages}/1/breaks", rest).location == f"{pages}/1"
    page = chandra.get(pages).text
    assert 'class="timeline-break"' in page
    assert "Holidays &lt;b&gt;, 20 Dec to 5 Jan" in page
    assert "Tuesday 16 February" not in page
    with app.app_context():
        group = session.get_one(Cohort, 1)
        # 90 days less 17 of the break: two thirds of 73 days, and the break itself.
        start = group.timeline.start_of(group.pairing_on)
        assert group.timeline.two_thirds - start == timedelta(days=17, minutes=73 * 24 * 60 * 2 // 3)
        assert queries.resting(group, datetime(2027, 1, 5, 20, 59, tzinfo=UTC)) is True
        assert queries.resting(group, datetime(2027, 1, 5, 21, 0, tzinfo=UTC)) is False
    chandra.post(f"{pages}/1/breaks/removal", {"first": "2026-12-20"})
    chandra.post(f"{pages}/1/breaks/removal", {"first": "2026-12-20"})
    assert groups(app)["Puentes 2027"].breaks == ()


def test_in_a_break_nobody_is_brought_back_and_afterwards_they_are(chandra, amina, bruno, app, pages):
    """Two thirds lie before the break here: whatever keeps the ticker until then, nothing goes in it."""
    chandra.post(f"{pages}/1/breaks", {"name": "Rest", "first": "2027-02-13", "last": "2027-02-16"})
    with app.app_context():
        timeline = session.get_one(Cohort, 1).timeline
        assert timeline.two_thirds < timeline.start_of(timeline.breaks[0].first)
        for day, made in ((13, 0), (16, 0), (17, 1)):
            tick_at(datetime(2027, 2, day, 9, 0, tzinfo=UTC))
            assert len(session.scalars(select(Webinar)).all()) == made


def test_a_copy_has_groups_breaks_and_rubrics_on_other_dates_and_no_people(
    chandra, amina, app, program, pages, letters
):
    chandra.post(f"{pages}/new", SERBIA)
    chandra.post(f"{pages}/1/breaks", {"name": "Rest", "first": "2026-12-20", "last": "2027-01-05"})
    answer = chandra.post(f"/programs/{program.id}/copy", {"name": "Puentes 2028", "opens_on": "2027-11-15"})
    with app.app_context():
        made = session.scalars(select(Program).where(Program.name == "Puentes 2028")).one()
        assert answer.location == f"/programs/{made.id}/set-up/dates"
        assert made.is_draft
        first, serbia = made.cohorts
        assert (first.name, str(first.opens_on), str(first.ends_on)) == (
            "Puentes 2028", "2027-11-15", "2028-03-08",
        )  # fmt: skip
        assert [str(each.first) for each in first.breaks] == ["2027-12-19"]
        assert (serbia.name, serbia.kind, str(serbia.opens_on)) == ("Serbia", "country", "2027-11-30")
        assert queries.people_by_cohort(made.id) == {}
    far = chandra.post(f"/programs/{program.id}/copy", {"name": "Far", "opens_on": "2099-12-01"})
    assert "Some of the dates would lie before 2000 or after 2099." in far.text
    assert letters() == []


def test_a_copy_asks_what_its_original_asks_now(chandra, app, program, at):
    from mentortrain.readiness.models import PublishedRubric

    with app.app_context():
        rubric = session.scalars(select(PublishedRubric).where(PublishedRubric.role == "mentor")).one()
        wanted = rubric.requirements[:1]
        session.add(
            PublishedRubric(
                program_id=program.id, role="mentor", version=2, requirements=wanted, published_at=at
            )
        )
        session.commit()
        made = actions.copy_program(
            session.merge(program), name="C", opens_on=puentes().opens_on, by=chandra.person, at=at
        )
        session.commit()
        newest = session.scalars(
            select(PublishedRubric.requirements)
            .where(PublishedRubric.program_id == made.id, PublishedRubric.role == "mentor")
            .order_by(PublishedRubric.version.desc())
        ).first()
        assert newest == wanted
