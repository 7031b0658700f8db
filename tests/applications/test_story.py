"""From the public page to the invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain.applications.models import Application
from mentortrain.db import session
from mentortrain.programs.models import Participation
from tests.applications.stage import (
    ELENA,
    PAGE,
    TEN_MINUTES,
    answer,
    apply,
    carry_out,
    link_in,
    open_door,
)
from tests.audit.stage import lines

pytestmark = pytest.mark.either  # pages and words, not the database


def to_whom(mails):
    return [(mail["To"].addresses[0].addr_spec, mail["Subject"]) for mail in mails]


def test_a_program_has_no_page_until_its_staff_open_it(nobody, chandra, program):
    assert nobody.get(PAGE).status_code == 404
    open_door(chandra, program)
    page = nobody.get(PAGE)
    assert page.status_code == 200
    for words in (
        "Puentes 2027 looks for mentors", "Owners of small shops.", "2 hours a month", "A phone with a browser.",
        "<strong>as you are</strong>", "0 of 2 mentors are on the way.",
    ):  # fmt: skip
        assert words in page.text
    open_door(chandra, program, is_open=None)
    assert "takes no applications just now" in nobody.get(PAGE).text
    assert nobody.get(f"{PAGE}/mentor").location == PAGE


def test_from_the_form_to_the_invitation(nobody, chandra, program, letters, app, at):
    open_door(chandra, program)
    nobody.get(f"{PAGE}/mentor?utm_source=radio&utm_campaign=spring")
    sent = nobody.post(f"{PAGE}/mentor", {**ELENA, "source": "radio", "campaign": "spring"})
    assert sent.location == f"{PAGE}/sent"
    assert "elena@example.org" in nobody.get(sent.location).text
    queue = f"/programs/{program.id}/applications"
    assert "Nobody has applied yet" in chandra.get(queue).text
    [mail] = letters()
    assert to_whom([mail]) == [("elena@example.org", "Confirm your application for Puentes 2027")]
    link = link_in(mail)
    assert "I ran a bakery" in nobody.get(link).text
    assert "Nobody has applied yet" in chandra.get(queue).text  # a look confirms nothing
    nobody.post(link)
    assert "is with the staff of Puentes 2027" in nobody.get(link).text
    page = chandra.get(queue).text
    assert "1 application waits for an answer" in page
    assert "radio / spring" in page
    chandra.get(f"{queue}/1")
    with app.app_context():
        assert [line.object_id for line in lines("application.seen")] == [1]
    assert answer(chandra, program, 1, "acceptance", why="Exactly whom we look for.").status_code == 302
    page = chandra.get(f"{queue}/1").text
    assert "Elena Petrović is accepted" in page
    assert "Exactly whom we look for." in page
    assert letters() == []
    assert carry_out(app, at + TEN_MINUTES - timedelta(seconds=1)) == ""
    assert carry_out(app, at + TEN_MINUTES) == "1 answer carried out"
    assert carry_out(app, at + TEN_MINUTES) == ""
    [mail] = letters(at + TEN_MINUTES)
    assert to_whom([mail]) == [("elena@example.org", "Your invitation: be a mentor in Puentes 2027")]
    with app.app_context():
        part = session.scalars(select(Participation)).one()
        assert (part.role, part.person.email, part.person.time_zone, part.program_id) == (
            "mentor", "elena@example.org", "Europe/Belgrade", program.id,
        )  # fmt: skip
        assert [
            line.action for line in lines() if line.action.startswith(("application.acc", "people.inv"))
        ] == [
            "application.accepted",
            "people.invited",
        ]


def test_the_words_of_staff_stand_in_the_mail(nobody, chandra, program, letters, app, at):
    open_door(chandra, program)
    apply(nobody, letters)
    answer(chandra, program, 1, "acceptance", letter="Dobro došli, Elena.\r\n\r\nWe are <glad>.")
    carry_out(app, at + TEN_MINUTES)
    [mail] = letters(at + TEN_MINUTES)
    assert "Dobro došli, Elena." in mail.get_body(("plain",)).get_content()
    assert "We are &lt;glad&gt;." in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("what", "subject", "says", "title"),
    [
        (
            "waiting",
            "You are on the waiting list of Puentes 2027",
            "All places are taken",
            "is on the waiting list",
        ),
        ("decline", "Your application for Puentes 2027", "That is no judgement of you", "is declined"),
    ],
)
def test_who_must_wait_or_is_declined_gets_a_warm_mail(
    nobody, chandra, program, letters, app, at, what, subject, says, title
):
    open_door(chandra, program)
    apply(nobody, letters)
    answer(chandra, program, 1, what, why="Too few hours")
    assert title in chandra.get(f"/programs/{program.id}/applications/1").text
    carry_out(app, at + TEN_MINUTES)
    [mail] = letters(at + TEN_MINUTES)
    assert to_whom([mail]) == [("elena@example.org", subject)]
    body = mail.get_body(("plain",)).get_content()
    assert says in body
    assert "Too few hours" not in body
    with app.app_context():
        assert session.scalars(select(Participation)).all() == []
        kinds = [line.action for line in lines() if line.action.startswith(("intake", "application"))]
        left = {"waiting": "application.put_on_list", "decline": "application.declined"}[what]
        assert kinds == ["intake.changed", "application.seen", left]


def test_an_answer_can_be_taken_back_before_its_mail_goes(nobody, chandra, program, letters, app, at):
    open_door(chandra, program)
    apply(nobody, letters)
    answer(chandra, program, 1, "decline")
    undoing = f"/programs/{program.id}/applications/1/answers/1/undoing"
    chandra.post(undoing)
    assert "Elena Petrović waits since today" in chandra.get(f"/programs/{program.id}/applications/1").text
    with app.app_context():
        assert [line.object_id for line in lines("application.taken_back")] == [1]
    assert carry_out(app, at + TEN_MINUTES) == ""
    assert letters(at + TEN_MINUTES) == []
    answer(chandra, program, 1, "acceptance")
    carry_out(app, at + TEN_MINUTES)
    chandra.post(f"/programs/{program.id}/applications/1/answers/2/undoing")
    page = chandra.get(f"/programs/{program.id}/applications/1").text
    assert "The mail has gone" in page
    assert "is accepted" in page


def test_of_two_reviewers_one_decides_and_the_other_is_told(
    nobody, chandra, visit, program, letters, app, at
):
    from mentortrain.programs.actions import grant_staff

    open_door(chandra, program)
    apply(nobody, letters)
    eve = visit("eve@example.org", "Eve Okafor")
    with app.app_context():
        grant_staff(session.merge(program), eve.person, at=at)
        session.commit()
    url = f"/programs/{program.id}/applications/1"
    from tests.applications.stage import revision

    read = revision(eve.get(f"{url}/decline"))
    answer(chandra, program, 1, "acceptance")
    eve.post(f"{url}/decline", {"letter": "No.", "revision": read, "group": "1"})
    page = eve.get(url).text
    assert "somebody else answered" in page
    assert "Elena Petrović is accepted" in page
    carry_out(app, at + TEN_MINUTES)
    assert len(letters(at + TEN_MINUTES)) == 1


def test_several_are_accepted_at_once_after_a_look(nobody, chandra, program, letters, app, at):
    open_door(chandra, program)
    for number in range(3):
        apply(nobody, letters, email=f"m{number}@example.org", name=f"Mentor {number}")
    base = f"/programs/{program.id}/applications"
    page = chandra.post(f"{base}/acceptances/preview", {"chosen": ["1", "2", "3"]})
    assert "Accept these 3 applications?" in page.text
    assert "Mentor 2" in page.text
    answer(chandra, program, 2, "decline")  # meanwhile
    chandra.post(
        f"{base}/acceptances",
        {"chosen": ["1.1", "2.1", "3.1"], "letter": "Welcome.", "group": "1", "why": ""},
    )
    assert (
        "2 applications are accepted. The mails go in 10 minutes. 1 changed meanwhile"
        in chandra.get(base).text
    )
    carry_out(app, at + TEN_MINUTES)
    assert sorted(to_whom(letters(at + TEN_MINUTES))) == [
        ("m0@example.org", "Your invitation: be a mentor in Puentes 2027"),
        ("m1@example.org", "Your application for Puentes 2027"),
        ("m2@example.org", "Your invitation: be a mentor in Puentes 2027"),
    ]


def test_applying_again_changes_the_one_that_waits(nobody, chandra, program, letters, app, at):
    open_door(chandra, program)
    apply(nobody, letters)
    nobody.post(f"{PAGE}/mentor", {**ELENA, "email": "ELENA@example.org", "why": "Something else"})
    with app.app_context():
        assert (
            session.get_one(Application, 1).why == "I ran a bakery for 20 years."
        )  # not before it is confirmed
    [mail] = letters()
    nobody.post(link_in(mail))
    with app.app_context():
        [one] = session.scalars(select(Application)).all()
        assert (one.id, one.why, one.state, one.revision) == (1, "Something else", "new", 2)
    assert "Sent anew" in chandra.get(f"/programs/{program.id}/applications/1").text


def test_of_two_mails_for_one_address_the_newer_counts(nobody, chandra, program, letters):
    open_door(chandra, program)
    nobody.post(f"{PAGE}/mentor", ELENA)
    older = link_in(letters()[0])
    nobody.post(f"{PAGE}/mentor", {**ELENA, "name": "Elena P."})
    newer = link_in(letters()[0])
    assert nobody.get(older).status_code == nobody.post(older).status_code == 410
    assert "Elena P." in nobody.get(newer).text


def test_an_account_is_no_different(amina, chandra, program, letters, app, at):
    open_door(chandra, program)
    apply(amina, letters, email="amina@example.org", name="Amina Odhiambo")
    page = chandra.get(f"/programs/{program.id}/applications/1").text
    assert "This address takes part in the program already, as mentor." in page
