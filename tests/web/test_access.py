"""A stranger, nobody, and staff of another program at every route."""

from __future__ import annotations

import re

import pytest

from mentortrain.db import session
from mentortrain.programs.access import CAPABILITIES
from mentortrain.web.access import declared
from tests.applications.stage import applied
from tests.conftest import puentes

pytestmark = pytest.mark.either  # pages and words, not the database


def address(rule, values):
    """A real address for a rule: ids that exist."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), rule.rule)


def routes(app):
    """(rule, method, capability, open) of everything but files."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            capability, is_open = declared(app.view_functions[rule.endpoint])
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method, capability, is_open


def send(visitor, method, url):
    return visitor.get(url) if method == "GET" else visitor.post(url)


@pytest.fixture
def values(app, program, amina, chandra, plan, at):
    """Ids of what is in chandra's program."""
    from mentortrain.programs.queries import active_participations, staff_of

    with app.app_context():
        participation_id = active_participations(amina.id)[0].id
        grant_id = staff_of(program.id)[0].id
        application_id = applied(program, at=at)
    return {
        "program_id": program.id,
        "participation_id": participation_id,
        "webinar_id": plan(),
        "report_id": 10_000,
        "import_id": 10_000,
        "bulk_id": 10_000,
        "change_id": 10_000,
        "grant_id": grant_id,
        "person_id": amina.id,
        "other_id": chandra.id,
        "merge_id": 10_000,
        "view_id": 10_000,
        "cohort_id": 1,
        "question_id": 10_000,
        "note_id": 10_000,
        "leave_id": 10_000,
        "token": "never-was",
        "course_key": "mentoring-basics",
        "lesson_key": "no-lesson",
        "step_kind": "lesson",
        "step_key": "no-lesson",
        "demand_id": 10_000,
        "quiz_key": "no-quiz",
        "conversation_key": "no-conversation",
        "play_id": 1,
        "number": 1,
        "reflection_id": 10_000,
        "attempt_id": 1,
        "answer_id": 10_000,
        "certificate_number": "MT-2222-2222",
        "certificate_id": 10_000,
        "slot": 1,
        "feed_id": 1,
        "link_id": 10_000,
        "message_id": 10_000,
        "job_id": "no-job",
        "copy_id": 10_000,
        "kind": "people.photo",
        "owner_id": amina.id,
        "digest": "0" * 64,
        "session_id": 10_000,
        "browser_id": 10_000,
        "application_id": application_id,
        "decision_id": 10_000,
        "slug": "puentes-2027",
        "role": "mentor",
        "what": "acceptance",
        "task_id": 10_000,
        "concern_id": 10_000,
    }


def test_nobody_is_sent_to_the_door(app, nobody, values):
    for rule, method, capability, _ in routes(app):
        if capability:
            answer = send(nobody, method, address(rule, values))
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), rule


def test_staff_of_another_program_find_nothing_there(app, dov, values):
    asked = 0
    for rule, method, capability, _ in routes(app):
        if capability and "program_id" in rule.arguments:
            asked += 1
            assert send(dov, method, address(rule, values)).status_code == 404, rule
    assert asked > 20


def test_ids_of_one_program_do_not_work_in_another(app, dov, values, program):
    with app.app_context():
        from mentortrain.people.models import Person
        from mentortrain.programs.queries import programs_run_by

        [own] = programs_run_by(session.get(Person, dov.id))
    for rule, method, capability, _ in routes(app):
        inner = {"grant_id", "participation_id", "webinar_id", "application_id"} & rule.arguments
        if capability and inner:
            url = address(rule, {**values, "program_id": own.id})
            assert send(dov, method, url).status_code == 404, rule


def test_participants_are_refused_what_is_the_staffs(app, amina, bruno, values):
    for visitor in (amina, bruno):
        for rule, method, capability, _ in routes(app):
            if capability and capability not in CAPABILITIES["mentor"] | CAPABILITIES["person"]:
                assert send(visitor, method, address(rule, values)).status_code == 403, rule


def test_somebody_in_no_program_is_refused_everything_but_their_own(app, visit, values):
    eve = visit("eve@example.org", "Eve")
    for rule, method, capability, _ in routes(app):
        if capability and capability not in CAPABILITIES["person"]:
            expected = 404 if "program_id" in rule.arguments else 403
            assert send(eve, method, address(rule, values)).status_code == expected, rule


def test_no_route_answers_anybody_with_a_500(app, amina, bruno, chandra, dov, nobody, values):
    for visitor in (nobody, amina, bruno, chandra, dov):
        for rule, method, _, _ in routes(app):
            if rule.endpoint != "web.ready" and rule.endpoint != "people.sign_out":
                assert send(visitor, method, address(rule, values)).status_code < 500, (rule, method)


def test_a_program_that_is_not_there_looks_like_one_that_is_not_yours(chandra, dov, program):
    theirs = dov.get(f"/programs/{program.id}/readiness")
    none = dov.get("/programs/99999/readiness")
    assert theirs.status_code == none.status_code == 404
    # The link to Help takes the address along that was asked for, and nothing else of it. Each page is signed anew.
    signed = re.compile(r'(name="csrf_token" value=)"[^"]+"')
    theirs, none = (signed.sub(r"\1", page.text) for page in (theirs, none))
    assert theirs == none.replace("/programs/99999/", f"/programs/{program.id}/")


def test_an_administrator_may_open_every_program(app, visit, program, at):
    ada = visit("ada@example.org", "Ada")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    assert ada.get(f"/programs/{program.id}/readiness").status_code == 200
    assert ada.get("/programs/99999/readiness").status_code == 404


def test_somebody_who_left_is_a_stranger(app, amina, program, at):
    from mentortrain.programs.queries import active_participations

    with app.app_context():
        active_participations(amina.id)[0].left_at = at
        session.commit()
    assert amina.get("/sessions").status_code == 403
    assert "You are in no program yet" in amina.get("/").text


def test_staff_who_are_mentors_too_have_both(app, chandra, program, at):
    from mentortrain.programs.actions import enrol

    with app.app_context():
        enrol(session.merge(program), chandra.person, "mentor", at=at)
        session.commit()
    assert "My training" in chandra.get(f"/programs/{program.id}/readiness").text
    assert "Programs" in chandra.get("/").text
    assert puentes().name in chandra.get("/").text
