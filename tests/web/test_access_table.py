"""docs/access.md: every route with every role, as real requests find it.

make access        writes the file anew, after you added a route or changed who may what
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mentortrain.agenda.models import FeedToken
from mentortrain.config import ROOT
from mentortrain.db import db, session
from mentortrain.files.models import StoredFile
from mentortrain.learning.models import Attempt, Lesson, Play, Reflection
from mentortrain.mail.models import Outbox
from mentortrain.people.models import AddressChange, BrowserSession
from mentortrain.persons.models import AccountMerge, PeopleView, StaffNote
from mentortrain.programs.access import CAPABILITIES
from mentortrain.programs.models import Leave
from mentortrain.programs.queries import active_participations
from mentortrain.web.security import limiter
from mentortrain.webinars.models.afterwards import SessionLink
from tests.conftest import Visitor, import_list
from tests.privacy.stage import make_copies
from tests.remembered import Restore, remembered
from tests.tasks.stage import a_question_of, a_task_about
from tests.web.test_access import address, routes, values
from tests.webinars.stage import report_about

__all__ = ["values"]

FILE = ROOT / "docs" / "access.md"
COMMAND = "make access"

# One database answers for both: who may what is decided before a feature asks it anything.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")

ALLOWED, REFUSED, NOT_THERE, SIGN_IN = "allowed", "**refused**", "*not there*", "sign-in"

COLUMNS = ("nobody", "stranger", "mentor", "mentee", "staff", "other staff", "administrator")
"""Somebody who is not signed in; who is in no program; amina; bruno; chandra; dov, staff and mentor elsewhere."""

_PARAGRAPHS = (
    "# Who may open what",
    (
        "Made by `tests/web/test_access_table.py` from real requests: each route, with each role, "
        "on a site with a program. Do not edit it by hand. After you add a route or change "
        "`CAPABILITIES`, write it anew:"
    ),
    f"    {COMMAND}",
    (
        "**allowed**: the view ran, whatever it then said of an empty form. **refused**: 403, the "
        "person has a role here, and not for this. **not there**: 404, as for something that does "
        "not exist. **sign-in**: led to the sign-in page, and back afterwards."
    ),
    (
        "*Stranger* is signed in and in no program. *Mentor* and *mentee* take part in the program "
        "of the address, *staff* runs it, *other staff* runs another one and is a mentor in it. "
        "What belongs to one person (an attempt, a feed, a copy, a photo, a session of a browser) "
        "is the mentor's here: nobody else finds it."
    ),
    "How it is decided: [Permission](architecture.md#permission).",
)
HEAD = "\n\n".join(_PARAGRAPHS) + "\n"


@pytest.fixture
def cast(app, nobody, visit, amina, bruno, chandra, dov) -> dict[str, Visitor]:
    """Who stands in which column."""
    ada = visit("ada@example.org", "Ada Byron")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    people = (nobody, visit("eve@example.org", "Eve Okafor"), amina, bruno, chandra, dov, ada)
    return dict(zip(COLUMNS, people, strict=True))


@pytest.fixture
def things(app, values, program, amina, bruno, chandra, at) -> dict[str, Any]:
    """Ids that exist: what is amina's own, she made."""
    course = "/learn/mentoring-basics"
    assert amina.post(f"{course}/quizzes/final-check/attempts").status_code == 302
    assert amina.post(f"{course}/conversations/asked-to-invest/plays").status_code == 302
    assert amina.post("/calendar", {"name": "Phone"}).status_code == 302
    assert amina.post("/you/privacy/copies").status_code == 302
    make_copies(app, at)
    picture = io.BytesIO()
    Image.new("RGB", (64, 64)).save(picture, "PNG")
    picture.seek(0)
    sent = amina.post("/you/photo", {"photo": (picture, "me.png")}, content_type="multipart/form-data")
    assert sent.status_code == 302
    about = staff_things(app, program, amina, bruno, chandra, values["webinar_id"], at)
    lesson = re.search(rf'"{course}/lessons/([\w-]+)"', amina.get(course).text)
    assert lesson
    with app.app_context():
        return (
            values
            | about
            | {
                "lesson_key": lesson[1],
                "quiz_key": "final-check",
                "number": 1,
                "attempt_id": session.scalar(select(func.max(Attempt.id))),
                "conversation_key": "asked-to-invest",
                "play_id": session.scalar(select(func.max(Play.id))),
                "feed_id": session.scalar(select(func.max(FeedToken.id))),
                "copy_id": 1,
                "digest": session.scalar(select(StoredFile.digest).where(StoredFile.kind == values["kind"])),
                "session_id": session.scalar(
                    select(func.max(BrowserSession.id)).where(BrowserSession.person_id == amina.id)
                ),
            }
        )


