"""A coordinator of one group walks through the whole site, with ids of the other group in every address and form.

The list of routes is the site's own. A route with something new in its address fails here until `theirs` has an
example of it that belongs to the other group. What stands in the other group is marked in every field that the
features declare to hold something of a person; no answer may hold a mark, and no row of theirs may change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, select, update

from mentortrain import holdings
from mentortrain.agenda.models import FeedToken
from mentortrain.applications.models import Application
from mentortrain.concerns.models import Concern
from mentortrain.db import Base, session
from mentortrain.files.models import StoredFile
from mentortrain.learning.models import Answer, Attempt, Certificate, CourseDemand, Play, Reflection
from mentortrain.learning.queries import version_in_force
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import know_browser
from mentortrain.people.models import AddressChange, BrowserSession, KnownBrowser
from mentortrain.people.rules import Visitor as Kept
from mentortrain.persons.models import AccountMerge, PeopleView, StaffNote
from mentortrain.privacy.models import DataCopy
from mentortrain.programs.actions import grant_staff, keep_list
from mentortrain.programs.models import (
    Cohort,
    Leave,
    MarkAnswer,
    PeopleImportRow,
    Program,
)
from mentortrain.programs.queries import active_participations
from mentortrain.programs.roster import Row
from mentortrain.tasks.models import Task
from mentortrain.webinars.models import Webinar
from tests.applications.stage import applied
from tests.audit.test_no_page_forgets import fields
from tests.privacy.stage import live, make_copies, sign_in_again
from tests.tasks.stage import a_question_of, a_task_about
from tests.tasks.test_today import refresh
from tests.web.test_access import address, routes
from tests.webinars.stage import DETAILS

# One database answers for both: who is shown what is decided before a feature asks it anything.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")

NAME, GROUP = "Zdravko Ilić", "Sajam knjiga"

NOT_WALKED = {
    "mail.outbox": "development only: whoever can open it runs the site",
    "mail.message": "the same",
    "mail.html": "the same",
    "schedule.clock": "the same",
    "web.components": "shows no data of anybody",
    "site.metrics": "numbers, for who has the address of the process",
    "people.sign_out": "ends the walk",
    "webinars.public_session": "what is open to everybody has no group",
    "webinars.place_asked": "the same",
}
FOR_ADMINISTRATORS = {"privacy.erase_somebody"}

NAMED_TO_ALL = {
    "concerns.report_page": "a report may be about anybody of the program's staff",
    "concerns.report": "the same",
}
"""Where staff of the other group stand, and why; of its people there is nothing."""
IN_ADDRESSES = (
    "conversation_key",
    "digest",
    "kind",
    "leads_to",
    "lesson_key",
    "number",
    "passage",
    "quiz_key",
)
"""Fields that are not marked: what they say names a thing of the site."""
TOKENS = {"token": "never-was", "job_id": "no-job"}
"""What nobody guesses: whoever holds one is shown what it is for."""


@pytest.fixture
def stage(app, program, amina, bruno, chandra, visit, plan, at, monkeypatch) -> dict[str, Any]:
    """Bruno's life on the site, in a group of its own and marked; Eli in the first group; cora, who runs that one."""
    from mentortrain.web.security import limiter

    monkeypatch.setattr(limiter, "enabled", False)
    lived = live(app, amina, bruno, chandra, program, plan, at)
    eli = visit("eli@example.org", "Eli Wanjala", role="mentor", program=program)
    zvonimir, cora = visit("zvonimir@example.org", "Zvonimir Kralj"), visit("cora@example.org", "Cora Njeri")
    for what in ("past", "coming"):
        eli.post(f"/programs/{program.id}/sessions/{lived[what]}/registration")
    bruno.post("/you/privacy/copies")
    make_copies(app, at)
    a_question_of(app, bruno)
    lived["task"] = a_task_about(app, bruno.id, program.id, at)
    chandra.post(f"/today/{lived['task']}/notes", {"text": "He looks tomorrow."})
    with app.app_context():
        made = session.get_one(Program, program.id)
        first = made.first_cohort
        dates = {name: getattr(first, name) for name in ("opens_on", "pairing_on", "ends_on", "time_zone")}
        other = Cohort(name=GROUP, **dates)
        made.cohorts.append(other)
        session.flush()
        ids = _move_to(other, made, bruno, eli, chandra, lived, at)
        grant_staff(made, cora.person, role="coordinator", cohort_id=first.id, at=at)
        ids["grant_id"] = grant_staff(made, zvonimir.person, role="coordinator", cohort_id=other.id, at=at)
        ours = applied(made, at=at, email="ours@example.org", name="Ona Wafula", group=first.id)
        marks = mark(bruno.id)
        session.commit()
        found = {"first": first.id, "other": other.id, "ours": ours, "ids": ids, "marks": marks}
    refresh(app, at)
    return found | {"cora": cora, "bruno": bruno, "chandra": chandra}


