"""Hostile text in every column that anybody can fill, and then every page: nothing of it comes out as markup.

`test_hostile_text.py` goes through the forms that a new program shows. Here a life has filled every table, each text
gets markup with a number of its own, and every page that somebody can open is read: also those behind mailed links.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask_wtf import FlaskForm
from sqlalchemy import String, select, update
from wtforms import HiddenField, PasswordField, StringField
from wtforms.form import BaseForm

from mentortrain import clock
from mentortrain.agenda.links import token_of as of_part
from mentortrain.agenda.models import EntryPerson
from mentortrain.applications.actions.applying import token_from as of_application
from mentortrain.applications.models import Application, Interest
from mentortrain.concerns.models import Concern
from mentortrain.concerns.queries import token_of as of_concern
from mentortrain.db import Base, session
from mentortrain.learning.models import Attempt, Certificate, CourseDemand, Reflection
from mentortrain.people.actions import find_or_create
from mentortrain.people.keys import JOIN_LINK
from mentortrain.people.models import AddressChange
from mentortrain.persons.models import AccountMerge
from mentortrain.persons.queries.merges import token_of as of_merge
from mentortrain.privacy.models import Erasure
from mentortrain.privacy.rules import LETTER
from mentortrain.programs.actions.inviting import enrol
from mentortrain.programs.models import Participation
from mentortrain.web.security import limiter
from mentortrain.webinars.actions import token_from as of_place
from mentortrain.webinars.models import PlaceRequest, Webinar
from mentortrain.webinars.models.afterwards import Recording, SessionLink
from tests.privacy.stage import live, sign_in_again
from tests.web.test_access import address
from tests.web.test_hostile_text import MARKUP, TEXTS, check_letter, faults, fill_everything

# One database answers for both: what a page shows does not hang on it.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")

MARK = "hx7"
TYPED = f"{MARK}{{:03}}<script>alert(7)</script>\"'><img src=x onerror=alert(7)>{{{{{{{{7*7}}}}}}}}"

WRITTEN = {
    "address_change": "reason",
    "answer": "mark_comment response",
    "answer_set_aside": "response",
    "application": "background campaign name source town why",
    "application_decision": "letter why",
    "application_interest": "campaign source",
    "attendance_evidence": "reason",
    "attendance_report": "file_name",
    "browser_session": "browser",
    "certificate": "person_name revoked_why",
    "cohort": "name",
    "concern": "asker_name browser page",
    "concern_message": "text",
    "course_demand": "reason",
    "entry": "description title",
    "erasure": "reason",
    "extra_time": "reason",
    "feed_token": "name",
    "intake": "introduction",
    "known_browser": "browser",
    "outbox": "reason subject to_name",
    "part_answer": "lacking",
    "participation": "left_why",
    "people_import": "file_name",
    "people_import_row": "email group_written name role zone_written",
    "people_view": "name",
    "person": "name",
    "place_request": "name",
    "profile": "about own_offered own_wanted town",
    "program": "audience digital_requirements name",
    "reflection": "comment older_text text",
    "session_feedback": "different",
    "session_link": "title",
    "sign_in": "browser",
    "staff_note": "text",
    "task_note": "text",
    "webinar": "cancel_reason dial_in host_name host_notes meeting_code module passcode topic",
}
"""Where somebody's words end, or a browser's: table and columns."""
FREE = [f"{table}.{column}" for table, columns in WRITTEN.items() for column in columns.split()]

OTHERS = {
    "addresses: a form lets no other through": "email old_email new_email kept_email gone_email asker_email to_address",
    "found by, never shown": "by_name email_key search_key key digest fingerprint slug salt operator network trace_id "
    "uid object_kind",
    "hashes": "token_hash cancel_hash code_hash browser_hash address_digest hash photo",
    "the site's own words": "action kind name holder did consent_wording rule type changes system outcome note problem",
    "zones, from a list": "time_zone zone",
    "pages of other sites, https only": "url meeting_url",
    "paths of the site": "path next_path",
    "keys of a course": "lesson_key quiz_key conversation_key section",
    "what a course is called, from its files": "course_title program_name",
    "numbers, read as such": "phone_typed",
    "codes": "lacking lacks_sessions_about",
    "filters and lists, read anew": "query text questions about open_rows",
    "kept under a name of ours": "file_name",
    "what broke, for the log": "error",
}
"""Names of long texts that are not tried here, and why not."""
UNSEEN = {
    "address_change.reason",
    "answer.response",
    "answer_set_aside.response",
    "application_decision.letter",
    "application_interest.campaign",
    "application_interest.source",
    "certificate.revoked_why",
    "erasure.reason",
    "outbox.reason",
    "outbox.subject",
    "outbox.to_name",
    "participation.left_why",
    "people_import.file_name",
    "people_import_row.group_written",
    "place_request.name",
    "reflection.older_text",
    "task_note.text",
    "webinar.cancel_reason",
    "webinar.module",
}
"""What the stage brings onto no page: some stand in mails only, others after one more deed."""
OF_A_COURSE = ("course", "course_version", "conversation", "conversation_turn", "lesson", "quiz", "question")


def long_texts() -> set[str]:
    """`table.column` of what has room for a sentence."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String)
        and (column.type.length or 99) >= 40
        and table.name not in OF_A_COURSE
    }


