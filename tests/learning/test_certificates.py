"""From the last thing asked to a certificate that anybody can check, and what becomes of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning import actions, jobs, queries
from mentortrain.learning.models import Certificate, CourseVersion
from mentortrain.people.models import Person
from mentortrain.programs import events
from mentortrain.programs.queries import active_participations
from tests.learning.stage import at_once
from tests.paper.reading import text_of
from tests.readiness.test_becoming_ready import read_all

pytestmark = pytest.mark.either  # pages and words, not the database

NAME = "Amina Odhiambo"


@pytest.fixture
def valid_for_a_year(app):
    """What course.toml would say."""
    with app.app_context():
        session.execute(update(CourseVersion).values(validity_months=12))
        session.commit()
        queries.forget_courses()
    yield
    queries.forget_courses()


def read_lessons(visitor):
    for key in ("roles", "boundaries", "first-meeting"):
        assert visitor.post(f"/learn/mentoring-basics/lessons/{key}/completion").status_code == 302


def pass_quiz(app, visitor, at, program_id=None):
    with app.app_context():
        hand_in(visitor.id, at, program_id)
        session.commit()


def hand_in(person_id, at, program_id=None):
    version = queries.version_in_force("mentoring-basics")
    quiz = version.quizzes[0]
    begun = actions.start_attempt(
        person_id=person_id, course_id=version.course_id, quiz=quiz, program_id=program_id, at=at
    )
    attempt = queries.attempt(person_id, "mentoring-basics", quiz.key, begun.id)
    for question in attempt.quiz.questions:
        right = [place for place, weight in enumerate(question.weights) if weight > 0]
        slot = queries.slot_held(person_id, "mentoring-basics", quiz.key, attempt.id, question.position)
        actions.save_answer(slot=slot, chosen=right, client_uuid="x", client_seq=1, at=at)
    actions.submit_attempt(attempt=attempt, at=at)


def certificates(app, person_id):
    with app.app_context():
        return list(queries.certificates_of(person_id))


def facts(text):
    """What the public page says, in order."""
    return re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", text)


def test_the_last_thing_asked_makes_a_certificate_that_anybody_can_check(app, amina, nobody, program, at):
    read_lessons(amina)
    assert certificates(app, amina.id) == []
    pass_quiz(app, amina, at, program.id)

    [one] = certificates(app, amina.id)
    page = amina.get("/learn/certificates").text
    assert "You have earned one certificate" in page
    assert f"http://localhost/certificates/{one.number}" in page
    assert "Your certificate" in amina.get("/learn/mentoring-basics").text

    public = nobody.get(f"/certificates/{one.number}")
    assert public.headers["X-Robots-Tag"] == "noindex"
    assert "This certificate is valid." in public.text
    assert facts(public.text) == [
        ("Name", NAME),
        ("Course", "Mentoring basics"),
        ("Program", "Puentes 2027"),
        ("Training", "34 minutes"),
        ("Issued", "23 November 2026"),
        ("Number", one.number),
    ]
    assert amina.email not in public.text
    assert [(each["key"], each["minutes"], each["percent"]) for each in one.evidence] == [
        ("roles", 8, None),
        ("boundaries", 9, None),
        ("first-meeting", 9, None),
        ("final-check", 8, 100),
    ]


def test_a_number_is_typed_as_people_type(app, amina, nobody, at):
    read_all(app, amina, at)
    [one] = certificates(app, amina.id)
    typed = one.number.lower().replace("-", " ")
    assert (
        nobody.get("/certificates", query_string={"number": typed}).location == f"/certificates/{one.number}"
    )
    assert nobody.get(f"/certificates/{one.number.lower()}").status_code == 200


@pytest.mark.parametrize(
    "number", ["MT-2222-2222", "MT-2222-2223", "hello", "MT-0O1I-LLLL", "%27%3B--", "x" * 300]
)
def test_an_unknown_number_says_what_to_check_and_always_the_same(nobody, number):
    answer = nobody.get(f"/certificates/{number}")
    assert answer.status_code == 404
    assert "There is no certificate with this number" in answer.text
    assert "There is no 0 and no O" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_guessing_is_stopped(nobody):
    codes = [nobody.get("/certificates/MT-2222-2222").status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]


def test_the_pdf_says_what_the_page_says_and_is_the_same_each_time(app, amina, bruno, at):
    read_all(app, amina, at)
    [one] = certificates(app, amina.id)
    answer = amina.get(f"/learn/certificates/{one.number}/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{one.number}.pdf"'
    said = text_of(answer.data)
    for words in (NAME, "Mentoring basics", "34 minutes of training", one.number, "23 November 2026"):
        assert words in said
    assert f"localhost/certificates/{one.number}" in said
    assert amina.get(f"/learn/certificates/{one.number}/pdf").data == answer.data
    assert bruno.get(f"/learn/certificates/{one.number}/pdf").status_code == 404


def test_a_name_changed_later_stands_as_it_was_printed(app, amina, nobody, at):
    read_all(app, amina, at)
    was = NAME
    with app.app_context():
        session.get_one(Person, amina.id).name = "Somebody Else"
        session.commit()
    [one] = certificates(app, amina.id)
    assert facts(nobody.get(f"/certificates/{one.number}").text)[0] == ("Name", was)


def test_of_two_last_things_at_once_there_is_one_certificate(app, amina, at):
    read_lessons(amina)
    with app.app_context():
        session.execute(update(CourseVersion).values(certificate=False))
        session.commit()
        queries.forget_courses()
        hand_in(amina.id, at)
        session.execute(update(CourseVersion).values(certificate=True))
        session.commit()
        queries.forget_courses()

    def certify():
        events.record_training([amina.id], at)
        session.commit()

    at_once(app, certify, times=4)
    assert len(certificates(app, amina.id)) == 1


def test_what_was_completed_before_there_were_certificates_gets_its_own_once(app, amina, bruno, at):
    with app.app_context():
        session.execute(update(CourseVersion).values(certificate=False))
        session.commit()
        queries.forget_courses()
    read_all(app, amina, at)
    read_all(app, bruno, at, quiz=False)  # a mentee may leave the quiz
    assert certificates(app, amina.id) == []
    with app.app_context():
        session.execute(update(CourseVersion).values(certificate=True))
        session.commit()
        queries.forget_courses()
    run = app.test_cli_runner()
    assert run.invoke(args=["courses", "certify"]).output == "2 certificates issued\n"
    assert run.invoke(args=["courses", "certify"]).output == "every certificate that is due is there\n"
    assert [one.minutes for one in certificates(app, amina.id)] == [34]
    assert [one.minutes for one in certificates(app, bruno.id)] == [26]


def test_it_expires_and_a_quiz_passed_afterwards_renews_it(app, amina, nobody, at, valid_for_a_year):
    read_all(app, amina, at)
    [first] = certificates(app, amina.id)
    assert ("Holds until", "23 November 2027") in facts(nobody.get(f"/certificates/{first.number}").text)
    pass_quiz(app, amina, at + timedelta(days=200))  # before: nothing to renew
    assert len(certificates(app, amina.id)) == 1

    later = at + timedelta(days=366)
    with clock.held_at(later):
        assert (
            "This certificate held until 23 November 2027."
            in nobody.get(f"/certificates/{first.number}").text
        )
        with app.app_context():
            assert jobs.certify(later) == ""  # nothing was passed since
        pass_quiz(app, amina, later)
        second, old = certificates(app, amina.id)
        assert old.number == first.number
        assert second.expires_at > later + timedelta(days=364)
        assert "This certificate is valid." in nobody.get(f"/certificates/{second.number}").text
        assert "This certificate held until" in nobody.get(f"/certificates/{first.number}").text


def test_who_is_erased_has_no_name_on_it_any_more(app, amina, nobody, at):
    from mentortrain.privacy.actions.erasing import ask_at_once
    from mentortrain.privacy.jobs import erase_due

    read_all(app, amina, at)
    [one] = certificates(app, amina.id)
    with app.app_context():
        ask_at_once(session.get_one(Person, amina.id), reason="A letter.", at=at)
        session.commit()
        erase_due(at)
    answer = nobody.get(f"/certificates/{one.number}")
    assert answer.status_code == 410
    assert "This certificate is no longer available" in answer.text
    assert facts(answer.text) == []
    with app.app_context():
        kept = session.scalars(select(Certificate)).one()
        assert (kept.person_name, kept.evidence) == ("", [])
        assert jobs.certify(at) == ""  # nobody is behind these facts


def test_a_course_without_certificates_gives_none(app, amina, at):
    with app.app_context():
        session.execute(update(CourseVersion).values(certificate=False))
        session.commit()
        queries.forget_courses()
    read_all(app, amina, at)
    assert certificates(app, amina.id) == []
    assert "You have no certificate yet" in amina.get("/learn/certificates").text


def test_who_left_every_program_still_has_theirs(app, amina, chandra, program, at):
    read_all(app, amina, at)
    with app.app_context():
        part_id = active_participations(amina.id)[0].id
    gone = {"how": "withdrawn", "why": "She moved."}
    chandra.post(f"/programs/{program.id}/people/{part_id}/departure", gone)
    with app.app_context():
        assert active_participations(amina.id) == []
    assert "You have earned one certificate" in amina.get("/learn/certificates").text
