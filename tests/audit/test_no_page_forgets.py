"""What is confidential is marked in the database, and every page of staff is looked at: where a mark stands,
a line of the record says who saw whose.

What is confidential is what the features declare: each text and JSON field of a `privacy.py` that is not `plain`.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import JSON, String, select, update

from mentortrain import holdings
from mentortrain.applications.models import Application
from mentortrain.audit.edge import concerning, confidential, plain, shown_by
from mentortrain.db import session
from mentortrain.holdings import Holding
from mentortrain.learning.models import CourseDemand
from mentortrain.privacy.models import Erasure
from mentortrain.privacy.rules import LETTER
from mentortrain.programs.models import Participation
from mentortrain.web.access import declared
from tests.audit.stage import lines, people_of
from tests.privacy.stage import live, make_copies
from tests.test_architecture import _of_staff
from tests.web.test_access import address

# One database answers for both: what a page shows does not hang on it.
pytestmark = [
    pytest.mark.usefixtures("no_limits"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session"),
]

CODE = 20
"""Texts no longer than this are words of the site's own: `submitted`, `totp`."""

FORGOTTEN = """
{url} shows to staff what is confidential of a person ({where}), and no line of the record says who saw it.
Declare @confidential("thing.seen", "thing") on {endpoint}, and call `concerning(person_id)` in it. If staff may
meet this in their lists, as its `seen_by` says to the person, declare the field `plain=True` in its privacy.py.
"""


@pytest.fixture
def no_limits(monkeypatch):
    """A visitor here opens more pages than a person would."""
    from mentortrain.web.security import limiter

    monkeypatch.setattr(limiter, "enabled", False)


@pytest.fixture
def stage(app, amina, bruno, chandra, program, plan, at) -> dict[str, Any]:
    """A life with something in every table, marked; and what stands in addresses."""
    ids = live(app, amina, bruno, chandra, program, plan, at)
    amina.post("/you/privacy/copies")
    make_copies(app, at)
    with app.app_context():
        chandra.person.is_admin = True
        session.add(Erasure(person_id=amina.id, cause=LETTER, reason="", asked_at=at, due_at=at))
        session.flush()
        applied = session.scalars(select(Application.id).where(Application.person_id == amina.id)).one()
        part = session.scalars(select(Participation.id).where(Participation.person_id == amina.id)).one()
        asked = session.scalars(select(CourseDemand.key).where(CourseDemand.made_by_id == amina.id)).one()
        marks = mark(amina.id)
        session.commit()
    return {
        "course_key": "mentoring-basics",
        "step_kind": "lesson",
        "step_key": asked,
        "program_id": program.id,
        "cohort_id": 1,
        "webinar_id": ids["coming"],
        "report_id": ids["report_ahead"],
        "import_id": ids["import"],
        "bulk_id": ids["bulk"],
        "participation_id": part,
        "grant_id": 1,
        "application_id": applied,
        "what": "decline",
        "person_id": amina.id,
        "other_id": bruno.id,
        "concern_id": 1,
        "marks": marks,
    }


def mark(person_id: int) -> dict[str, str]:
    """Put a word of its own into each confidential field of a person's rows: {word: table.column}."""
    marks = {}
    for holding in holdings.every():
        for name, kind in fields(holding):
            word = f"7{len(marks):03}071"
            value = [int(word)] if isinstance(kind, JSON) else word
            keys = session.scalars(select(holding.key).where(holding.of(person_id)).limit(1)).all()
            assert keys, f"the stage has no row of {holding.table.name}"
            session.execute(update(holding.model).where(holding.key.in_(keys)).values({name: value}))
            marks[word] = f"{holding.table.name}.{name}"
    return marks


def fields(holding: Holding) -> list[tuple[str, Any]]:
    """(column, type) of what is told of a person in words of theirs or of others, and is not plain."""
    columns = [
        holding.table.columns[field.value.key]
        for field in holding.fields
        if not field.plain and not field.covers
    ]
    return [
        (column.key, column.type)
        for column in columns
        if isinstance(column.type, JSON)
        or (isinstance(column.type, String) and (column.type.length or CODE + 1) > CODE)
    ]


def look(app, visitor, person_id: int, stage: dict[str, Any], rule: Any) -> str | None:
    """Open a page of staff; what is to say if it shows a mark and leaves no line about this person."""
    view, url = app.view_functions[rule.endpoint], address(rule, stage)
    answer = visitor.get(url)
    assert answer.status_code in (200, 302), url
    shown = answer.get_data().decode("utf-8", "replace")  # a file is packed: a line or none is as for a page
    where = [place for word, place in stage["marks"].items() if word in shown]
    with app.app_context():
        seen = shown_by(view)[0]
        noted = [line for line in lines(seen) if person_id in people_of(line)] if seen else []
    return (
        FORGOTTEN.format(url=url, where=", ".join(where), endpoint=rule.endpoint)
        if where and not noted
        else None
    )


def pages_of_staff(app) -> dict[str, Any]:
    """{endpoint: rule} of every GET that only staff or administrators may."""
    return {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and _of_staff(declared(app.view_functions[rule.endpoint])[0])
    }


def test_no_page_of_staff_shows_what_is_confidential_without_a_line(app, stage, chandra, amina, monkeypatch):
    pages = pages_of_staff(app)
    assert len(pages) >= 20
    forgotten = [look(app, chandra, amina.id, stage, rule) for rule in pages.values()]
    assert not any(forgotten), "".join(filter(None, forgotten))

    def show(program_id: int, participation_id: int) -> str:
        """Her answers and why she leaves, as somebody might show them next month."""
        concerning(amina.id)
        return " ".join(stage["marks"])

    asked = {"capability": "readiness.see"}
    seen = confidential("readiness.seen", "participation")
    for decorate, found in ((plain("names"), True), (seen, False)):  # and one that forgets is found
        view = decorate(show)
        vars(view).update(asked)
        monkeypatch.setitem(app.view_functions, "insight.person", view)
        said = look(app, chandra, amina.id, stage, pages["insight.person"])
        assert bool(said) is found
        assert said is None or ("erasure.reason" in said and "answer.chosen" in said)
