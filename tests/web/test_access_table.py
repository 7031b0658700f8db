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
from mentortrain.db import session
from mentortrain.files.models import StoredFile
from mentortrain.learning.models import Attempt, Play
from mentortrain.people.models import BrowserSession
from mentortrain.programs.access import CAPABILITIES
from mentortrain.web.security import limiter
from tests.conftest import Visitor
from tests.privacy.stage import make_copies
from tests.web.test_access import address, routes, values

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
def things(app, values, amina, at) -> dict[str, Any]:
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
    lesson = re.search(rf'"{course}/lessons/([\w-]+)"', amina.get(course).text)
    assert lesson
    with app.app_context():
        return values | {
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


def test_the_table_of_routes_and_roles_is_what_the_site_does(app, cast, things, visit, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    found = "\n".join([HEAD, *_capabilities(), *_routes(app, cast, things, visit), ""])
    if os.environ.get("REWRITE"):
        FILE.write_text(found)
    assert FILE.read_text() == found, f"docs/access.md is not what the site does. To write it anew: {COMMAND}"


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


def _routes(app: Flask, cast: dict[str, Visitor], things: dict[str, Any], visit: Any) -> Iterator[str]:
    # What only looks comes first, so that nothing it looks at is gone.
    ordered = sorted(routes(app), key=lambda one: (one[1] != "GET", one[0].endpoint))
    answers = {
        (rule.rule, method): [_ask(app, cast, role, method, address(rule, things), visit) for role in COLUMNS]
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