def staff_things(app, program, amina, bruno, chandra, webinar_id, at) -> dict[str, Any]:
    """Ids of what staff have made, or what waits for them: without them a route is there for nobody."""
    page = f"/programs/{program.id}"
    with app.app_context():
        part = active_participations(amina.id)[0].id
    person = f"{page}/people/{part}"
    listed = import_list(chandra, program.id, "name,email,role\nFay,fay@example.org,mentor\n", confirm=False)
    chosen = chandra.post(f"{page}/people/bulk", {"kind": "withdraw", "all": "1"})
    concern_id = a_question_of(app, amina)
    for url, form in (
        (f"{person}/notes", {"text": "Rang them."}),
        (f"{person}/leave", {"starts_on": "2026-12-01", "ends_on": "2026-12-04"}),
        (f"{page}/people/views", {"name": "To ring", "state": "invited"}),
        (f"{person}/merge/{bruno.id}", {}),
        (f"{person}/address", {"email": "amina.new@example.org", "because": "She moved."}),
    ):
        assert chandra.post(url, form).status_code == 302, url
    with app.app_context():
        lesson = session.scalars(select(Lesson).order_by(Lesson.id)).first()
        wrote = {"text": "I listen first.", "saved_at": at, "handed_in_at": at, "program_id": program.id}
        read = {"course_id": lesson.version.course_id, "lesson_key": lesson.key, "lesson_id": lesson.id}
        session.add(Reflection(person_id=amina.id, **read, **wrote))
        session.add(SessionLink(webinar_id=webinar_id, title="x", url="https://example.org/s", added_at=at))
        report_id = report_about(webinar_id, amina.id, at=at)
        session.commit()
        return {
            "concern_id": concern_id,
            "task_id": a_task_about(app, amina.id, program.id, at),
            "import_id": int(listed.rpartition("/")[2]),
            "bulk_id": int(chosen.location.rpartition("/")[2]),
            "report_id": report_id,
            "reflection_id": session.scalar(select(func.max(Reflection.id))),
            "note_id": session.scalar(select(func.max(StaffNote.id))),
            "leave_id": session.scalar(select(func.max(Leave.id))),
            "view_id": session.scalar(select(func.max(PeopleView.id))),
            "merge_id": session.scalar(select(func.max(AccountMerge.id))),
            "change_id": session.scalar(select(func.max(AddressChange.id))),
            "message_id": session.scalar(select(func.max(Outbox.id))),
            "link_id": session.scalar(select(func.max(SessionLink.id))),
        }


FOR_NOBODY_HERE = {
    "POST /learn/<course_key>/language",
    "POST /learn/<course_key>/lessons/<lesson_key>/reading",
    "GET /learn/<course_key>/quizzes/<quiz_key>/attempts/<int:attempt_id>/receipt",
    "GET /learn/certificates/<certificate_number>/pdf",
    "POST /learn/programs/<int:program_id>/people/<int:participation_id>/essays/<int:answer_id>/mark",
    "POST /you/security/known-browsers/<int:browser_id>/forgetting",
    "POST /you/security/two-step/recovery-codes",
    "POST /programs/<int:program_id>/people/bulk",
    "POST /programs/<int:program_id>/settings/marks/<int:question_id>",
    "POST /programs/<int:program_id>/settings/before-pairing",
    "POST /programs/<int:program_id>/settings/training",
    "GET /programs/<int:program_id>/settings/training/changes/<course_key>/<step_kind>/<step_key>",
    "POST /programs/<int:program_id>/settings/training/changes/<course_key>/<step_kind>/<step_key>",
    "POST /programs/<int:program_id>/settings/training/changes/<int:demand_id>/withdrawal",
    "POST /programs/<int:program_id>/people/<int:participation_id>/certificates/<int:certificate_id>/revocation",
    "GET /programs/<int:program_id>/sessions/<int:webinar_id>/session.ics",
    "POST /programs/<int:program_id>/webinars/<int:webinar_id>/afterwards/files/<digest>/removal",
    "POST /programs/<int:program_id>/webinars/<int:webinar_id>/afterwards/recording/removal",
}
"""Routes of things that nobody has here (a certificate, an essay, a recording): of them the table tells who is refused,
and the tests of their features who may. A new one is not to be added: make the thing in `staff_things`."""


