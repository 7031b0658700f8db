"""A draft writes to nobody; opening it does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.people.models import Person
from mentortrain.programs import actions
from mentortrain.programs.models import Participation, Program
from tests.conftest import import_list, puentes

LIST = "Ana,ana@example.org,mentor,Serbia\nBo,bo@example.org,mentee,\nEve,eve@example.org,staff,UK"


@pytest.fixture
def draft(app, chandra, at) -> int:
    with app.app_context():
        made = actions.make_program(puentes(name="Later"), by=chandra.person, at=at, draft=True)
        session.commit()
        return made.id


def to_whom(messages):
    return sorted(message["To"].addresses[0].username for message in messages)


def test_invitations_wait_until_the_program_opens_and_go_once(chandra, draft, app, letters, at):
    import_list(chandra, draft, LIST)
    assert letters() == []
    with app.app_context(), clock.held_at(at + timedelta(hours=2)):
        assert actions.waiting(draft) == 3
        assert actions.open_program(session.get_one(Program, draft), at=clock.now()) == 3
        session.commit()
        parts = session.scalars(select(Participation).where(Participation.program_id == draft)).all()
        assert {part.invited_at for part in parts} == {at + timedelta(hours=2)}
        with pytest.raises(RuleBroken, match="open_already"):
            actions.open_program(session.get_one(Program, draft), at=clock.now())
        session.rollback()
    assert to_whom(letters(at + timedelta(hours=2))) == ["ana", "bo", "eve"]
    import_list(chandra, draft, LIST)
    assert letters(at + timedelta(hours=2)) == []


def test_who_is_here_already_sees_nothing_of_a_draft_before_it_opens(chandra, amina, draft, app):
    import_list(chandra, draft, "A,amina@example.org,mentor,KE")
    assert "Later" not in amina.get("/").text
    with app.app_context():
        actions.note_joined(amina.id, clock.now())
        session.commit()
        part = session.scalars(select(Participation).where(Participation.program_id == draft)).one()
        assert part.joined_at is None
        actions.open_program(session.get_one(Program, draft), at=clock.now())
        session.commit()
    assert "Later" in amina.get("/").text


def test_nobody_is_invited_into_an_archived_program(app, program, chandra, at):
    from mentortrain.programs.roster import Rules, read

    with app.app_context():
        found = session.get_one(Program, program.id)
        actions.archive(found, at=at)
        with pytest.raises(RuleBroken, match="archived"):
            actions.invite(found, read(LIST, Rules("UTC")).good, at=at)
        session.rollback()
        assert session.scalar(select(Person).where(Person.email == "ana@example.org")) is None