def _move_to(other, made, bruno, eli, chandra, lived, at) -> dict[str, Any]:
    """All that is Bruno's belongs to this group; what stands in addresses."""
    part = active_participations(bruno.id)[0]
    part.cohort_id = other.id
    session.execute(update(Webinar).where(Webinar.id == lived["past"]).values(cohort_id=other.id))
    session.execute(update(Webinar).where(Webinar.id == lived["coming"]).values(is_public=True))
    session.execute(update(Task).where(Task.person_id == bruno.id).values(cohort_id=other.id))
    concern = session.scalars(select(Concern).where(Concern.person_id == bruno.id)).one()
    concern.cohort_id = other.id
    application = session.scalars(select(Application).where(Application.person_id == bruno.id)).one()
    application.cohort_id = other.id
    row = Row(2, NAME, "zdravko@example.org", "mentor", "Serbia", "Novi Sad", note="row.default_zone")
    listed = keep_list(made, [row], by=chandra.id, text=NAME, file_name="list.csv", about={}, at=at)
    session.flush()
    rows = update(PeopleImportRow).where(PeopleImportRow.import_id == listed.id)
    session.execute(rows.values(person_id=bruno.id, cohort_id=other.id))
    question = MarkAnswer(cohort_id=other.id, mark="two_thirds", asked_at=at)
    view = PeopleView(
        program_id=made.id, person_id=chandra.id, name=f"Ring {NAME}", query=f"group={other.id}", shared=True,
        saved_at=at,
    )  # fmt: skip
    proposed = AddressChange(
        person_id=bruno.id, old_email="zdravko@example.org", new_email="zdravko@example.com", salt="1",
        session_id=0, asked_at=at - timedelta(days=3), program_id=made.id, reason=NAME,
    )  # fmt: skip
    merge = AccountMerge(
        program_id=made.id, kept_id=eli.id, gone_id=bruno.id, kept_email="eli@example.org",
        gone_email="zdravko@example.org", asked_by_id=chandra.id, salt="1", asked_at=at,
    )  # fmt: skip
    session.add_all([question, view, proposed, merge])
    know_browser(bruno.id, visitor=Kept(), at=at)
    session.flush()

    def his(model: Any) -> int:
        return session.scalars(select(model.id).where(model.person_id == bruno.id).order_by(model.id)).all()[
            -1
        ]

    version = version_in_force("mentoring-basics")
    asked = session.scalars(select(CourseDemand).where(CourseDemand.made_by_id == bruno.id)).one()
    return {
        "program_id": made.id,
        "cohort_id": other.id,
        "participation_id": part.id,
        "person_id": bruno.id,
        "owner_id": bruno.id,
        "webinar_id": lived["past"],
        "report_id": lived["report"],
        "application_id": application.id,
        "decision_id": application.decisions[0].id,
        "concern_id": concern.id,
        "task_id": lived["task"],
        "note_id": his(StaffNote),
        "leave_id": session.scalars(select(Leave.id).where(Leave.participation_id == part.id)).one(),
        "view_id": view.id,
        "import_id": listed.id,
        "bulk_id": lived["bulk"],
        "change_id": proposed.id,
        "merge_id": merge.id,
        "other_id": eli.id,
        "question_id": question.id,
        "feed_id": his(FeedToken),
        "link_id": 1,
        "session_id": his(BrowserSession),
        "browser_id": his(KnownBrowser),
        "copy_id": his(DataCopy),
        "attempt_id": his(Attempt),
        "answer_id": session.scalars(select(Answer.id).where(Answer.attempt_id == his(Attempt))).first() or 1,
        "certificate_number": session.scalars(
            select(Certificate.number).where(Certificate.person_id == bruno.id)
        ).one(),
        "certificate_id": his(Certificate),
        "play_id": his(Play),
        "conversation_key": version.conversations[1].key,
        "message_id": his(Outbox),
        "slot": 1,
        "course_key": "mentoring-basics",
        "lesson_key": version.lessons[0].key,
        "step_kind": "lesson",
        "step_key": asked.key,
        "demand_id": asked.id,
        "quiz_key": version.quizzes[0].key,
        "number": 1,
        "reflection_id": his(Reflection),
        "kind": "people.photo",
        "digest": session.scalars(select(StoredFile.digest).where(StoredFile.owner_id == bruno.id)).one(),
        "slug": "puentes-2027",
        "role": "mentor",
        "what": "decline",
        **TOKENS,
    }


