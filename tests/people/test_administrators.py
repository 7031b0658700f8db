"""Who runs the site is decided on the server."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from mentortrain.db import session
from mentortrain.people import queries
from mentortrain.people.models import Person
from tests.audit.stage import lines, people_of

AMINA, BRUNO = "amina@example.org", "bruno@example.org"


@pytest.fixture
def run(app):
    """What a command says, and how it ended."""

    def run(name, email):
        done = app.test_cli_runner().invoke(args=["people", f"{name}-administrator", email])
        return done.exit_code, done.output

    return run


def running(app):
    with app.app_context():
        return [session.get(Person, number).email for number in queries.administrators()]


def test_one_is_made_and_another_ended_and_both_are_told(app, run, amina, bruno, letters):
    letters()
    assert run("make", AMINA) == (0, f"{AMINA} is an administrator now\n")
    assert run("make", AMINA) == (0, f"{AMINA} is an administrator already\n")
    assert amina.get("/site/status").status_code == 200
    assert run("make", BRUNO)[0] == 0
    assert run("end", AMINA) == (0, f"{AMINA} is no administrator any more\n")
    assert run("end", AMINA) == (0, f"{AMINA} is no administrator\n")
    assert amina.get("/site/status").status_code == 403
    assert [(mail["To"].addresses[0].addr_spec, mail["Subject"]) for mail in letters()] == [
        (AMINA, "You are an administrator of this site now"),
        (BRUNO, "You are an administrator of this site now"),
        (AMINA, "You are no administrator of this site any more"),
    ]
    with app.app_context():
        assert [people_of(line) for line in lines("administrator.added")] == [[amina.id], [bruno.id]]
        assert [people_of(line) for line in lines("administrator.ended")] == [[amina.id]]
    assert "The command line" in bruno.get("/site/record?kind=administrator.ended").text


def test_the_last_one_stays_and_nobody_is_said(app, run, amina):
    run("make", AMINA)
    code, said = run("end", AMINA)
    assert (code, "is the only administrator; first: flask" in said) == (1, True)
    assert running(app) == [AMINA]
    assert run("make", "nobody@example.org")[0] == 1


def test_of_two_who_go_at_once_one_stays(app, run, amina, bruno):
    for email in (AMINA, BRUNO):
        run("make", email)
    together = Barrier(2)

    def end(email):
        from mentortrain import clock
        from mentortrain.errors import RuleBroken
        from mentortrain.people.actions import end_administrator

        with app.app_context():
            person = queries.with_email(email)
            session.rollback()
            together.wait()
            try:
                end_administrator(person, at=clock.now())
                session.commit()
            except RuleBroken:
                session.rollback()

    both = [Thread(target=end, args=(email,)) for email in (AMINA, BRUNO)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(running(app)) == 1
