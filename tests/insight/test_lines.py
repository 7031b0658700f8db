"""The lines of the board are kept by the database: after whatever happens they say what their tables say."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from mentortrain.db import session
from mentortrain.people.actions import find_or_create
from mentortrain.people.models import Person
from mentortrain.programs.actions import enrol, make_program
from mentortrain.programs.models import Participation, Program
from mentortrain.readiness import actions as readiness
from mentortrain.readiness.models import BoardLine, Declaration, Judgement
from tests.conftest import puentes
from tests.readiness.test_becoming_ready import read_all

OF_JUDGEMENT = ("basis", "missing", "minutes_left", "started", "lacks_session", "lacks_sessions_about",
                "else_waits_for")  # fmt: skip


def lines() -> list[tuple]:
    columns = [column for column in BoardLine.__table__.columns if column.key != "names_sessions"]
    found = session.execute(select(*columns).order_by(BoardLine.participation_id)).all()
    about = select(BoardLine.participation_id).where(
        BoardLine.names_sessions.is_(True) != BoardLine.lacks_sessions_about.is_not(None)
    )
    assert session.scalars(about).all() == []
    return [tuple(row) for row in found]


def lines_anew() -> list[tuple]:
    rows = session.execute(
        select(
            Participation.id,
            Participation.program_id,
            Participation.cohort_id,
            Participation.role,
            Participation.left_at.is_(None),
            Participation.joined_at.is_not(None),
            func.substr(Person.search_key, 1, 100),
            Declaration.id.is_not(None),
            Declaration.declared_at,
            *[getattr(Judgement, name) for name in OF_JUDGEMENT],
        )
        .join(Person, Person.id == Participation.person_id)
        .outerjoin(Judgement, Judgement.participation_id == Participation.id)
        .outerjoin(
            Declaration,
            (Declaration.participation_id == Participation.id) & Declaration.withdrawn_at.is_(None),
        )
        .order_by(Participation.id)
    )
    return [tuple(row) for row in rows]


def test_they_follow_people_and_parts_and_judgements_and_declarations(
    app, amina, bruno, chandra, program, at
):
    def agree(size: int) -> list[tuple]:
        session.flush()
        found = lines()
        assert found == lines_anew()
        assert len(found) == size
        return found

    with app.app_context():
        other = make_program(puentes(name="Another"), by=session.get_one(Person, chandra.id), at=at)
        before = len(lines())
        dora = find_or_create(email="dora@example.org", name="Dora Weiss", time_zone="UTC", at=at)
        part = enrol(session.get_one(Program, program.id), dora, "mentor", at=at)
        agree(before + 1)
        dora.name = "Ágnes Weiss " + "of a very long name " * 9
        found = agree(before + 1)[-1]
        assert found[6].strip().startswith("agnes weiss")
        part.joined_at = at
        agree(before + 1)
        part.cohort_id = other.first_cohort.id  # no page does that: the database does not mind
        part.program_id = other.id
        agree(before + 1)
        about = {"lacks_session": True, "lacks_sessions_about": '["mentoring-basics"]'}
        session.execute(update(Judgement).where(Judgement.participation_id == part.id).values(**about))
        assert agree(before + 1)[-1][13:15] == (True, '["mentoring-basics"]')
        session.execute(delete(Judgement).where(Judgement.participation_id == part.id))
        assert agree(before + 1)[-1][9:] == (None,) * 7
        declared = Declaration(participation_id=part.id, rubric_version=1, evidence=[], declared_at=at)
        session.add(declared)
        assert agree(before + 1)[-1][7:9] == (True, at)
        declared.withdrawn_at = at + timedelta(days=1)
        assert agree(before + 1)[-1][7:9] == (False, None)
        session.add(
            Declaration(
                participation_id=part.id, rubric_version=1, evidence=[], declared_at=at + timedelta(days=2)
            )
        )
        assert agree(before + 1)[-1][7:9] == (True, at + timedelta(days=2))
        session.delete(declared)  # the one that was taken back
        assert agree(before + 1)[-1][7] is True
        part.left_at = at
        assert agree(before + 1)[-1][4] is False
        session.expire_all()
        session.execute(delete(Participation).where(Participation.id == part.id))
        agree(before)
        session.rollback()
        assert lines() == lines_anew()


def test_they_follow_what_people_do(app, amina, bruno, program, plan, at):
    read_all(app, amina, at)
    amina.post(f"/programs/{program.id}/sessions/{plan()}/registration")
    with app.app_context():
        assert lines() == lines_anew()
        assert [line[12] for line in lines()] == [True, False]  # amina has begun
        readiness.reconcile(program.id, at)
        assert lines() == lines_anew()


def test_of_two_who_change_two_things_at_once_none_undoes_the_other(app, amina, program, at):
    """On PostgreSQL neither sees what the other has not committed yet."""
    with app.app_context():
        part_id = session.scalars(select(Participation.id).where(Participation.person_id == amina.id)).one()

    def declare() -> None:
        with app.app_context():
            session.add(Declaration(participation_id=part_id, rubric_version=1, evidence=[], declared_at=at))
            session.commit()

    with app.app_context():
        session.execute(update(Judgement).where(Judgement.participation_id == part_id).values(minutes_left=7))
        other = threading.Thread(target=declare)
        other.start()
        other.join(0.3)  # it waits for the line, or for the database
        session.commit()
        other.join(20)
        session.rollback()
        assert lines() == lines_anew()
        line = session.get_one(BoardLine, part_id)
        assert (line.minutes_left, line.is_ready) == (7, True)


def test_a_name_of_any_length_and_script_can_be_kept(app, program, at):
    with app.app_context():
        one = find_or_create(email="li@example.org", name="龍" * 200, time_zone="UTC", at=at)
        enrol(session.get_one(Program, program.id), one, "mentee", at=at)
        session.commit()
        assert lines() == lines_anew()