def mark(person_id: int) -> list[str]:
    """Put a word of its own into every field that holds something of a person in words; the words."""
    words = []
    for holding in holdings.every():
        for name, kind in fields(holding):
            word = f"zdravko{len(words):03}mark"
            keys = session.scalars(select(holding.key).where(holding.of(person_id)).limit(1)).all()
            if keys and not isinstance(kind, JSON) and name not in IN_ADDRESSES:
                session.execute(update(holding.model).where(holding.key.in_(keys)).values({name: word}))
                words.append(word)
    tables = Base.metadata.tables
    person = tables["person"]
    session.execute(
        update(person)
        .where(person.c.id == person_id)
        .values(name=NAME, email="zdravko@example.org", email_key="zdravko@example.org")
    )
    named = {"name": NAME, "email": "zdravko@example.org", "email_key": "zdravko@example.org"}
    session.execute(update(Application).where(Application.person_id == person_id).values(**named))
    assert len(words) > 20
    return [*words, "Zdravko", "zdravko@", "Zvonimir", GROUP]


def form_of(app, stage: dict[str, Any]) -> dict[str, Any]:
    """What is sent everywhere: cora's own where she may choose, the other group's people wherever one is named."""
    ids, first = stage["ids"], str(stage["first"])
    with app.app_context():
        revision = session.get_one(Application, ids["application_id"]).revision
    bruno, number = ids["person_id"], ids["application_id"]
    return DETAILS | {
        "text": "Changed by Cora.", "reason": "No.", "why": "No.", "because": "No.", "letter": "No.", "answer": "skip",
        "how": "withdrawn",
        "starts_on": "2026-12-20", "ends_on": "2026-12-21", "until": "week", "name": "Somebody", "shared": "y",
        "email": "somebody.else@example.org", "query": f"group={stage['other']}", "group": first, "cohort_id": first,
        "to": str(stage["cora"].id), "part": str(ids["participation_id"]), "all": "y", "mark": "two_thirds",
        "revision": str(revision), "chosen": [f"{number}.{revision}", str(number)], "role": "lead",
        f"there-{bruno}": "y", f"minutes-{bruno}": "7", f"was-{bruno}": "", "sort": "name", "close": "y",
        "about": str(bruno), "category": "behaviour", "topic": "technical",
    }  # fmt: skip


def walked(app) -> Iterator[tuple[Any, str, str | None]]:
    """(rule, method, capability) of all that is walked."""
    for rule, method, capability, _open in routes(app):
        if rule.endpoint not in NOT_WALKED:
            yield rule, method, capability


