"""A practice conversation through the door that people use, without a script: turn by turn to its debrief."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, content, queries, rules
from mentortrain.learning.models import Play, Turn
from mentortrain.people.models import Person
from tests.conftest import MONDAY, Visitor
from tests.learning import makers
from tests.learning.course_folder import COURSE, Folder, faults
from tests.learning.stage import at_once, told_of_training
from tests.learning.test_reading import buttons, headings

pytestmark = pytest.mark.either  # pages and words, not the database

TALK = "/learn/small/conversations/talk"
STORY = """\
:: StoryTitle
Asked for money

:: Start
Nadia asks for *money*.

[[Yes, of course.->Yes]]
[[No, and this is why.->Why]]

:: Yes [poor]
She hides the bad month.

Better: Say no, and why.

[[I take it back.->Why]]
[[Then show me the books.->Owner]]

:: Why [good]
She unfolds her arms.

[[What does it cost?->End]]
[[Go on.->Start]]

:: Owner [poor debrief]
She stops to answer.

Better: Turn back.

:: End [good debrief]
She counts, and smiles.
"""


@pytest.fixture
def talk(folder: Folder) -> content.Conversation:
    path = folder(
        {
            "course.toml": COURSE + '\n[[items]]\nconversation = "03-talk.twee"\nwith = "Nadia"\n',
            "03-talk.twee": STORY,
        }
    )
    course, found = content.load(path)
    assert (found, course is not None) == ([], True)
    (conversation,) = [item for item in course.items if isinstance(item, content.Conversation)]  # type: ignore[union-attr]
    return conversation


@pytest.fixture
def small(app: Flask, talk: content.Conversation, at: Any) -> None:
    publish(app, talk, at)


def publish(app: Flask, talk: content.Conversation, at: Any) -> None:
    with app.app_context():
        actions.publish(makers.course(makers.lesson("one"), talk), at=at)
        session.commit()


def start(visitor: Visitor) -> str:
    """The address of the play."""
    answer = visitor.post(f"{TALK}/plays")
    assert answer.status_code == 302
    return str(answer.location)


def said(visitor: Visitor, play: str) -> dict[str, dict[str, str]]:
    """What can be said on the page, and what its button sends."""
    page = visitor.get(play).text
    after = re.search(r'name="after" value="(\d+)"', page)
    assert after
    found = re.findall(r'name="choice" value="(\d+)"><span>(.*?)</span>', page)
    return {words: {"after": after[1], "choice": number} for number, words in found}


def say(visitor: Visitor, play: str, words: str) -> Any:
    return visitor.post(f"{play}/turns", said(visitor, play)[words])


def back(visitor: Visitor, play: str, after: int) -> Any:
    return visitor.post(f"{play}/taking-back", {"after": after})


def rows(app: Flask) -> list[tuple[int, str, str, bool]]:
    with app.app_context():
        turns = session.scalars(select(Turn).order_by(Turn.play_id, Turn.number))
        return [(one.number, one.passage, one.leads_to, one.taken_back_at is not None) for one in turns]


def chips(html: str) -> list[str]:
    return re.findall(r'<span class="chip [^"]*">([^<]+)</span>', html)


def test_a_whole_conversation_without_script(app: Flask, small: None, amina: Visitor):
    amina.post("/learn/small/lessons/one/completion")
    assert headings(amina.get("/learn/small").text) == ["Small course: one conversation to go."]
    page = amina.get(TALK).text
    assert headings(page) == ["Asked for money: a conversation to practise."]
    assert buttons(page) == ["Begin the conversation"]
    assert "at least half of your choices good" in page
    play = start(amina)
    page = amina.get(play).text
    assert headings(page) == ["Asked for money: Turn 1"]
    assert "Nadia asks for <em>money</em>." in page
    assert "Go back one turn" not in page
    assert say(amina, play, "No, and this is why.").location == play
    page = amina.get(play).text
    assert "She unfolds her arms." in page
    assert "You:</p>" not in page
    assert "No, and this is why." in page
    with told_of_training() as heard:
        assert say(amina, play, "What does it cost?").location == play
    assert heard == [(amina.id, MONDAY)]
    assert amina.get(play).location == f"{play}/debrief"
    page = amina.get(f"{play}/debrief").text
    assert headings(page) == ["Passed: 2 of 2 choices were good."]
    assert "She counts, and smiles." in page
    assert chips(page) == ["good", "good"]
    assert "What would have been better" not in page
    assert headings(amina.get("/learn/small").text) == ["Small course: you have done all of it."]
    page = amina.get(TALK).text
    assert headings(page) == ["Asked for money: you have passed."]
    assert "2 of 2 choices were good" in page


def test_the_debrief_says_how_each_choice_was_and_what_would_have_been_better(small: None, amina: Visitor):
    play = start(amina)
    say(amina, play, "Yes, of course.")
    say(amina, play, "Then show me the books.")
    page = amina.get(f"{play}/debrief").text
    assert headings(page) == ["Not passed yet: 0 of 2 choices were good."]
    assert chips(page) == ["not the best", "good", "not the best", "good"]  # each with the good one beside it
    for words in ("Say no, and why.", "No, and this is why.", "Turn back.", "I take it back."):
        assert words in page
    assert buttons(page) == ["Play it again"]
    assert "tried, not passed yet" in amina.get("/learn/small").text
    assert headings(amina.get("/learn/small").text) == [
        "Small course: one lesson and one conversation to go."
    ]
    again = start(amina)
    assert again != play
    assert amina.get(f"{play}/debrief").status_code == 200


def test_half_of_the_choices_good_is_enough(small: None, amina: Visitor):
    play = start(amina)
    for words in ("Yes, of course.", "I take it back.", "What does it cost?"):
        say(amina, play, words)
    assert headings(amina.get(f"{play}/debrief").text) == ["Passed: 2 of 3 choices were good."]


def test_going_back_takes_the_last_turn_back_and_keeps_that_it_was(app: Flask, small: None, amina: Visitor):
    play = start(amina)
    say(amina, play, "Yes, of course.")
    assert back(amina, play, 1).location == play
    assert "Nadia asks for" in amina.get(play).text
    assert back(amina, play, 0).location == play  # there is nothing before the start
    say(amina, play, "No, and this is why.")
    say(amina, play, "What does it cost?")
    assert rows(app) == [
        (1, "Start", "Yes", True),
        (2, "Start", "Why", False),
        (3, "Why", "End", False),
    ]
    page = amina.get(f"{play}/debrief").text
    assert headings(page) == ["Passed: 2 of 2 choices were good."]
    assert "You took one choice back on the way; it does not count." in page
    assert back(amina, play, 3).location == play  # the end stands
    assert rows(app)[2] == (3, "Why", "End", False)


def test_a_turn_sent_twice_or_from_an_old_tab_changes_nothing(app: Flask, small: None, amina: Visitor):
    play = start(amina)
    first = said(amina, play)
    amina.post(f"{play}/turns", first["Yes, of course."])
    amina.post(f"{play}/turns", first["Yes, of course."])
    assert rows(app) == [(1, "Start", "Yes", False)]
    amina.post(f"{play}/turns", first["No, and this is why."])
    assert rows(app) == [(1, "Start", "Yes", False)]
    page = amina.get(play).text
    assert "The conversation had gone on since that page was opened." in page
    assert "She hides the bad month." in page
    back(amina, play, 1)
    back(amina, play, 1)
    assert rows(app) == [(1, "Start", "Yes", True)]


def test_another_device_goes_on_where_it_stopped(app: Flask, small: None, amina: Visitor):
    play = start(amina)
    say(amina, play, "Yes, of course.")
    page = amina.get(TALK).text
    assert headings(page) == ["Asked for money: you are in the middle of it."]
    assert buttons(page) == ["Go on where you stopped"]
    assert start(amina) == play
    assert "begun" in amina.get("/learn/small").text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"after": "0", "choice": "2"}, 422),
        ({"after": "0", "choice": "-1"}, 302),
        ({"after": "0"}, 422),
        ({"after": "x", "choice": "0"}, 302),
        ({"after": str(2**70), "choice": "0"}, 302),
        ({}, 302),
    ],
)
def test_what_no_page_sends_changes_nothing(app: Flask, small: None, amina: Visitor, form: Any, status: int):
    play = start(amina)
    assert amina.post(f"{play}/turns", form).status_code == status
    assert rows(app) == []


def test_only_their_own_plays_and_only_in_their_courses(
    small: None, amina: Visitor, dov: Visitor, bruno: Visitor, nobody: Visitor
):
    play = start(amina)
    for page in (play, f"{play}/debrief"):
        assert dov.get(page).status_code == 404
        assert bruno.get(page).status_code == 404  # the course is not for mentees
        assert nobody.get(page).status_code == 302
    assert dov.post(f"{play}/turns", {"after": 0, "choice": 0}).status_code == 404
    assert dov.post(f"{play}/taking-back", {"after": 0}).status_code == 404
    assert bruno.get(TALK).status_code == 404
    assert amina.get(f"{TALK}/plays/{2**40}").status_code == 404
    assert amina.get("/learn/small/conversations/other").status_code == 404


def test_who_is_in_the_middle_finishes_the_version_they_began(
    app: Flask, small: None, talk: content.Conversation, amina: Visitor, at: Any
):
    play = start(amina)
    say(amina, play, "No, and this is why.")
    passages = tuple(
        replace(each, html=each.html.replace("smiles", "frowns"), mark="poor" if each.mark else "")
        for each in talk.passages
    )
    with clock.held_at(MONDAY + timedelta(days=1)):
        publish(app, replace(talk, passages=passages, title="Another title"), clock.now())
        say(amina, play, "What does it cost?")
        page = amina.get(f"{play}/debrief").text
    assert headings(page) == ["Passed: 2 of 2 choices were good."]
    assert "She counts, and smiles." in page
    assert headings(amina.get(TALK).text) == ["Another title: you have passed."]


def test_choices_stand_in_an_order_of_each_play_that_stays(app: Flask, small: None, amina: Visitor):
    play = start(amina)
    assert list(said(amina, play)) == list(said(amina, play))
    orders = set()
    for seed in range(12):
        with app.app_context():
            session.scalars(select(Play)).one().seed = seed
            session.commit()
        orders.add(tuple(said(amina, play)))
    assert len(orders) == 2


def test_two_starts_and_two_choices_at_once(app: Flask, small: None, amina: Visitor, at: Any):
    with app.app_context():
        course = queries.current_courses()["small"]

    def begin() -> int:
        one = queries.conversation(course.id, "talk")
        play = actions.start_play(
            person_id=amina.id, course_id=course.course_id, conversation=one, program_id=None, at=at
        )
        session.commit()
        return play.id

    first, second = at_once(app, begin)
    assert first == second

    def choose() -> bool:
        play = queries.play(amina.id, "small", "talk", first)
        done = actions.choose(play=play, after=0, choice=0, at=at)
        session.commit()
        return done

    assert sorted(at_once(app, choose)) == [False, True]
    assert rows(app) == [(1, "Start", "Yes", False)]


def test_a_quiz_and_a_conversation_may_share_a_key(
    app: Flask, talk: content.Conversation, amina: Visitor, at: Any
):
    with app.app_context():
        actions.publish(makers.course(replace(talk, key="check"), makers.quiz()), at=at)
        session.commit()
    play = amina.post("/learn/small/conversations/check/plays").location
    say(amina, play, "No, and this is why.")
    say(amina, play, "What does it cost?")
    assert headings(amina.get("/learn/small").text) == ["Small course: one quiz to go."]
    with app.app_context():
        facts = queries.facts_for([amina.id])[amina.id]
        assert facts.passed == {"small": {"conversation:check": 100}}
        assert queries.courses_and_facts(amina.id)[1] == facts


def test_somebody_erased_leaves_only_what_came_to_an_end(app: Flask, small: None, amina: Visitor):
    play = start(amina)
    say(amina, play, "No, and this is why.")
    with app.app_context():
        actions.drop_open_plays(amina.id)
        session.commit()
        assert session.scalars(select(Play)).all() == []
        assert session.get(Person, amina.id)
    assert rows(app) == []


@pytest.mark.parametrize(
    ("marks", "percent", "passed"),
    [
        ([], 100, True),
        (["", ""], 50, True),
        (["good", "poor"], 50, True),
        (["good", "poor", ""], 51, False),
        (["good", "poor", "poor"], 50, False),
        (["poor"], 1, False),
        (["good", "good", "poor"], 66, True),
        (["good", "good", "poor"], 67, False),
    ],
)
def test_passing_is_exact(marks: list[str], percent: int, passed: bool):
    assert rules.has_practised(rules.tally(marks), percent) is passed


def test_a_loop_cannot_go_on_for_ever(app: Flask, small: None, amina: Visitor, monkeypatch: Any):
    monkeypatch.setattr(rules, "MOST_TURNS", 4)
    play = start(amina)
    for words in ("No, and this is why.", "Go on.", "No, and this is why.", "Go on."):
        assert say(amina, play, words).status_code == 302
    answer = say(amina, play, "No, and this is why.")
    assert answer.status_code == 422
    assert "goes round and round" in answer.text
    assert back(amina, play, 4).status_code == 302
    assert say(amina, play, "What does it cost?").location == play
    assert amina.get(play).location == f"{play}/debrief"


ITEM = '\n[[items]]\nconversation = "03-talk.twee"\n'


@pytest.mark.parametrize(
    ("toml", "story", "file", "message"),
    [
        (ITEM, STORY.replace("->Owner", "->Gone"), "03-talk.twee", "Yes: the link leads to 'Gone'"),
        (
            ITEM,
            STORY.replace("*money*", "<blink>"),
            "03-talk.twee",
            "Start: the HTML tag <blink> would be stripped",
        ),
        (ITEM, STORY.replace("*money*", "[a](b)"), "03-talk.twee", "Start: a conversation shows no pictures"),
        (ITEM + "pass_good = 0\n", STORY, "course.toml", "pass_good of 03-talk.twee must be a whole number"),
        (ITEM + 'minutes = "5"\n', STORY, "course.toml", "minutes of 03-talk.twee must be a whole number"),
        (ITEM + 'with = ""\n', STORY, "course.toml", "with of 03-talk.twee must be text"),
        (ITEM + "pass_percent = 5\n", STORY, "course.toml", "'pass_percent' is no field of a conversation"),
        (ITEM.replace(".twee", ".md"), STORY, "course.toml", "a conversation is a file in this folder"),
        ("", STORY, "03-talk.twee", "this file is not listed in course.toml"),
    ],
)
def test_faults_of_a_conversation_in_a_course(folder: Folder, toml: str, story: str, file: str, message: str):
    path = folder({"course.toml": COURSE + toml, "03-talk.twee": story})
    assert any(name == file and said.startswith(message) for name, _, said in faults(path)), faults(path)


def test_what_course_toml_does_not_say(folder: Folder, talk: content.Conversation):
    assert (talk.key, talk.title, talk.minutes, talk.pass_good, talk.partner, talk.start) == (
        "talk",
        "Asked for money",
        3,
        50,
        "Nadia",
        "Start",
    )