def test_every_text_is_one_that_is_tried_or_says_why_not(migrated):
    known = {word for words in OTHERS.values() for word in words.split()}
    assert sorted(one for one in long_texts() - set(FREE) if one.split(".")[1] not in known) == []
    assert sorted(set(FREE) - long_texts()) == []


def plant() -> None:
    """The text, numbered, in each of these columns of every row."""
    for number, place in enumerate(FREE):
        table, column = place.split(".")
        held = Base.metadata.tables[table].columns[column]
        text = TYPED.format(number)[: held.type.length]
        done = session.execute(update(held.table).values({column: text}))
        assert done.rowcount > 0, f"the stage has no row of {table}"


@pytest.fixture
def stage(app, amina, bruno, chandra, program, plan, at, monkeypatch) -> dict[str, Any]:
    """A life with something in every table, and what stands in addresses."""
    monkeypatch.setattr(limiter, "enabled", False)
    ids = live(app, amina, bruno, chandra, program, plan, at)
    with app.app_context():
        chandra.person.is_admin = True
        past = ids["past"]
        session.add(Recording(webinar_id=past, url="https://example.org/r", minutes=40, added_at=at))
        session.add(SessionLink(webinar_id=past, title="x", url="https://example.org/s", added_at=at))
        session.add(Erasure(person_id=amina.id, cause=LETTER, reason="", asked_at=at, due_at=at))
        session.flush()

        def one(column: Any, *where: Any) -> Any:
            return session.scalars(select(column).where(*where).order_by(column)).first()

        found = {
            "program_id": program.id,
            "cohort_id": 1,
            "webinar_id": past,
            "report_id": ids["report_ahead"],
            "import_id": ids["import"],
            "bulk_id": ids["bulk"],
            "participation_id": one(Participation.id, Participation.person_id == amina.id),
            "application_id": one(Application.id, Application.email_key == "amina@example.org"),
            "person_id": amina.id,
            "other_id": bruno.id,
            "concern_id": one(Concern.id, Concern.person_id == amina.id),
            "reflection_id": one(Reflection.id, Reflection.person_id == amina.id),
            "certificate_id": one(Certificate.id),
            "certificate_number": one(Certificate.number),
            "attempt_id": one(Attempt.id, Attempt.person_id == amina.id),
            "quiz_key": "final-check",
            "slot": 1,
            "lesson_key": one(Reflection.lesson_key, Reflection.person_id == amina.id),
            "course_key": "mentoring-basics",
            "slug": "puentes-2027",
            "role": "mentor",
            "part_of_bruno": one(Participation.id, Participation.person_id == bruno.id),
            "asked": one(CourseDemand.key, CourseDemand.made_by_id == amina.id),
            "change_id": one(AddressChange.id, AddressChange.person_id == amina.id),
            "same_person": f"/same-person/{of_merge(session.scalars(select(AccountMerge)).one(), 'kept')}",
        }
        invited = find_or_create(email="fay@example.org", name="Fay Ade", time_zone="UTC", at=at)
        enrol(session.merge(program), invited, "mentor", at=at)
        found["invited"] = one(Participation.id, Participation.person_id == invited.id)
        session.get_one(Webinar, ids["coming"]).is_public = True
        session.commit()
    return found | {"coming": ids["coming"]}