def rows_of(stage: dict[str, Any]) -> dict[tuple[str, Any], tuple[Any, ...]]:
    """All rows that are the other group's: that lead, from row to row, to Bruno or to the group."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ("browser_session",)]
    every = {table.name: [tuple(row) for row in session.execute(select(table)).all()] for table in tables}
    theirs = {("person", stage["ids"]["person_id"]), ("cohort", stage["other"])}
    found: dict[tuple[str, Any], tuple[Any, ...]] = {}
    grew = True
    while grew:
        grew = False
        for table in tables:
            columns = list(table.columns)
            keys = [number for number, column in enumerate(columns) if column.primary_key]
            leads = [
                (number, key.column.table.name)
                for number, column in enumerate(columns)
                for key in column.foreign_keys
            ]
            for row in every[table.name]:
                key = (table.name, tuple(row[number] for number in keys))
                short = (table.name, row[keys[0]])
                if key not in found and (
                    short in theirs or any((name, row[number]) in theirs for number, name in leads)
                ):
                    found[key] = row
                    grew = True
                    if len(keys) == 1:
                        theirs.add(short)
    return found


def changed(app, stage, before) -> list[str]:
    """Which rows of theirs are not as they were."""
    with app.app_context():
        after = rows_of(stage)
    return sorted(
        f"{key[0]}{key[1]}" for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    )


def marks_in(answer: Any, stage: dict[str, Any], capability: str | None) -> list[str]:
    """The marks in an answer. What groups a program has stands on its public page."""
    shown = answer.get_data().decode("utf-8", "replace") + str(answer.location)
    found = [word for word in stage["marks"] if word in shown]
    return [word for word in found if capability or word != GROUP]


def has_examples(app, stage) -> None:
    """Each route with something in its address has an example of the other group, and somebody finds it there."""
    ids, lost = stage["ids"], []
    for rule, method, _capability in walked(app):
        missing = rule.arguments - ids.keys()
        assert not missing, (
            f"{rule.rule} has {', '.join(missing)} in its address: add one that belongs to the other group to "
            "`_move_to`, so that a coordinator of one group is tried with it"
        )
        if method == "GET" and rule.arguments and not rule.arguments & TOKENS.keys():
            url = address(rule, ids)
            found = [one.get(url).status_code for one in (stage["bruno"], stage["chandra"])]
            if min(found) >= 400 and rule.endpoint not in FOR_ADMINISTRATORS:
                lost.append((url, found))
    assert not lost, lost


def sees_their_own(stage) -> None:
    """The coordinator's pages are not empty."""
    cora, here = stage["cora"], f"/programs/{stage['ids']['program_id']}"
    for page in ("/people", "/people/file", "/readiness?role=mentor", "/people/invitations"):
        assert "Eli Wanjala" in cora.get(here + page).get_data(as_text=True), page
    assert "Ona Wafula" in cora.get(f"{here}/applications").text
    assert cora.get(f"{here}/applications/{stage['ours']}").status_code == 200
    assert "Ona Wafula" in cora.get("/today").text
    assert NAME in stage["chandra"].get(f"{here}/people").text


def send(visitor: Any, method: str, url: str, form: dict[str, Any]) -> Any:
    return visitor.get(url) if method == "GET" else visitor.post(url, form)


def test_a_coordinator_of_one_group_finds_nothing_of_another_at_any_route(app, stage, at):
    has_examples(app, stage)
    sees_their_own(stage)
    cora, ids = stage["cora"], stage["ids"]
    form, found, asked = form_of(app, stage), [], 0
    with app.app_context():
        before = rows_of(stage)
    for rule, method, capability in walked(app):
        for webinar in (ids["webinar_id"], ids["webinar_id"] + 1)[: 1 + ("webinar_id" in rule.arguments)]:
            url = address(rule, ids | {"webinar_id": webinar})  # one of their group, and one for everybody
            answer = send(cora, method, url, form)
            if capability and (answer.location or "").startswith("/sign-in"):  # a step before ended the visit
                sign_in_again(app, cora, at)
                answer = send(cora, method, url, form)
            asked += 1
            seen = marks_in(answer, stage, capability)
            if rule.endpoint in NAMED_TO_ALL:
                seen = [word for word in seen if word != "Zvonimir"]
            if seen or (answer.status_code >= 500 and rule.endpoint != "web.ready"):
                found.append((method, url, answer.status_code, seen))
    assert asked > 180
    assert not found, found
    assert changed(app, stage, before) == []


def test_the_same_deeds_of_who_sees_all_groups_do_change_something(app, stage, at):
    """So that the walk above is no walk past closed doors for another reason."""
    chandra, done = stage["chandra"], set()
    form = form_of(app, stage)
    for rule, method, capability in walked(app):
        if method == "POST" and capability and rule.endpoint in EXPECTED:
            with app.app_context():
                before = rows_of(stage)
            chandra.post(address(rule, stage["ids"]), form)
            if changed(app, stage, before):
                done.add(rule.endpoint)
    assert EXPECTED - done == set()


EXPECTED = {
    "applications.move", "applications.undo", "concerns.answer", "persons.end_part",
    "persons.give_leave", "persons.take_leave_back", "persons.write_note", "tasks.complete",
    "tasks.note", "tasks.put_back",
}  # fmt: skip
