"""One deed for many people: chosen, looked over, confirmed once; who is left out and why; nothing twice."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from mentortrain import clock
from mentortrain.db import session
from mentortrain.mail.models import Outbox
from mentortrain.people.actions import find_or_create_all
from mentortrain.persons import jobs
from mentortrain.persons.models import BulkDeed, BulkPerson
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.models import Cohort, Leave, Participation, Program, StaffGrant
from mentortrain.webinars.models import Registration
from tests.audit.stage import lines, people_of
from tests.conftest import Visitor, import_list
from tests.persons.stage import at_once
from tests.privacy.stage import sign_in_again
from tests.webinars.stage import DETAILS, agreed

LIST = "name,email,role\nEve,eve@example.org,mentor\nFay,fay@example.org,mentor\nGus,gus@example.org,mentee\n"


@pytest.fixture
def people(program):
    return f"/programs/{program.id}/people"


@pytest.fixture
def groups(app, program):
    """Ids of the first group and of another, Serbia."""
    with app.app_context():
        other = Cohort(
            program_id=program.id, name="Serbia", opens_on=date(2026, 11, 16), pairing_on=date(2026, 12, 10),
            ends_on=date(2027, 3, 10), time_zone="Europe/Belgrade",
        )  # fmt: skip
        session.add(other)
        session.flush()
        first = session.scalars(select(Cohort.id).order_by(Cohort.id)).first()
        session.commit()
        return first, other.id


def part_of(app, person_id) -> int:
    with app.app_context():
        return session.scalars(
            select(Participation.id)
            .where(Participation.person_id == person_id)
            .order_by(Participation.id.desc())
        ).first()


def parts(app, *columns):
    with app.app_context():
        return session.execute(select(*columns).order_by(Participation.id)).all()


def choose(visitor: Visitor, people: str, kind: str, *who: int, **more: str) -> str:
    answer = visitor.post(f"{people}/bulk", {"kind": kind, "who": [str(one) for one in who], **more})
    assert answer.status_code == 302, answer.text
    return answer.location


def details(visitor: Visitor, bulk: str, **form: object):
    return visitor.post(f"{bulk}/details", form)


def confirm(visitor: Visitor, bulk: str):
    found = re.search(r'name="digest" value="(\w*)"', visitor.get(bulk).text)
    return visitor.post(f"{bulk}/confirmation", {"digest": found[1] if found else ""})


def scheduled(visitor: Visitor, program: Program, **changes: str) -> int:
    made = agreed(visitor, f"/programs/{program.id}/webinars/new", DETAILS | changes)
    assert made.status_code == 302, made.text
    return int(made.location.rpartition("/")[2])


def heading(page) -> str:
    return re.search(r"<h1>(.*?)</h1>", page.text, re.S)[1].strip()


def test_the_ticked_are_moved_once_after_a_preview_that_says_who_is_left_out(
    app, at, amina, bruno, chandra, people, groups, letters
):
    a, b = part_of(app, amina.id), part_of(app, bruno.id)
    page = chandra.get(people).text
    assert f'name="who" value="{a}"' in page and "All 2 who are listed" in page
    bulk = choose(chandra, people, "move", a, b, 10_000)
    asked = chandra.get(bulk).text
    assert "2 people are chosen. Nothing happens yet." in asked and "Serbia" in asked
    assert "Choose one of the groups." in details(chandra, bulk, group="77").text
    with app.app_context():
        session.get(Participation, b).cohort_id = groups[1]
        session.commit()
    details(chandra, bulk, group=groups[1])
    preview = chandra.get(bulk)
    assert heading(preview) == "Move 1 person to Serbia"
    assert "No mail is sent. 1 person is left out." in preview.text
    assert "is in that group already" in preview.text
    assert "1 of those who were ticked is not in your list." in preview.text
    assert parts(app, Participation.cohort_id) == [(groups[0],), (groups[1],)]
    for _ in range(2):  # a reload sends it again
        assert confirm(chandra, bulk).location == bulk
    assert heading(chandra.get(bulk)) == "1 person is in Serbia now"
    assert parts(app, Participation.cohort_id) == [(groups[1],), (groups[1],)]
    with app.app_context():
        [line] = lines("person.moved")
        assert (line.actor_id, people_of(line)) == (chandra.id, [amina.id])
    assert letters() == []


def test_who_came_meanwhile_is_said_before_anything_is_done(app, amina, chandra, people, program, groups):
    bulk = choose(chandra, people, "move", all="1", role="mentor")
    details(chandra, bulk, group=groups[1])
    assert heading(chandra.get(bulk)) == "Move 1 person to Serbia"
    import_list(chandra, program.id, LIST)
    confirm(chandra, bulk)
    page = chandra.get(bulk)
    assert heading(page) == "Move 3 people to Serbia"
    assert "Since you looked, others fit the search. 2 people came." in page.text
    assert chandra.post(f"{bulk}/confirmation", {"digest": "of before"}).location == bulk
    assert "It was changed meanwhile." in chandra.get(bulk).text
    assert {row[0] for row in parts(app, Participation.cohort_id)} == {groups[0]}
    confirm(chandra, bulk)
    assert heading(chandra.get(bulk)) == "3 people are in Serbia now"
    moved = parts(app, Participation.role, Participation.cohort_id)
    assert sorted(moved) == [("mentee", groups[0])] + 3 * [("mentor", groups[1])]


def test_those_who_did_not_come_are_invited_again_and_the_others_left_out(
    app, at, amina, chandra, program, people, letters
):
    import_list(chandra, program.id, LIST)
    letters()
    later = at + timedelta(days=3)
    with clock.held_at(later):
        sign_in_again(app, chandra, later)
        with app.app_context():
            gone, away, _ = session.scalars(
                select(Participation).where(Participation.joined_at.is_(None)).order_by(Participation.id)
            ).all()
            gone.left_at, gone.left_how = later, "declined"
            day = later.date()
            session.add(Leave(participation_id=away.id, starts_on=day, ends_on=day, noted_at=later))
            ids = [*session.scalars(select(Participation.id).order_by(Participation.id))]
            session.commit()
        bulk = choose(chandra, people, "invite", *ids)
        page = chandra.get(bulk)
        assert (
            heading(page) == "Invite 1 person again" and "1 mail is sent. 3 people are left out." in page.text
        )
        for why in ("has joined", "is on leave", "takes part no more"):
            assert f"<dt>{why}</dt><dd>1</dd>" in page.text
        confirm(chandra, bulk)
        confirm(chandra, bulk)
        assert [mail["To"] for mail in letters()] == ["Gus <gus@example.org>"]
        again = chandra.get(choose(chandra, people, "invite", ids[-1]))
        assert heading(again) == "This touches nobody"
        assert "was written to in the last two days" in again.text and "digest" in again.text
        with app.app_context():
            assert [line.actor_id for line in lines("people.invited_again")] == [chandra.id]


def test_parts_end_with_all_that_was_to_come_and_the_reason_is_kept_with_them_alone(
    app, at, amina, bruno, chandra, program, people, plan, letters
):
    told = plan()
    for visitor in (amina, bruno):
        visitor.post(f"/programs/{program.id}/sessions/{told}/registration")
    letters()
    bulk = choose(chandra, people, "withdraw", all="1")
    assert "Say which of the two." in details(chandra, bulk, how="").text
    details(chandra, bulk, how="withdrawn", why="Their shops closed.")
    page = chandra.get(bulk).text
    assert "At most 2 mails go, which take sessions out of calendars. Nobody is left out." in page
    assert "Their shops closed." not in page
    assert "Their shops closed." in chandra.get(f"{bulk}?change=1").text
    confirm(chandra, bulk)
    assert "2 people take part no more" in chandra.get(bulk).text
    assert "Ended with it: 2 mails that waited, 2 places in sessions." in chandra.get(bulk).text
    assert sorted(mail["To"] for mail in letters()) == [
        "Amina Odhiambo <amina@example.org>", "Bruno Restrepo <bruno@example.org>",
    ]  # fmt: skip
    ended = parts(app, Participation.left_how, Participation.left_why, Participation.left_by_id)
    assert ended == 2 * [("withdrawn", "Their shops closed.", chandra.id)]
    with app.app_context():
        assert session.scalars(select(Registration.state)).all() == 2 * ["withdrawn"]
        assert session.scalars(select(BulkDeed)).one().details == {"how": "withdrawn"}
        assert [people_of(line) for line in lines("person.left")] == [[amina.id], [bruno.id]]


def test_leave_and_a_session_leave_out_whom_they_do_not_fit(
    app, at, amina, bruno, chandra, program, people, letters, groups
):
    a, b = part_of(app, amina.id), part_of(app, bruno.id)
    leave = choose(chandra, people, "leave", a)
    wrong = details(chandra, leave, starts_on="2026-11-30", ends_on="2026-11-29")
    assert wrong.status_code == 422 and "The last day comes before the first." in wrong.text
    details(chandra, leave, starts_on="2026-11-23", ends_on="2026-11-30")
    confirm(chandra, leave)
    assert heading(chandra.get(leave)) == "Leave of 1 person is noted, 23 Nov to 30 Nov"
    both = choose(chandra, people, "leave", a, b)
    details(chandra, both, starts_on="2026-11-28", ends_on="2026-12-05")
    assert "<dt>has leave on some of these days</dt><dd>1</dd>" in chandra.get(both).text
    session_id = scheduled(chandra, program)  # today
    asked = choose(chandra, people, "session", all="1")
    details(chandra, asked, session=session_id)
    assert "1 mail is sent. 1 person is left out." in chandra.get(asked).text
    confirm(chandra, asked)
    with app.app_context():
        rows = session.execute(select(Registration.person_id, Registration.state)).all()
        assert rows == [(bruno.id, "invited")]
        [line] = lines("people.asked_to_session")
        assert (line.actor_id, people_of(line)) == (chandra.id, [bruno.id])
    assert [mail["To"] for mail in letters()] == ["Bruno Restrepo <bruno@example.org>"]
    again = choose(chandra, people, "session", b)
    details(chandra, again, session=session_id)
    assert "<dt>is invited, registered, or said no</dt><dd>1</dd>" in chandra.get(again).text
    for_serbia = scheduled(chandra, program, title="Only Serbia", cohort_id=str(groups[1]))
    third = choose(chandra, people, "session", b)
    details(chandra, third, session=for_serbia)
    assert "<dt>the session is for another group or role</dt><dd>1</dd>" in chandra.get(third).text


def test_more_are_invited_than_there_are_places_only_after_a_word_on_it(
    app, amina, bruno, chandra, program, people
):
    session_id = scheduled(chandra, program, capacity="1")
    chosen = choose(chandra, people, "session", part_of(app, amina.id))
    details(chandra, chosen, session=session_id)
    assert "than there are places" not in chandra.get(chosen).text
    both = choose(chandra, people, "session", part_of(app, amina.id), part_of(app, bruno.id))
    details(chandra, both, session=session_id)
    assert (
        "1 person more than there are places is invited, and has one all the same." in chandra.get(both).text
    )


@pytest.mark.either
def test_the_chosen_go_into_a_file_and_nobody_chosen_is_said(app, amina, bruno, chandra, people):
    b = part_of(app, bruno.id)
    rows = chandra.get(choose(chandra, people, "export", b)).text
    assert "bruno@example.org" in rows and "amina@example.org" not in rows
    rows = chandra.get(choose(chandra, people, "export", all="1", role="mentor")).text
    assert "amina@example.org" in rows and "bruno@example.org" not in rows
    for kind in ("export", "withdraw"):
        assert choose(chandra, people, kind) == f"{people}#bulk"
        assert "Choose somebody first" in chandra.get(people).text


def test_a_deed_is_its_maker_s_and_keeps_to_what_they_may(
    app, at, amina, bruno, chandra, dov, program, people, groups, visit
):
    a, b = part_of(app, amina.id), part_of(app, bruno.id)
    bulk = choose(chandra, people, "withdraw", a)
    details(chandra, bulk, how="withdrawn", why="")
    cora, vera = visit("cora@example.org", "Cora"), visit("vera@example.org", "Vera")
    with app.app_context():
        session.get(Participation, b).cohort_id = groups[1]
        for visitor, role, group in ((cora, "coordinator", groups[0]), (vera, "viewer", None)):
            session.add(
                StaffGrant(
                    program_id=program.id, person_id=visitor.id, role=role, cohort_id=group, granted_at=at
                )
            )
        session.commit()
    for visitor, status in ((amina, 403), (dov, 404), (vera, 403), (cora, 404)):
        assert visitor.get(bulk).status_code == status
        for deed in ("details", "confirmation"):
            assert visitor.post(f"{bulk}/{deed}", {"digest": "x"}).status_code == status
    assert "Choose" not in re.findall(r"<th[^>]*>([^<]*)</th>", vera.get(people).text)
    for kind in ("move", "nonsense"):  # not hers: forged
        assert cora.post(f"{people}/bulk", {"kind": kind, "who": [str(a)]}).status_code == 403
    hers = choose(cora, people, "withdraw", a, b)
    details(cora, hers, how="withdrawn", why="")
    page = cora.get(hers).text
    assert (
        "Amina" in page and "Bruno" not in page and "1 of those who were ticked is not in your list." in page
    )
    everybody = choose(cora, people, "withdraw", all="1", group=str(groups[1]))
    assert everybody == f"{people}?group={groups[1]}#bulk"  # nobody of another group
    with app.app_context():  # Amina goes to another group between the preview and the button
        session.get(Participation, a).cohort_id = groups[1]
        session.commit()
    confirm(cora, hers)
    assert {row[0] for row in parts(app, Participation.left_at)} == {None}
    with app.app_context():
        assert session.scalars(select(BulkPerson.problem).where(BulkPerson.outcome == "left out")).all() == [
            "elsewhere"
        ]


def test_of_two_who_press_at_once_it_is_done_once(app, amina, bruno, chandra, people, groups, visit):
    bulk = choose(chandra, people, "move", all="1")
    details(chandra, bulk, group=groups[1])
    digest = re.search(r'name="digest" value="(\w+)"', chandra.get(bulk).text)[1]
    press = (f"{bulk}/confirmation", {"digest": digest})
    other = visit(chandra.email, "Chandra Rao")
    assert at_once((chandra, *press), (other, *press)) == [302, 302]
    with app.app_context():
        assert [people_of(line) for line in lines("person.moved")] == [[amina.id], [bruno.id]]


@pytest.fixture
def crowd(app, at, program):
    """130 mentors who have joined."""
    with app.app_context():
        wanted = [(f"m{n}@example.org", f"Mentor {n}", "UTC") for n in range(130)]
        for person in find_or_create_all(wanted, at=at).values():
            session.add(
                Participation(
                    program_id=program.id, cohort_id=program.first_cohort.id, person_id=person.id,
                    role="mentor", invited_at=at, joined_at=at,
                )
            )  # fmt: skip
        session.commit()


def test_many_are_done_by_a_job_in_steps_that_may_be_ended_anywhere(
    app, at, chandra, program, people, groups, crowd, monkeypatch
):
    bulk = choose(chandra, people, "move", all="1")
    details(chandra, bulk, group=groups[1])
    assert heading(chandra.get(bulk)) == "Move 130 people to Serbia"
    confirm(chandra, bulk)
    assert heading(chandra.get(bulk)) == "0 of 130 people are seen to"
    real, steps = jobs.actions.take_bulk_step, []

    def dies(*args, **named):
        if steps:
            real(*args, **named)
            raise MemoryError  # before the commit of the second step
        steps.append(1)
        return real(*args, **named)

    monkeypatch.setattr(jobs.actions, "take_bulk_step", dies)
    with app.app_context():
        bulk_id = session.scalars(select(BulkDeed.id)).one()
        with pytest.raises(MemoryError):
            jobs.do_bulk(bulk_id)
        session.rollback()
    assert heading(chandra.get(bulk)) == "100 of 130 people are seen to"
    monkeypatch.setattr(jobs.actions, "take_bulk_step", real)
    with app.app_context():
        assert jobs.go_on(at) == ""  # a worker may still be at it
        session.get(BulkDeed, bulk_id).moved_at = clock.real_now() - timedelta(minutes=2)
        session.commit()
        assert jobs.go_on(at) == "1 deed for many taken up"
        jobs.do_bulk(bulk_id)
        assert len(lines("person.moved")) == 130
        assert session.scalar(select(func.count()).where(Participation.cohort_id == groups[1])) == 130
        assert session.scalar(select(func.count(Outbox.id)).where(Outbox.kind == "programs.invitation")) == 0
    assert heading(chandra.get(bulk)) == "130 people are in Serbia now"


def test_whose_role_ends_meanwhile_touches_nobody_more(
    app, at, chandra, program, people, groups, crowd, visit
):
    eve = visit("eve@example.org", "Eve")
    with app.app_context():
        grant_staff(session.get_one(Program, program.id), eve.person, at=at)
        session.commit()
    bulk = choose(eve, people, "move", all="1")
    details(eve, bulk, group=groups[1])
    confirm(eve, bulk)
    with app.app_context():
        session.execute(StaffGrant.__table__.delete().where(StaffGrant.person_id == eve.id))
        session.commit()
        jobs.do_bulk(session.scalars(select(BulkDeed.id)).one())
        assert session.scalars(select(BulkPerson.problem).distinct()).all() == ["no_permission"]
        assert session.scalar(select(func.count()).where(Participation.cohort_id == groups[1])) == 0