def mailed_links() -> list[str]:
    """The addresses behind links of mails that are no sign-in."""
    parts = session.scalars(select(EntryPerson)).all()
    return [
        *(f"/join/{of_part(part, JOIN_LINK)}" for part in parts),
        *(f"/answers/{of_part(part)}" for part in parts),
        *(f"/open/place/{of_place(one.salt)}" for one in session.scalars(select(PlaceRequest))),
        *(f"/help/c/{of_concern(one)}" for one in session.scalars(select(Concern))),
        *(f"/apply/confirmation/{of_application(one.salt)}" for one in session.scalars(select(Application))),
        *(f"/apply/interest/{of_application(one.salt)}" for one in session.scalars(select(Interest))),
        *(f"/same-person/{of_merge(one, 'kept')}" for one in session.scalars(select(AccountMerge))),
    ]


def addresses(app, stage) -> list[str]:
    """Every page that these ids lead to, of the session that is over and of the one to come."""
    rules = [one for one in app.url_map.iter_rules() if "GET" in one.methods and one.endpoint != "static"]
    decisions = [{"what": what} for what in ("acceptance", "decline", "waiting")]
    found = []
    for values in (stage, stage | {"webinar_id": stage["coming"]}, *(stage | one for one in decisions)):
        found += [address(rule, values) for rule in rules if rule.arguments <= set(values)]
    return sorted({one for one in found if not one.startswith("/dev/")})


def test_nothing_that_is_kept_comes_out_as_markup(app, amina, bruno, chandra, nobody, stage, letters, at):
    with app.app_context():
        links = mailed_links()
        plant()
        session.commit()
    everywhere = addresses(app, stage)
    of_sessions = [one for one in everywhere if re.search(r"/(sessions|webinars|open)/", one)] + links
    shown: set[str] = set()
    wrong = walk((chandra, amina, bruno, nobody), [*everywhere, *links], shown)
    with clock.held_at(at + timedelta(days=2)):  # one of the sessions is over
        for visitor in (chandra, amina):
            sign_in_again(app, visitor, at + timedelta(days=2))
        wrong |= walk((chandra, amina), of_sessions, shown)
    assert wrong == {}
    unseen = {place for number, place in enumerate(FREE) if f"{number:03}" not in shown}
    assert unseen == UNSEEN
    for letter in letters():
        check_letter(letter)


def walk(visitors, urls, shown: set[str]) -> dict[str, list[str]]:
    """What is wrong on which page; the numbers that stand on any are added to `shown`."""
    wrong = {}
    for visitor in visitors:
        for url in urls:
            answer = visitor.get(url)
            assert answer.status_code < 500 or url == "/readyz", url
            if answer.mimetype == "text/html":
                page = answer.get_data(as_text=True)
                shown |= set(re.findall(rf"{MARK}(\d\d\d)", page))
                if faults(page):
                    wrong[url] = faults(page)
    return wrong


ELSEWHERE = {
    "a way in, tried in test_hostile_text.py": (
        "people.AppCodeForm.code people.CodeForm.code people.FirstAdministratorForm.email "
        "people.FirstAdministratorForm.name people.PasswordSignInForm.email "
        "people.SecondStepForm.code people.SignInForm.email privacy.EraseForm.email"
    ),
    "of an essay, or of an answer that came late: no page shows the form before": (
        "learning.MarkForm.comment learning.LateForm.reason"
    ),
    "no word: what a button or a list says": (
        "readiness.AskForm.course readiness.AskForm.kind readiness.AskForm.role "
        "tasks.DeedForm.back tasks.DeedForm.until learning.TrackForm.course "
        "learning.TrackForm.deed learning.TrackForm.role"
    ),
}
"""Fields of forms that this test leaves out, and why."""


