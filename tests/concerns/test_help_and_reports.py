"""Help and reports: asked and answered through the pages, and read by nobody who should not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain.concerns import jobs
from mentortrain.concerns.models import Concern, ConcernMessage
from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.actions import grant_staff
from tests.audit.stage import lines, people_of
from tests.tasks.test_today import heading, refresh

pytestmark = pytest.mark.either  # pages and words, not the database

HELP = {"topic": "technical", "text": "The quiz does not save.\nMy phone is old.", "page": "/learn"}
REPORT = {"category": "behaviour", "about": "0", "text": "He shouts at me."}
WHO = {"name": "Eve Okafor", "email": "eve@example.org"}


@pytest.fixture
def gita(app, program, visit, at):
    """A second lead of the program."""
    visitor = visit("gita@example.org", "Gita Nair")
    with app.app_context():
        grant_staff(session.merge(program), visitor.person, at=at)
        session.commit()
    return visitor


@pytest.fixture
def ada(app, visit):
    """An administrator."""
    visitor = visit("ada@example.org", "Ada Byron")
    with app.app_context():
        visitor.person.is_admin = True
        session.commit()
    return visitor


def the_concern(app):
    with app.app_context():
        return session.scalars(select(Concern.id).order_by(Concern.id.desc())).first()


def to(messages):
    return sorted((one["To"].addresses[0].username, one["Subject"]) for one in messages)


def test_help_is_on_every_page_also_signed_out_and_takes_no_token_along(amina, nobody, chandra, program):
    assert 'href="/help?from=/learn"' in amina.get("/learn").text
    assert 'href="/help?from=/sign-in"' in nobody.get("/sign-in").text
    assert "secret-token" not in nobody.get("/sign-in/secret-token").text.split("<footer")[1]
    page = nobody.get("/help?from=/sign-in", headers={"User-Agent": "Old Phone 3"}).text
    assert 'value="/sign-in"' in page
    assert "Old Phone 3" in page
    assert "evil" not in nobody.get("/help?from=//evil.example.org").text.split("<main")[1].split("</main")[0]


def test_a_question_is_answered_as_a_conversation(app, amina, chandra, program, letters):
    answer = amina.post("/help", HELP, headers={"User-Agent": "Old Phone 3"})
    number = the_concern(app)
    assert answer.location == f"/help/{number}"
    today = chandra.get("/today").text
    assert "Asked for help, and waits for an answer." in today
    assert "does not save" not in today
    assert heading(chandra.get("/help/inbox")) == "1 message waits for an answer."
    page = chandra.get(f"/help/inbox/{number}").text
    assert "The quiz does not save." in page
    assert "Old Phone 3" in page
    assert "/learn" in page
    chandra.post(f"/help/inbox/{number}", {"text": "Try another browser."})
    [mail] = letters()
    assert (mail["To"].addresses[0].username, mail["Subject"]) == ("amina", "An answer to your question")
    text = mail.get_body(("plain",)).get_content()
    assert "Try another browser." in text
    assert "An answer to this mail does not reach us." in text
    assert f"http://localhost/help/{number}" in text
    assert heading(chandra.get("/today")) == "Nobody waits for you."
    assert "Try another browser." in amina.get(f"/help/{number}").text
    amina.post(f"/help/{number}", {"text": "It works now."})
    assert heading(chandra.get("/today")) == "One person waits for you."
    chandra.post(f"/help/inbox/{number}/closure")
    assert heading(chandra.get("/help/inbox")) == "Everybody has an answer."
    chandra.post(f"/help/inbox/{number}/reopening")
    chandra.post(f"/help/inbox/{number}/assignment", {"to": chandra.id})
    assert "given to Chandra Rao" in chandra.get("/help/inbox").text
    with app.app_context():
        assert [one.action for one in lines() if one.action.startswith("concern.")] == [
            "concern.seen", "concern.answered", "concern.closed", "concern.reopened", "concern.assigned",
        ]  # fmt: skip
        assert all(
            people_of(one) == {amina.id} or list(people_of(one)) == [amina.id]
            for one in lines("concern.seen")
        )


def thread(mail):
    """Which mails it names that it belongs behind, and the one that it answers."""
    return str(mail["References"] or "").split(), mail["In-Reply-To"]


def test_the_mails_of_one_conversation_stand_together(app, amina, chandra, gita, letters, at):
    amina.post("/help", HELP)
    number = the_concern(app)
    answers = ["Try another browser.", "Or another phone.", "Or ask Gita."]
    for words in answers:
        chandra.post(f"/help/inbox/{number}", {"text": words})
    mails = sorted(letters(), key=lambda mail: len(thread(mail)[0]))
    for mail, words in zip(
        mails, answers, strict=True
    ):  # three in one delivery, and each brings its own words
        assert words in mail.get_body(("plain",)).get_content()
    ids = [mail["Message-ID"] for mail in mails]
    assert len(set(ids)) == 3
    assert [thread(mail) for mail in mails] == [([], None), (ids[:1], ids[0]), (ids[:2], ids[1])]

    amina.post("/help", HELP | {"text": "Something else."})
    chandra.post(f"/help/inbox/{the_concern(app)}", {"text": "Yes."})
    [other] = letters()
    assert thread(other) == ([], None)

    amina.post("/help/report", REPORT)
    number = the_concern(app)
    calls = {"chandra": [], "gita": []}
    for more in ("And again.", ""):
        for mail in letters():
            if mail["To"].addresses[0].username in calls:
                calls[mail["To"].addresses[0].username].append(mail)
        chandra.post(f"/help/inbox/{number}", {"text": "I speak with him."})
        if more:
            amina.post(f"/help/{number}", {"text": more})
    for first, second in calls.values():  # each in the thread of their own mailbox
        assert thread(first) == ([], None)
        assert thread(second) == ([first["Message-ID"]], first["Message-ID"])


def test_who_is_signed_out_asks_the_administrators_and_writes_on_by_the_mailed_link(
    app, nobody, ada, chandra, program, letters
):
    assert nobody.post("/help", HELP).status_code == 422
    nobody.post("/help", HELP | WHO)
    number = the_concern(app)
    assert chandra.get(f"/help/inbox/{number}").status_code == 404
    ada.post(f"/help/inbox/{number}", {"text": "Try again."})
    [mail] = letters()
    assert mail["To"].addresses[0].addr_spec == "eve@example.org"
    path = re.search(r"http://localhost(/help/c/\S+)", mail.get_body(("plain",)).get_content())[1]
    assert "Try again." in nobody.get(path).text
    assert nobody.post(path, {"text": "Thank you."}).location == path
    assert nobody.get(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404
    assert heading(ada.get("/help/inbox")) == "1 message waits for an answer."


def test_what_a_machine_fills_in_goes_nowhere(app, nobody):
    assert nobody.post("/help", HELP | WHO | {"website": "https://spam.example"}).status_code == 302
    assert the_concern(app) is None


def test_a_report_is_seen_by_the_leads_and_no_mail_or_list_holds_its_text(
    app, amina, chandra, ada, dov, program, letters
):
    amina.post("/help/report", REPORT)
    number = the_concern(app)
    [mail] = letters()
    assert to([mail]) == [("chandra", "A report waits for you")]
    assert "shouts" not in mail.as_string()
    assert "Amina" not in mail.as_string()
    for page in ("/today", "/help/inbox"):
        assert "report" in chandra.get(page).text
        assert "shouts" not in chandra.get(page).text
        assert "Amina" not in chandra.get(page).text
    assert "He shouts at me." in chandra.get(f"/help/inbox/{number}").text
    with app.app_context():
        [line] = lines("concern.seen")
        assert (line.actor_id, line.program_id) == (chandra.id, None)
    for other in (ada, dov):
        assert other.get(f"/help/inbox/{number}").status_code == 404
        assert other.post(f"/help/inbox/{number}", {"text": "Mine."}).status_code == 404
    assert amina.get(f"/help/inbox/{number}").status_code == 403
    chandra.post(f"/help/inbox/{number}", {"text": "I speak with him."})
    [mail] = letters()
    assert to([mail]) == [("amina", "There is an answer for you")]
    assert "speak with him" not in mail.as_string()
    assert "I speak with him." in amina.get(f"/help/{number}").text


def test_whom_a_report_is_about_never_sees_it_even_as_staff(app, amina, chandra, gita, program, letters):
    amina.post("/help/report", REPORT | {"about": str(chandra.id)})
    number = the_concern(app)
    assert to(letters()) == [("gita", "A report waits for you")]
    assert "report waits" not in chandra.get("/today").text
    assert chandra.get(f"/help/inbox/{number}").status_code == 404
    assert "reported" not in chandra.get(f"/programs/{program.id}/record").text
    assert "He shouts at me." in gita.get(f"/help/inbox/{number}").text


def test_about_the_only_lead_it_goes_to_the_administrators_and_without_any_it_is_said(
    app, amina, chandra, program, visit, letters
):
    answer = amina.post("/help/report", REPORT | {"about": str(chandra.id)})
    assert answer.status_code == 422
    assert "is the only one here who could read it" in answer.text
    assert the_concern(app) is None
    ada = visit("ada@example.org", "Ada Byron")
    with app.app_context():
        session.get_one(Person, ada.id).is_admin = True
        session.commit()
    amina.post("/help/report", REPORT | {"about": str(chandra.id)})
    assert to(letters()) == [("ada", "A report waits for you")]
    assert ada.get(f"/help/inbox/{the_concern(app)}").status_code == 200


def test_safeguarding_goes_to_the_named_alone_and_else_to_the_administrators(
    app, amina, chandra, gita, ada, program, letters
):
    danger = REPORT | {"category": "safeguarding"}
    amina.post("/help/report", danger)
    assert to(letters()) == [("ada", "A report waits for you")]
    number = the_concern(app)
    assert chandra.get(f"/help/inbox/{number}").status_code == 404
    page = f"/programs/{program.id}/settings/reports"
    assert "Nobody is named for safeguarding" in chandra.get(page).text
    assert chandra.post(page, {"safeguarding": str(gita.id), "ordinary": str(chandra.id)}).status_code == 302
    assert "Nobody is named for safeguarding" not in chandra.get(page).text
    assert gita.get(f"/help/inbox/{number}").status_code == 200
    assert ada.get(f"/help/inbox/{number}").status_code == 404
    assert chandra.get(f"/help/inbox/{number}").status_code == 404


def test_a_report_that_nobody_answers_for_two_days_goes_up(app, amina, chandra, ada, program, letters, at):
    amina.post("/help/report", REPORT)
    number = the_concern(app)
    letters()
    with app.app_context():
        assert jobs.escalate(at + timedelta(hours=47)) == ""
        assert jobs.escalate(at + timedelta(hours=48)) == "1 report escalated"
        assert jobs.escalate(at + timedelta(hours=49)) == ""
    assert to(letters(at + timedelta(hours=49))) == [("ada", "A report was not answered for two days")]
    assert ada.get(f"/help/inbox/{number}").status_code == 200
    assert "A report waits for an answer." in ada.get("/today").text
    chandra.post(f"/help/inbox/{number}", {"text": "I speak with him."})
    with app.app_context():
        assert jobs.escalate(at + timedelta(days=9)) == ""


def test_of_an_unanswered_safeguarding_report_administrators_learn_that_it_waits_and_no_more(
    app, amina, chandra, ada, program, letters, at
):
    chandra.post(f"/programs/{program.id}/settings/reports", {"safeguarding": str(chandra.id)})
    amina.post("/help/report", REPORT | {"category": "safeguarding"})
    number = the_concern(app)
    letters()
    with app.app_context():
        jobs.escalate(at + timedelta(days=2))
    [mail] = letters(at + timedelta(days=2))
    assert f"/programs/{program.id}/settings/reports" in mail.get_body(("plain",)).get_content()
    refresh(app, at)
    assert "nobody who is named for it has answered" in ada.get("/today").text
    assert ada.get(f"/help/inbox/{number}").status_code == 404


def test_an_erasure_takes_the_conversations_along(app, amina, chandra, program, at):
    from mentortrain.privacy.actions.erasing import ask_at_once, erase

    amina.post("/help", HELP)
    amina.post("/help/report", REPORT)
    with app.app_context():
        erase(ask_at_once(session.get_one(Person, amina.id), reason="letter", at=at), at=at)
        session.commit()
        assert session.scalars(select(Concern)).all() == []
        assert session.scalars(select(ConcernMessage)).all() == []
