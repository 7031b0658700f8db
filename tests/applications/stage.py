"""Opening a door, walking through it, and what staff press."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from mentortrain.applications import actions
from mentortrain.applications.actions.applying import token_from
from mentortrain.applications.jobs import answer_due
from mentortrain.applications.models import Application, Intake
from mentortrain.db import session

DOOR = {
    "is_open": "y",
    "slug": "puentes-2027",
    "introduction": "Come **as you are**.",
    "mentor_places": "",
    "mentee_places": "",
    "mentors_first": "2",
}
ELENA = {
    "name": "Elena Petrović",
    "email": "elena@example.org",
    "country": "RS",
    "town": "Niš",
    "language": "en",
    "why": "I ran a bakery for 20 years.",
    "background": "Bakery, accounts, staff of six.",
    "hours": "3",
    "has": "0",
    "consent": "y",
}
PAGE = "/apply/puentes-2027"
TEN_MINUTES = timedelta(minutes=10)


def open_door(chandra, program, **changes: Any) -> None:
    """Chandra opens the program for applications."""
    sent = {**DOOR, **changes}
    answer = chandra.post(
        f"/programs/{program.id}/settings/applications", {k: v for k, v in sent.items() if v is not None}
    )
    assert answer.status_code == 302, answer.text


def link_in(mail) -> str:
    """The path of the first link to the site in a mail."""
    found = re.search(r"http://[^/\s]+(/apply/\S+)", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


def apply(visitor, letters, *, role: str = "mentor", **changes: Any) -> str:
    """Somebody applies and confirms; the path of the link."""
    answer = visitor.post(f"{PAGE}/{role}", {**ELENA, **changes})
    assert answer.status_code == 302, answer.text
    link = link_in(letters()[-1])
    assert visitor.post(link).status_code == 302
    return link


def revision(page) -> str:
    """What the page of an answer says that was read."""
    found = re.search(r'name="revision"[^>]*value="(\d+)"', page.text)
    assert found, page.text
    return found[1]


def answer(staff, program, number: int, what: str, **changes: Any):
    """Staff read the page of an answer and press its button."""
    url = f"/programs/{program.id}/applications/{number}/{what}"
    page = staff.get(url)
    assert page.status_code == 200
    letter = re.search(r'<textarea[^>]*name="letter"[^>]*>\s*(.*?)</textarea>', page.text, re.S)
    group = re.search(r'(?:name="group"[^>]*|<option selected) value="(\d+)"', page.text)
    assert letter and group
    sent = {"letter": letter[1], "group": group[1], "revision": revision(page), "why": "", **changes}
    return staff.post(url, sent)


def carry_out(app, at) -> str:
    """What the ticker does; what it said."""
    with app.app_context():
        return answer_due(at)


def applied(program, *, at, **changes: Any) -> int:
    """The program is open, and somebody has applied and confirmed, in one transaction; their application's id."""
    session.merge(Intake(program_id=program.id, slug="puentes-2027", introduction="", opened_at=at))
    session.commit()
    words = {
        **ELENA,
        "role": "mentor",
        "needs": [("A phone.", True)],
        "source": "",
        "campaign": "",
        "wording": "Yes.",
    }
    words |= {"hours": 3, "group": None, **changes}
    wanted = actions.Applied(**{name: words[name] for name in actions.Applied.__dataclass_fields__})
    number = actions.apply(session.get_one(Intake, program.id), wanted, at=at)
    actions.confirm(token_from(session.get_one(Application, number).salt), at=at)
    session.commit()
    return number