def deeds_with(text: str, stage: dict[str, Any]) -> list[tuple[str, str, dict[str, str]]]:
    """(who, path, form) for the fields that no page of this life shows ready to be filled."""
    program = f"/programs/{stage['program_id']}"
    person = f"{program}/people/{stage['participation_id']}"
    over, coming = (
        f"{program}/webinars/{stage['webinar_id']}",
        f"/open/{stage['program_id']}/{stage['coming']}",
    )
    session_over = f"{program}/sessions/{stage['webinar_id']}"
    return [
        ("chandra", f"{program}/applications/{stage['application_id']}/decline", {"letter": text, "why": text}),
        ("chandra", f"{program}/settings/training/changes/mentoring-basics/lesson/{stage['asked']}", {"reason": text}),
        ("chandra", f"{program}/people/bulk/{stage['bulk_id']}/details", {"how": "withdrawn", "why": text}),
        ("chandra", f"{program}/people/views", {"name": text, "state": "invited"}),
        ("chandra", f"{person}/address/{stage['change_id']}/waiver", {"reason": text}),
        ("chandra", f"{person}/certificates/{stage['certificate_id']}/revocation", {"why": text}),
        ("chandra", f"{program}/people/invitations/{stage['invited']}/address", {"email": text}),
        ("chandra", f"{program}/people/{stage['invited']}/departure", {"how": "withdrawn", "why": text}),
        ("chandra", f"/site/erasures/{stage['person_id']}", {"reason": text, "email": text}),
        ("chandra", f"/site/erasures?q={quote(text)}", {}),
        ("chandra", f"/site/record?whom={quote(text)}", {}),
        ("chandra", f"{person}/merge?q={quote(text)}", {}),
        ("chandra", f"{over}/afterwards/links", {"link_title": text, "link_url": text}),
        ("chandra", f"{over}/afterwards/recording", {"url": text, "minutes": "40"}),
        ("chandra", f"{over}/edit", {"meeting_url": text}),
        ("chandra", f"{over}/cancellation", {"reason": text}),
        ("bruno", f"/learn/mentoring-basics/lessons/{stage['lesson_key']}/reflection", {"text": text, "go": "hand_in"}),
        ("bruno", "/you/about", {"part": "reach", "phone": text, "channel": "phone"}),
        ("bruno", "/you/about", {"part": "work", "own_wanted": text, "about": text}),
        ("bruno", "/welcome/you", {"name": text, "phone": text}),
        ("bruno", f"{session_over}/feedback", {"useful": "3", "different": text}),
        ("bruno", f"{session_over}/word", {"word": text}),
        ("bruno", f"/you/programs/{stage['part_of_bruno']}/leaving", {"why": text}),
        ("nobody", coming, {"name": text, "email": "eve@example.org", "time_zone": "UTC"}),
        ("nobody", coming, {"name": "Eve", "email": text, "time_zone": "UTC", "website": text}),
        ("nobody", stage["same_person"], {"email": text}),
        ("nobody", "/help?from=/learn", {}),
        ("nobody", "/help", {"topic": "technical", "text": text, "page": text, "name": text, "email": text}),
        ("nobody", "/help/report", {"category": "other", "text": text, "page": text, "name": text, "email": text}),
    ]  # fmt: skip


def name_of(form: type) -> str:
    """`feature.Form`."""
    return f"{form.__module__.split('.')[1]}.{form.__name__}"


def fields_of_forms(kind: type[FlaskForm] = FlaskForm) -> set[str]:
    """`feature.Form.field` of every text field of every form that is no base of another."""
    found = set()
    for form in kind.__subclasses__():
        if form.__subclasses__():
            found |= fields_of_forms(form)
        elif form.__module__.startswith("mentortrain"):
            fields = {name: getattr(getattr(form, name, None), "field_class", None) for name in dir(form)}
            found |= {
                f"{name_of(form)}.{name}"
                for name, field in fields.items()
                if field
                and issubclass(field, StringField)
                and not issubclass(field, HiddenField | PasswordField)
            }
    return found


def test_every_field_of_every_form_takes_hostile_text(
    app, amina, bruno, chandra, nobody, stage, letters, at, monkeypatch
):
    met: set[str] = set()
    process = BaseForm.process

    def note(form, *args, **kwargs):
        process(form, *args, **kwargs)
        met.update(
            f"{name_of(type(form))}.{name}"
            for name, field in form._fields.items()
            if any(MARK in str(value) for value in field.raw_data or ())
        )

    monkeypatch.setattr(BaseForm, "process", note)
    cast = {"amina": amina, "bruno": bruno, "chandra": chandra, "nobody": nobody}
    with clock.held_at(at + timedelta(days=2)):
        for name in ("chandra", "bruno"):
            sign_in_again(app, cast[name], at + timedelta(days=2))
        for text in TEXTS.values():
            for who, path, form in deeds_with(text, stage):
                answer = cast[who].post(path, form) if form else cast[who].get(path)
                assert answer.status_code < 500, (path, text[:20])
                assert faults(answer.get_data(as_text=True)) == [], (path, text[:20])
    for visitor in (nobody, amina, chandra):
        for values in (stage, stage | {"webinar_id": stage["coming"]}):
            fill_everything(app, visitor, values, MARKUP)
    known = {one for words in ELSEWHERE.values() for one in words.split()}
    left = sorted(fields_of_forms() - met - known)
    assert not left, f"Fields that no hostile text has met: {left}. Add a deed to `deeds_with`."
    for letter in letters(at + timedelta(days=2)):
        check_letter(letter)