def test_the_table_of_routes_and_roles_is_what_the_site_does(app, cast, things, visit, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    with app.app_context():
        engine = db.engine
    with remembered(engine) as restore:
        found = "\n".join([HEAD, *_capabilities(), *_routes(app, cast, things, visit, restore), ""])
    if os.environ.get("REWRITE"):
        FILE.write_text(found)
    assert FILE.read_text() == found, f"docs/access.md is not what the site does. To write it anew: {COMMAND}"
    assert _for_nobody(found) == FOR_NOBODY_HERE


def _for_nobody(table: str) -> set[str]:
    """The routes of the table that are there for none of its columns."""
    rows = [one.split("|") for one in table.splitlines() if re.match(r"\| (GET|POST) ", one)]
    return {one[1].replace("`", "").strip() for one in rows if ALLOWED not in map(str.strip, one)}


def _capabilities() -> Iterator[str]:
    roles = list(CAPABILITIES)
    names = {"person": "signed in", "admin": "administrator"}
    yield "## Capabilities\n"
    yield f"| Capability | {' | '.join(names.get(role, role) for role in roles)} |"
    yield "|---" * (len(roles) + 1) + "|"
    for capability in sorted(frozenset().union(*CAPABILITIES.values())):
        has = ("yes" if capability in CAPABILITIES[role] else "" for role in roles)
        yield f"| `{capability}` | {' | '.join(has)} |"
    yield "\nA capability holds in the program of the address. Where the address names none, any program will do.\n"


def _routes(
    app: Flask, cast: dict[str, Visitor], things: dict[str, Any], visit: Any, restore: Restore
) -> Iterator[str]:
    def ask(role: str, method: str, url: str) -> str:
        told = _ask(app, cast, role, method, url, visit)
        if method == "POST" and told == ALLOWED:
            restore()  # what one role did away with is there for the next
        return told

    ordered = sorted(routes(app), key=lambda one: (one[1] != "GET", one[0].endpoint))
    answers = {
        (rule.rule, method): [ask(role, method, address(rule, things)) for role in COLUMNS]
        for rule, method, capability, _ in ordered
        if capability
    }
    by_feature = sorted(routes(app), key=lambda one: (one[0].endpoint.split(".")[0], one[0].rule, one[1]))
    for feature, rows in groupby(by_feature, key=lambda one: one[0].endpoint.split(".")[0]):
        found = list(rows)
        yield f"## {feature}\n"
        if any(capability for _, _, capability, _ in found):
            yield f"| Route | Capability | {' | '.join(COLUMNS)} |"
            yield "|---" * (len(COLUMNS) + 2) + "|"
        for rule, method, capability, _ in found:
            if capability:
                shown = " | ".join(answers[rule.rule, method])
                yield f"| {method} `{rule.rule}` | `{capability}` | {shown} |"
        open_ones = [(rule.rule, method, why) for rule, method, _, why in found if why]
        if open_ones:
            yield "\nOpen to all:\n"
            yield from (f"- {method} `{rule}`: {why}" for rule, method, why in open_ones)
        yield ""


def _ask(app: Flask, cast: dict[str, Visitor], role: str, method: str, url: str, visit: Any) -> str:
    """What the site answers to this role, in words."""
    answer = _answer(cast[role], method, url)
    if role != "nobody" and answer.status_code == 302 and answer.location.startswith("/sign-in"):
        _sign_in_again(app, cast, role, visit)  # an earlier request has signed them out
        answer = _answer(cast[role], method, url)
    assert answer.status_code < 500 and answer.status_code not in (405, 429), (role, url, answer.status_code)
    assert b"This page was open too long" not in answer.data, (role, url)
    if role == "nobody" and answer.status_code == 302 and answer.location.startswith("/sign-in"):
        return SIGN_IN
    return {403: REFUSED, 404: NOT_THERE}.get(answer.status_code, ALLOWED)


def _answer(visitor: Visitor, method: str, url: str) -> TestResponse:
    return visitor.get(url) if method == "GET" else visitor.post(url, buffered=True)


def _sign_in_again(app: Flask, cast: dict[str, Visitor], role: str, visit: Any) -> None:
    visitor = cast[role]
    with app.app_context():
        name = visitor.person.name
    cast[role] = visit(visitor.email, name)
    assert cast[role].id == visitor.id, f"an empty form has ended the account of {role}"
