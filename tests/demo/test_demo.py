"""The demonstration: who is in it, and that it is alive."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock, demo
from mentortrain.agenda.models import Entry
from mentortrain.audit.models import AuditEvent
from mentortrain.concerns.models import Concern
from mentortrain.db import session
from mentortrain.demo import parts, people
from mentortrain.learning.models import Attempt, Play
from mentortrain.mail.kinds import NEWSLETTER
from mentortrain.people.models import Person
from mentortrain.persons.models import PeopleView, StaffNote
from mentortrain.persons.queries import listing
from mentortrain.persons.rules import ON_LEAVE, Filter
from mentortrain.profiles.queries import lacking_in, may_send, totals, unsaid
from mentortrain.profiles.rules.vocabulary import ABOUT_PEOPLE
from mentortrain.programs.models import Cohort, Participation, Program, StaffGrant
from mentortrain.programs.rules import Scope
from mentortrain.readiness.models import Declaration
from mentortrain.webinars.models import Webinar


def test_everybody_has_a_part_and_an_address_of_their_own():
    members = people.KENYA + people.SERBIA + people.COLOMBIA
    assert 60 <= len(members) <= 100
    assert len({one.email for one in people.EVERYBODY}) == len(people.EVERYBODY)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@example\.org", one.email) for one in people.EVERYBODY)
    assert {one.name for one in members} == {
        part.name for several in parts.PARTS.values() for part in several
    }
    assert people.BY_NAME["Milica Đorđević"].email == "milica.djordjevic@example.org"
    assert people.BY_NAME["Grace Ng'ang'a"].email == "grace.nganga@example.org"
    assert people.BY_NAME["Diana Ñáñez"].email == "diana.nanez@example.org"


def test_every_way_of_going_about_it_is_somebodys():
    assert {part.way for several in parts.PARTS.values() for part in several} >= {
        way for way in parts.WAYS.values() if not (way.tries or way.begun)
    }


# That it can be loaded into each of the two, tests/test_commands.py shows.
@pytest.mark.either
def test_three_programs_are_in_three_places_of_their_time_and_alive(app, subtests):
    loaded = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    with app.app_context(), clock.held_at(loaded):
        assert demo.load(loaded)
        session.commit()
        assert not demo.load(loaded)
    with app.app_context(), subtests.test("programs"):
        training, running, closed = session.scalars(select(Program).order_by(Program.id))
        assert [one.name for one in (training, running, closed)] == [
            "Puentes 2027",
            "Madaraja 2026",
            "Mostovi 2026",
        ]
        rows = session.execute(select(Participation.program_id, Participation.role))
        counts = Counter((program_id, role) for program_id, role in rows)
        assert counts[training.id, "mentee"] - counts[training.id, "mentor"] == 2
        assert [one.name for one in training.cohorts] == ["Kenya", "Serbia", "Colombia"]
        assert training.first_cohort.timeline.days_to_pairing(loaded) == 18
        assert timedelta(days=2) < running.first_cohort.timeline.two_thirds - loaded <= timedelta(days=3)
        assert closed.first_cohort.timeline.end < loaded
    with app.app_context(), subtests.test("readiness and sessions"):
        states = set(session.scalars(select(Attempt.state)))
        assert states == {"open", "submitted"}
        played = set(session.execute(select(Play.conversation_key, Play.state, Play.passed)))
        assert played == {
            ("asked-to-invest", "finished", True),
            ("asked-to-invest", "finished", False),
            ("late-messages", "finished", True),
            ("late-messages", "open", None),
        }
        ready = session.scalar(
            select(func.count(Declaration.id)).join(Participation).where(Participation.program_id == 1)
        )
        assert 10 <= ready <= 20
        now = session.scalars(
            select(Webinar).join(Entry).where(Entry.starts_at <= loaded, Entry.ends_at > loaded)
        )
        assert [one.entry.title for one in now] == ["Open hour: bring your questions"]
        assert session.scalar(select(func.count()).where(Entry.sequence > 0)) == 2  # moved, and called off
        assert session.scalar(select(func.count()).where(Webinar.cancelled_at.is_not(None))) == 1
        assert session.scalar(select(func.count()).where(Entry.created_at >= loaded)) == 0
        assert session.scalar(select(func.count()).where(AuditEvent.actor_kind != "person")) <= 5
        assert session.scalar(select(func.count()).where(Person.last_sign_in_at > loaded)) == 0
    with app.app_context(), subtests.test("roles, and one of a group"):
        given = select(Person.name, StaffGrant.role, Cohort.name).select_from(StaffGrant).join(Person)
        given = given.outerjoin(Cohort, Cohort.id == StaffGrant.cohort_id)
        assert sorted(map(tuple, session.execute(given.where(StaffGrant.program_id == training.id)))) == [
            ("Chandra Rao", "lead", None),
            ("Daniela Castaño", "coordinator", None),
            ("Ivana Kovač", "coordinator", "Serbia"),
            ("Kevin Otieno", "coordinator", None),
            ("Ruth Akinyi", "viewer", None),
            ("Tomás Arango", "host", None),
            ("Vesna Marković", "reviewer", None),
        ]
    with app.app_context(), subtests.test("people have said who they are, and some not yet"):
        left = [len(unsaid(person).steps) for person in session.scalars(select(Participation.person_id))]
        assert {0, 1, 2, 3} <= set(left)
        assert all(not totals(Scope.whole(running.id), field).is_empty for field in ABOUT_PEOPLE)
        assert totals(Scope.whole(training.id), "gender").shown == (("woman", 15), ("man", 10))
        assert not may_send(person_named("Goran Mihajlović"), NEWSLETTER)
        assert may_send(person_named("Amina Odhiambo"), NEWSLETTER)
        assert [part.person.name for part, _ in lacking_in(Scope.whole(training.id))] == [
            "Jhon Jairo Londoño",
            "Zawadi Mwakio",
        ]
    with app.app_context(), subtests.test("staff care for them"):
        asked = session.execute(
            select(Concern.sort, Concern.waits_since.is_not(None), Concern.closed_at.is_not(None))
        )
        assert Counter(map(tuple, asked)) == {
            ("help", True, False): 2,
            ("help", False, False): 1,
            ("help", False, True): 1,
            ("report", False, False): 1,
        }
        here = Filter(state=ON_LEAVE)
        program = session.get_one(Program, training.id)
        away = listing(program, Scope.whole(program.id), here, page=1, at=loaded)
        assert [row.name for row in away.rows] == ["Ljiljana Šarić"]
        assert session.scalar(select(func.count(StaffNote.id))) == 6
        assert session.scalar(select(func.count(PeopleView.id))) == 3


def person_named(name):
    return session.scalars(select(Person.id).where(Person.name == name)).one()
