"""A quiz through the door that people use: with the page's script and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, queries
from mentortrain.learning.models import Answer, Attempt
from mentortrain.people.models import Person
from mentortrain.programs.models import Participation
from mentortrain.programs.queries import roles_by_program
from tests.conftest import MONDAY, Visitor
from tests.learning import makers
from tests.learning.test_reading import BASICS, buttons, headings

pytestmark = pytest.mark.either  # pages and words, not the database

CHECK = "/learn/small/quizzes/check"
PAGE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def small(app: Flask, at: Any) -> None:
    """who: first is right; which: first and second are right, the third takes away; is-it: true."""
    with app.app_context():
        actions.publish(makers.course(makers.quiz()), at=at)
        session.commit()


def start(visitor: Visitor) -> str:
    """The address of the attempt."""
    answer = visitor.post(f"{CHECK}/attempts")
    assert answer.status_code == 302
    return answer.location.rsplit("/", 1)[0]


def said(seq: int = 0, page: str = PAGE, chosen: Any = ()) -> dict[str, Any]:
    return {"client_uuid": page, "client_seq": seq, "chosen": list(chosen)}


def say(visitor: Visitor, attempt: str, slot: int, chosen: list[int]) -> Any:
    return visitor.post(f"{attempt}/{slot}", said(chosen=chosen))


def shown_options(html: str) -> list[tuple[str, bool]]:
    """(words, whether it is chosen) in the order on the page."""
    found = re.findall(r'<input type="(?:radio|checkbox)"[^>]*?( checked)?>\s*<span>(.*?)</span>', html)
    return [(words, bool(checked)) for checked, words in found]


def test_the_first_page_says_what_awaits(small: None, amina: Visitor):
    page = amina.get(CHECK).text
    assert headings(page) == ["A check: 3 questions, as slowly as you like."]
    assert "3 of 3 right" in page
    assert buttons(page) == ["Start the quiz"]


def test_the_pass_mark_is_told_as_a_number_of_answers(amina: Visitor):
    page = amina.get(f"{BASICS}/quizzes/final-check").text
    assert "7 of 8 right" in page


def test_a_whole_quiz_without_script(small: None, amina: Visitor):
    attempt = start(amina)
    page = amina.get(f"{attempt}/1").text
    assert headings(page) == ["A check: Question 1 of 3"]
    assert say(amina, attempt, 1, [0]).location == f"{attempt}/2"
    assert "More than one may be right." in amina.get(f"{attempt}/2").text
    assert say(amina, attempt, 2, [0, 1]).location == f"{attempt}/3"
    assert shown_options(amina.get(f"{attempt}/3").text) == [("True", False), ("False", False)]
    assert say(amina, attempt, 3, [0]).location == f"{attempt}/review"
    review = amina.get(f"{attempt}/review").text
    assert headings(review) == ["All 3 questions are answered."]
    assert buttons(review) == ["Hand in"]
    assert amina.post(f"{attempt}/submission").location == f"{attempt}/result"
    result = amina.get(f"{attempt}/result").text
    assert headings(result) == ["Passed: 3 of 3 right."]
    assert "About option 0 of who." in result
    assert "In general about who." in result
    assert "Try again" not in result
    assert buttons(result) == ["Go on: Home"]
    assert headings(amina.get("/learn/small").text) == ["Small course: you have done all of it."]


def test_going_back_without_script_keeps_the_choice(small: None, amina: Visitor):
    attempt = start(amina)
    back = amina.post(f"{attempt}/2", said(chosen=[1]) | {"go": "previous"})
    assert back.location == f"{attempt}/1"
    assert ("which option 1", True) in shown_options(amina.get(f"{attempt}/2").text)
    assert 'name="go" value="previous"' not in amina.get(f"{attempt}/1").text


def test_the_page_keeps_what_was_chosen_and_says_when(small: None, amina: Visitor):
    attempt = start(amina)
    say(amina, attempt, 2, [1])
    page = amina.get(f"{attempt}/2").text
    assert sorted(shown_options(page)) == [
        ("which option 0", False),
        ("which option 1", True),
        ("which option 2", False),
    ]
    assert "Saved 12:00." in page  # noon in Nairobi


def test_the_order_of_the_answers_stays_for_the_attempt(app: Flask, at: Any, amina: Visitor):
    with app.app_context():
        actions.publish(makers.course(makers.quiz(makers.single(options=8))), at=at)
        session.commit()
    attempt = start(amina)
    first, second = (
        shown_options(amina.get(f"{attempt}/1").text),
        shown_options(amina.get(f"{attempt}/1").text),
    )
    assert first == second
    assert sorted(first) == [(f"who option {n}", False) for n in range(8)]


def test_resuming_opens_the_first_question_without_an_answer(small: None, amina: Visitor):
    attempt = start(amina)
    say(amina, attempt, 1, [0])
    say(amina, attempt, 3, [0])
    page = amina.get(CHECK).text
    assert headings(page) == ["A check: you have answered 2 of 3 questions."]
    assert buttons(page) == ["Go on where you stopped"]
    assert amina.post(f"{CHECK}/attempts").location == f"{attempt}/2"
    say(amina, attempt, 2, [0])
    assert amina.post(f"{CHECK}/attempts").location == f"{attempt}/review"


def test_going_on_without_a_choice_leaves_the_question_open(small: None, amina: Visitor):
    attempt = start(amina)
    assert say(amina, attempt, 1, []).location == f"{attempt}/2"
    review = amina.get(f"{attempt}/review").text
    assert headings(review) == ["3 questions have no answer yet: 1, 2, 3."]
    assert buttons(review) == ["Answer question 1"]
    say(amina, attempt, 1, [0])
    say(amina, attempt, 2, [0])
    assert headings(amina.get(f"{attempt}/review").text) == ["Question 3 has no answer yet."]


def test_handing_in_with_open_questions_shows_what_is_missing(small: None, amina: Visitor):
    attempt = start(amina)
    say(amina, attempt, 1, [1])
    say(amina, attempt, 2, [0])
    amina.post(f"{attempt}/submission")
    page = amina.get(f"{attempt}/result").text
    assert headings(page) == ["Not passed yet: 0.5 of 3 right."]
    assert "2 more right answers would have been enough." in page
    chips = re.findall(r'<span class="chip [^"]*">([^<]+)</span>', page)
    assert chips == ["not right", "partly right", "right", "no answer"]
    assert "About option 1 of who." in page
    assert "About option 0 of who." not in page  # what is right stays open for the next try
    assert "You can try again at 12:10." in page
    assert '<a class="button quiet" href="/learn/small">Back to the lessons</a>' in page


def test_trying_again_begins_anew_and_the_best_counts(small: None, amina: Visitor, at: Any):
    first, second = ([1], "Not passed yet: 2 of 3 right."), ([0], "Passed: 3 of 3 right.")
    for minutes, (chosen, title) in ((0, first), (10, second)):
        with clock.held_at(at + timedelta(minutes=minutes)):
            attempt = start(amina)
            say(amina, attempt, 1, chosen)
            say(amina, attempt, 2, [0, 1])
            say(amina, attempt, 3, [0])
            amina.post(f"{attempt}/submission")
            assert headings(amina.get(f"{attempt}/result").text) == [title]
    page = amina.get(CHECK).text
    assert headings(page) == ["A check: you have passed."]
    assert re.findall(r'class="row-title"[^>]*>([^<]+)<', page) == ["3 of 3 right", "2 of 3 right"]
    assert buttons(page) == []


def test_an_attempt_handed_in_takes_nothing_more_and_leads_to_its_result(small: None, amina: Visitor):
    attempt = start(amina)
    amina.post(f"{attempt}/submission")
    for url in (f"{attempt}/1", f"{attempt}/review"):
        assert amina.get(url).location == f"{attempt}/result"
    assert say(amina, attempt, 1, [0]).location == f"{attempt}/result"
    assert amina.post(f"{attempt}/submission").location == f"{attempt}/result"
    saving = amina.post(f"{attempt}/1/saving", said(1, chosen=[0]), headers={"Accept": "application/json"})
    assert (saving.status_code, saving.json["detail"]) == (
        422,
        "This attempt is handed in: its answers stay as they are.",
    )
    assert headings(amina.get(f"{attempt}/result").text) == ["Not passed yet: 0 of 3 right."]


def test_the_result_of_an_open_attempt_is_not_there_yet(small: None, amina: Visitor):
    attempt = start(amina)
    assert amina.get(f"{attempt}/result").location == CHECK


def test_the_script_saves_and_learns_when(small: None, amina: Visitor, app: Flask):
    attempt = start(amina)
    with clock.held_at(MONDAY + timedelta(hours=2, minutes=2)):
        answer = amina.post(
            f"{attempt}/1/saving", said(1, chosen=[1]), headers={"Accept": "application/json"}
        )
    assert answer.status_code == 200
    assert answer.json == {
        "saved_at": "2026-11-23T11:02:00+00:00",
        "words": "Saved 14:02.",
        "late": False,
        "stands": True,
    }
    with app.app_context():
        assert [(each.slot, each.chosen) for each in session.query(Answer)] == [(1, [1])]


def test_a_slow_earlier_saving_does_not_replace_a_later_one(small: None, amina: Visitor, app: Flask):
    attempt, asks_json = start(amina), {"Accept": "application/json"}
    assert amina.post(f"{attempt}/1/saving", said(2, chosen=[0]), headers=asks_json).status_code == 200
    late = amina.post(f"{attempt}/1/saving", said(1, chosen=[1]), headers=asks_json)
    assert (late.status_code, late.json["detail"]) == (
        422,
        "A later answer from this page is saved already; it stays.",
    )
    with app.app_context():
        assert session.query(Answer).one().chosen == [0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_uuid": "x"},
        {"client_seq": "-1"},
        {"client_seq": ""},
        {"client_seq": str(2**60)},
        {"chosen": ["a"]},
    ],
)
def test_what_no_page_sends_is_refused(small: None, amina: Visitor, app: Flask, wrong: dict[str, Any]):
    attempt = start(amina)
    assert amina.post(f"{attempt}/1", {**said(chosen=[0]), **wrong}).status_code == 400
    with app.app_context():
        assert session.query(Answer).count() == 0


def test_a_choice_that_is_not_offered_is_refused(small: None, amina: Visitor):
    assert say(amina, start(amina), 1, [7]).status_code == 422


def test_an_attempt_is_only_there_for_whose_it_is(
    small: None, app: Flask, amina: Visitor, dov: Visitor, chandra: Visitor
):
    attempt = start(amina)
    for other in (dov, chandra):
        for page in ("1", "review", "result"):
            assert other.get(f"{attempt}/{page}").status_code == 404
        assert say(other, attempt, 1, [0]).status_code == 404
        assert other.post(f"{attempt}/1/saving", said(chosen=[0])).status_code == 404
        assert other.post(f"{attempt}/submission").status_code == 404
    with app.app_context():
        assert session.query(Attempt).one().state == "open"
        assert session.query(Answer).count() == 0


def test_an_attempt_belongs_to_the_quiz_in_its_address(small: None, amina: Visitor):
    number = start(amina).rsplit("/", 1)[1]
    assert amina.get(f"{BASICS}/quizzes/final-check/attempts/{number}/1").status_code == 404
    assert amina.get(f"{CHECK}/attempts/{number}/4").status_code == 404
    assert amina.get(f"{CHECK}/attempts/{number}/0").status_code == 404
    assert amina.get(f"{CHECK}/attempts/{10**20}/1").status_code == 404


def test_who_leaves_the_program_leaves_the_course(small: None, app: Flask, amina: Visitor, at: Any):
    attempt = start(amina)
    with app.app_context():
        for part in session.query(Participation).filter_by(person_id=amina.id):
            part.left_at = at
        session.commit()
    assert amina.get(f"{attempt}/1").status_code in (403, 404)
    assert say(amina, attempt, 1, [0]).status_code in (403, 404)


def test_a_new_version_leaves_an_open_attempt_as_it_was(small: None, app: Flask, at: Any, amina: Visitor):
    attempt = start(amina)
    with app.app_context():
        actions.publish(makers.course(makers.quiz(makers.single("new"))), at=at)
        session.commit()
    assert "Question who?" in amina.get(f"{attempt}/1").text
    assert headings(amina.get(CHECK).text) == ["A check: you have answered 0 of 3 questions."]
    amina.post(f"{attempt}/submission")
    with clock.held_at(at + timedelta(minutes=10)):
        assert "Question new?" in amina.get(f"{start(amina)}/1").text


def test_home_learns_where_somebody_stands(small: None, app: Flask, amina: Visitor):
    attempt = start(amina)
    with app.app_context():
        person = session.get_one(Person, amina.id)
        standing = {
            each.course.key: each for each in queries.progress_of(person.id, roles_by_program(person.id))
        }["small"]
        number = int(attempt.rsplit("/", 1)[1])
        assert standing.quizzes == {"check": queries.QuizState(number, 0, None, False)}
        assert standing.progress.next and standing.progress.next.key == "check"


def test_a_question_takes_as_many_statements_as_a_quiz_of_thirty(
    app: Flask, at: Any, amina: Visitor, statements: Callable[[], Any]
):
    counts = []
    for key, questions in (("few", 2), ("many", 30)):
        with app.app_context():
            asked = [makers.single(f"s{number}") for number in range(questions)]
            actions.publish(makers.course(makers.quiz(*asked), key=key), at=at)
            session.commit()
        attempt = amina.post(f"/learn/{key}/quizzes/check/attempts").location.rsplit("/", 1)[0]
        for slot in range(1, questions + 1):
            say(amina, attempt, slot, [0])
        for page in ("1", "review"):
            with statements() as ran:
                assert amina.get(f"{attempt}/{page}").status_code == 200
            counts.append(len(ran))
    assert counts[:2] == counts[2:]
