"""Amina is in here twice: the second time with the address of a former employer."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select, update

from mentortrain import merging
from mentortrain.db import session
from mentortrain.programs.queries import active_participations
from tests.conftest import Visitor

OLD, NEW = "amina.odhiambo@bakery.example.net", "amina@example.org"


def page_about(app, program, visitor) -> str:
    """The page of staff on which somebody's other account is looked for."""
    with app.app_context():
        part = active_participations(visitor.id)[0]
    return f"/programs/{program.id}/people/{part.id}/merge"


def ask(app, staff: Visitor, program, kept: Visitor, gone: Visitor) -> None:
    """Staff ask both mailboxes, from the page of the account that goes."""
    answer = staff.post(f"{page_about(app, program, gone)}/{kept.id}", {"keep": str(kept.id)})
    assert answer.status_code == 302, answer.text


def links_in(mails: list[EmailMessage]) -> dict[str, str]:
    """{address: path of its link} of the mails that ask."""
    return {
        mail["To"].addresses[0].addr_spec: found[1]
        for mail in mails
        if (
            found := re.search(r"http://localhost(/same-person/\S+)", mail.get_body(("plain",)).get_content())
        )
    }


def both_say_yes(nobody: Visitor, links: dict[str, str]) -> None:
    """In no browser that is signed in: the mailbox is the proof."""
    for address, other in ((OLD, NEW), (NEW, OLD)):
        answer = nobody.post(links[address], {"email": f" {other.upper()} "})
        assert (answer.status_code, answer.location) == (302, links[address])


def merge(app, staff, program, kept, gone, letters, nobody) -> list[EmailMessage]:
    """All of it; the mails that tell of it."""
    letters()
    ask(app, staff, program, kept, gone)
    both_say_yes(nobody, links_in(letters()))
    return letters()


def columns() -> dict[str, Any]:
    """{table.column: column} of all that a merge has to bring away from a number."""
    return {
        f"{column.class_.__table__.name}.{column.key}": column
        for one in merging.every()
        if one.what is not merging.What.STAYS
        for column in one.columns
        if "participation" not in {key.column.table.name for key in column.property.columns[0].foreign_keys}
    }


def columns_of_persons() -> set[str]:
    """The names of these."""
    return set(columns())


def left_under(person_id: int) -> dict[str, int]:
    """{table.column: rows} that hold a number."""
    counts = {
        name: session.scalar(select(func.count()).select_from(one.class_).where(one == person_id)) or 0
        for name, one in columns().items()
    }
    return {name: count for name, count in counts.items() if count}


def filled(person_id: int) -> set[str]:
    """The columns that hold it."""
    return set(left_under(person_id))


def _deeds() -> dict[str, Any]:
    """The columns that say who did something, not whose it is; but for who asked for the merge itself."""
    return {
        name: one
        for name, one in columns().items()
        if not name.endswith((".person_id", "owner_id", "kept_id", "merged_into_id", "merge.asked_by_id"))
    }


def done_by(person_id: int) -> None:
    """Whatever anybody did was done by this person."""
    for one in _deeds().values():
        session.execute(update(one.class_).values({one.key: person_id}))


def not_moved(person_id: int) -> dict[str, int]:
    """{table.column: rows} of deeds that are not this person's."""
    counts = {
        name: session.scalar(select(func.count()).select_from(one.class_).where(one != person_id)) or 0
        for name, one in _deeds().items()
    }
    return {name: count for name, count in counts.items() if count}
