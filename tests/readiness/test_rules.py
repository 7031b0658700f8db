"""Ready or not yet, because."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning.rules import Step
from mentortrain.readiness.rules import (
    CourseFacts,
    Facts,
    Move,
    Offered,
    Requirement,
    Rubric,
    assess,
    basis,
    default_rubric,
    evidence_holds,
)
from mentortrain.webinars.rules import AttendedSession

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BASICS = CourseFacts(
    key="mentoring-basics",
    title="Mentoring basics",
    lessons=(Step("lesson", "roles", "Roles", 6), Step("lesson", "limits", "Limits", 8)),
    quizzes=(Step("quiz", "check", "Check", 5),),
)
READ = replace(BASICS, completed=frozenset({"roles", "limits"}))
PASSED = replace(READ, passed={"check": 87})


def was_at(minutes, length=60, number=1):
    return AttendedSession(number, "Welcome", minutes, length, AT - timedelta(days=2))


def facts(course=BASICS, **more):
    return Facts(courses={course.key: course}, **more)


def standing(found, role="mentor"):
    return [
        (o.requirement.kind, o.state.value, o.done, o.total, o.move.value)
        for o in assess(default_rubric(role), found, AT).outcomes
    ]


def test_a_new_mentor_lacks_everything():
    assert standing(facts()) == [
        ("lessons", "missing", 0, 2, "person"),
        ("quizzes", "missing", 0, 1, "person"),
        ("live_session", "missing", 0, 1, "staff"),
    ]


def test_a_mentor_who_did_all_is_ready_with_evidence():
    readiness = assess(default_rubric("mentor"), facts(PASSED, sessions=(was_at(48),)), AT)
    assert readiness.ready
    assert readiness.missing == ()
    assert [o.evidence for o in readiness.outcomes] == [("roles", "limits"), ("check: 87 %",), ("1",)]


TALKS = (Step("conversation", "money", "Money", 6, optional=True), Step("conversation", "late", "Late", 4))


@pytest.mark.parametrize(
    ("there", "passed", "count", "said"),
    [
        (TALKS, {}, 1, ("missing", 0, 1, 6)),
        (TALKS, {}, 2, ("missing", 0, 2, 10)),
        (TALKS, {"conversation:late": 100}, 1, ("met", 1, 1, 0)),
        (TALKS, {"conversation:late": 100}, 2, ("missing", 1, 2, 6)),
        (TALKS, {"late": 100}, 1, ("missing", 0, 1, 6)),  # a quiz of the same key
        (TALKS, {"conversation:gone": 60}, 1, ("met", 1, 1, 0)),  # it has left the course since
        (TALKS[:1], {"conversation:late": 100}, 3, ("missing", 1, 2, 6)),  # there are not so many
        ((), {}, 2, ("met", 0, 0, 0)),
    ],
)
def test_practice_is_so_many_conversations_passed_whichever(there, passed, count, said):
    course = replace(BASICS, offered=Offered(conversations=there), passed=passed)
    rubric = Rubric(1, (Requirement("practice", BASICS.key, count),))
    (one,) = assess(rubric, facts(course), AT).outcomes
    assert (one.state.value, one.done, one.total, one.minutes_left) == said
    assert one.move is (Move.NOBODY if one.is_met else Move.PERSON)


def test_practice_stands_after_what_else_is_asked_of_its_course_and_goes_again():
    usual = default_rubric("mentor")
    asked = usual.asking("practice", BASICS.key, 2)
    assert [one.kind for one in asked.requirements] == ["lessons", "quizzes", "practice", "live_session"]
    assert (asked.version, asked.asks("practice", BASICS.key)) == (2, 2)
    assert asked.asking("practice", BASICS.key, 0).requirements == usual.requirements


def test_a_new_conversation_changes_the_basis_only_where_practice_is_asked():
    usual = default_rubric("mentor")
    before, after = {BASICS.key: Offered()}, {BASICS.key: Offered(conversations=TALKS)}
    assert basis(usual, before) == basis(usual, after)
    asked = usual.asking("practice", BASICS.key, 1)
    assert basis(asked, before) != basis(asked, after)


def test_a_mentee_is_not_asked_for_the_quiz():
    assert assess(default_rubric("mentee"), facts(READ, sessions=(was_at(60),)), AT).ready
    assert not assess(default_rubric("mentor"), facts(READ, sessions=(was_at(60),)), AT).ready


@pytest.mark.parametrize(
    ("minutes", "length", "ready"), [(48, 60, True), (47, 60, False), (36, 45, True), (35, 45, False)]
)
def test_a_session_counts_from_80_percent_of_its_length(minutes, length, ready):
    assert (
        assess(default_rubric("mentor"), facts(PASSED, sessions=(was_at(minutes, length),)), AT).ready
        is ready
    )


SOON = AT + timedelta(days=2)


@pytest.mark.parametrize(
    ("more", "move", "earliest"),
    [
        ({}, Move.STAFF, None),
        ({"next_open": {"": SOON}}, Move.PERSON, SOON),
        ({"next_open": {"": AT}, "registered_for": {"": SOON}}, Move.TIME, SOON),
    ],
)
def test_whose_move_a_missing_session_is(more, move, earliest):
    outcome = assess(default_rubric("mentor"), facts(PASSED, **more), AT).missing[0]
    assert (outcome.move, outcome.earliest) == (move, earliest)


ABOUT = Rubric(1, (Requirement("live_session"), Requirement("live_session", BASICS.key)))
LATER = AT + timedelta(days=9)


@pytest.mark.parametrize(
    ("about", "met"),
    [
        ((), [False, False]),
        (("",), [True, False]),
        (("other",), [True, False]),
        ((BASICS.key,), [True, True]),
    ],
)
def test_a_session_about_a_course_counts_as_one_of_whichever_and_not_the_other_way(about, met):
    sessions = tuple(replace(was_at(60, number=n), course=course) for n, course in enumerate(about))
    assert [one.is_met for one in assess(ABOUT, facts(sessions=sessions), AT).outcomes] == met


@pytest.mark.parametrize(
    ("registered_for", "next_open", "moves", "earliest"),
    [
        ({}, {"": SOON}, [Move.PERSON, Move.STAFF], None),
        ({"": SOON}, {"": SOON}, [Move.TIME, Move.STAFF], None),
        ({"": SOON}, {"": SOON, BASICS.key: LATER}, [Move.TIME, Move.PERSON], LATER),
        ({"": LATER, BASICS.key: LATER}, {"": SOON, BASICS.key: LATER}, [Move.TIME, Move.TIME], LATER),
    ],
)
def test_whose_move_a_session_about_a_course_is(registered_for, next_open, moves, earliest):
    found = assess(ABOUT, facts(registered_for=registered_for, next_open=next_open), AT)
    assert [one.move for one in found.outcomes] == moves
    assert found.earliest == earliest


def test_a_session_about_a_course_asks_nothing_of_what_is_in_it_and_stands_last():
    usual = default_rubric("mentee")
    asked = usual.asking("live_session", "listening", 1)
    assert asked.requirements == (*usual.requirements, Requirement("live_session", "listening"))
    assert asked.courses == usual.courses
    before, after = {"listening": Offered()}, {"listening": Offered(lessons=BASICS.lessons)}
    assert basis(asked, before) == basis(asked, after)
    practised = asked.asking("live_session", BASICS.key, 1).asking("practice", BASICS.key, 1)
    assert [one.kind for one in practised.requirements] == ["lessons", "practice", *["live_session"] * 3]


def test_a_session_that_is_about_the_course_no_longer_takes_nothing_back():
    then = assess(ABOUT, facts(sessions=(replace(was_at(60), course=BASICS.key),)), AT).evidence()
    assert evidence_holds(then, facts(sessions=(was_at(60),)))
    assert not evidence_holds(then, facts())


def test_minutes_left_are_those_of_what_is_missing():
    half = replace(BASICS, completed=frozenset({"roles"}))
    assert assess(default_rubric("mentor"), facts(half), AT).minutes_left == 8 + 5
    assert assess(default_rubric("mentee"), facts(half), AT).minutes_left == 8


def test_the_earliest_day_is_that_of_the_last_thing_missing():
    assert assess(default_rubric("mentor"), facts(next_open={"": SOON}), AT).earliest == SOON
    assert assess(default_rubric("mentor"), facts(), AT).earliest is None


def test_a_rubric_that_names_a_course_nobody_published_waits_for_staff():
    rubric = Rubric(1, (Requirement("lessons", "nowhere"),))
    [outcome] = assess(rubric, facts(), AT).outcomes
    assert (outcome.is_met, outcome.move) == (False, Move.STAFF)


def test_a_lesson_added_later_takes_no_evidence_away_but_a_mark_taken_back_does():
    declared = assess(default_rubric("mentor"), facts(PASSED, sessions=(was_at(60),)), AT).evidence()
    longer = replace(PASSED, lessons=(*PASSED.lessons, Step("lesson", "new", "New", 5)))
    assert evidence_holds(declared, facts(longer, sessions=(was_at(60),)))
    assert not evidence_holds(declared, facts(PASSED))
    assert not evidence_holds(declared, facts(PASSED, sessions=(was_at(10),)))


@given(
    completed=st.sets(st.sampled_from(["roles", "limits", "gone"])),
    percent=st.none() | st.integers(80, 100),
    minutes=st.lists(st.integers(1, 60), max_size=3),
    registered=st.booleans(),
)
def test_ready_is_exactly_nothing_missing_and_more_never_harms(completed, percent, minutes, registered):
    course = replace(BASICS, completed=frozenset(completed), passed={"check": percent} if percent else {})
    sessions = tuple(was_at(m, number=n) for n, m in enumerate(minutes))
    less = facts(course, sessions=sessions, registered_for={"": SOON} if registered else {})
    found = assess(default_rubric("mentor"), less, AT)
    assert found.ready == (not found.missing)
    assert found.steps_done <= found.steps_total
    assert (found.steps_done == found.steps_total) == found.ready
    more = replace(less, sessions=(*sessions, was_at(60, number=9)))
    assert assess(default_rubric("mentor"), more, AT).steps_done >= found.steps_done


def test_a_rubric_survives_being_stored():
    rubric = default_rubric("mentor")
    assert Rubric.from_document(rubric.version, rubric.as_document()) == rubric


def test_two_times_of_one_session_are_one_session():
    rubric = Rubric(1, (Requirement("live_session", "", 2),))
    tuesday, friday, another = (
        replace(was_at(60, number=number), choice_id=choice) for number, choice in ((1, 1), (4, 1), (2, None))
    )

    def outcome(*sessions):
        (one,) = assess(rubric, facts(sessions=sessions), AT).outcomes
        return one.done, one.evidence

    assert outcome(tuesday, friday) == (1, ("1",))
    assert outcome(tuesday, friday, another) == (2, ("1", "2"))
    assert outcome(replace(tuesday, minutes=20), friday) == (1, ("4",)), "the one that counts"
