"""Every route on which staff change something, through its door: it leaves the lines that it declares.

The list of routes is the site's own. A new one that is missing in DEEDS fails here, by name.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mentortrain import clock
from mentortrain.audit.edge import declared
from mentortrain.db import session
from mentortrain.people.actions import find_or_create
from mentortrain.programs.actions import grant_staff
from mentortrain.programs.queries import active_participations
from mentortrain.web.access import declared as guarded
from tests.audit.stage import lines
from tests.conftest import import_list
from tests.privacy.stage import sign_in_again
from tests.tasks.stage import a_question_of, a_task_about
from tests.test_architecture import _of_staff
from tests.webinars.stage import DETAILS, agreed, report_about

pytestmark = pytest.mark.either  # pages and words, not the database

WHAT = {
    "name": "Puentes 2028",
    "audience": "Owners of food shops.",
    "hours_per_month": "3",
    "digital_requirements": "A phone.",
    "touch_level": "low",
}
GROUP = {
    "name": "Kenya",
    "kind": "country",
    "opens_on": "2027-01-10",
    "pairing_on": "2027-02-10",
    "ends_on": "2027-08-10",
    "time_zone": "Africa/Nairobi",
}
TRACK = {"role": "mentor", "course": "mentoring-basics", "deed": "save", "required": "y", "due_days": "9"}
PRACTICE = {"role": "mentor", "kind": "practice", "course": "mentoring-basics", "count": "1"}
BREAK = {"name": "Harvest", "first": "2027-03-01", "last": "2027-03-09"}
LIST = "name,email,role\nFay,fay@example.org,mentor\n"


ON_THE_DAY = ("webinars.attendance",)
"""Deeds that are done once the session has begun."""


def deeds(amina_id: int, chandra_id: int) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Endpoint: (the line it leaves, what is sent), in the order in which they are done."""
    there = {f"was-{amina_id}": "", f"there-{amina_id}": "y", f"minutes-{amina_id}": "45"}
    return {
        "programs.new": [("program.made", WHAT)],
        "programs.edit": [("program.edited", WHAT)],
        "programs.group": [("group.edited", GROUP)],
        "programs.new_group": [("group.added", GROUP | {"name": "Serbia"})],
        "programs.add_break": [("break.added", BREAK)],
        "programs.remove_break": [("break.removed", {"first": "2027-03-01"})],
        "programs.copy": [("program.copied", {"name": "Copy", "opens_on": "2027-01-04"})],
        "programs.import_people": [("people.invited", {})],
        "tracks.change": [("track.changed", TRACK)],
        "readiness.ask": [("rubric.published", PRACTICE)],
        "webinars.new": [
            ("webinar.scheduled", DETAILS | {"title": "Another"}),
            ("webinar.drafted", DETAILS | {"title": "Not yet", "draft": "1"}),
        ],
        "webinars.publish": [("webinar.published", {})],
        "webinars.discard": [("webinar.discarded", {})],
        "webinars.register_people": [("registration.made", {"person": str(amina_id)})],
        "webinars.edit": [
            ("webinar.edited", DETAILS | {"title": "Other words"}),
            ("webinar.moved", DETAILS | {"title": "Other words", "starts_wall": "2026-11-24T20:00"}),
        ],
        "programs.give_role": [
            ("staff.given", {"email": "gus@example.org", "name": "Gus", "role": "viewer"})
        ],
        "programs.change_role": [("staff.changed", {"role": "host"})],
        "programs.take_role": [("staff.taken", {})],
        "webinars.attendance": [("attendance.marked", there)],
        "webinars.report": [("attendance.imported", {})],
        "webinars.take_report_back": [("attendance.taken_back", {})],
        "persons.write_note": [("note.written", {"text": "Rang them."})],
        "persons.mend_note": [("note.mended", {"text": "Rang them at noon."})],
        "persons.delete_note": [("note.deleted", {})],
        "persons.give_leave": [("person.on_leave", {"starts_on": "2026-12-01", "ends_on": "2026-12-04"})],
        "persons.take_leave_back": [("person.leave_taken_back", {})],
        "persons.merge_accounts": [("merge.asked", {})],
        "persons.take_merge_back": [("merge.taken_back", {})],
        "persons.merge_at_once": [("merge.done", {})],
        "learning.give_extra_time": [("quiz.extra_time", {"percent": "25", "reason": "Reads slowly."})],
        "persons.keep_view": [("people_view.kept", {"name": "To ring", "state": "invited"})],
        "persons.drop_view": [("people_view.dropped", {})],
        "concerns.answer": [("concern.answered", {"text": "Try another browser."})],
        "concerns.assign": [("concern.assigned", {"to": str(chandra_id)})],
        "concerns.close": [("concern.closed", {})],
        "concerns.reopen": [("concern.reopened", {})],
        "concerns.handlers": [("concern.handlers_named", {"safeguarding": str(chandra_id)})],
        "tasks.note": [("task.noted", {"text": "She looks tomorrow."})],
        "tasks.assign": [("task.assigned", {"to": str(chandra_id)})],
        "tasks.snooze": [("task.snoozed", {"until": "tomorrow"})],
        "tasks.complete": [("task.done", {})],
        "tasks.put_back": [("task.put_back", {})],
        "privacy.retention": [("retention.changed", {"days-privacy.copies": "31"})],
        "privacy.erase_somebody": [
            ("erasure.planned", {"reason": "letter of 3 March", "email": "amina@example.org"})
        ],
        "privacy.keep_somebody": [("erasure.called_off", {})],
        "persons.end_part": [("person.left", {"how": "withdrawn", "why": "Moved away."})],
        "persons.take_back": [("person.rejoined", {})],
        "webinars.offer_again": [("webinar.scheduled", {"starts_wall": "2026-12-01T09:00"})],
        "webinars.repeat": [("webinar.scheduled", {"weeks": "1"})],
        "webinars.set_open": [("webinar.opened", {"open": "1"}), ("webinar.closed", {})],
        "webinars.defaults": [("makeup.default_set", {"open_to": "partly", "how": "watching"})],
        "webinars.cancel": [("webinar.cancelled", {"reason": "The host is ill."})],
        "programs.archive": [("program.archived", {})],
        "programs.bring_back": [("program.brought_back", {})],
    }


ELSEWHERE = {
    "learning.comment",  # of a text that was handed in: learning/test_reflections.py
    "applications.accept_all",
    "applications.decide",
    "applications.move",
    "applications.open_for_mentees",
    "applications.settings",
    "applications.undo",
    "learning.mark_essay",  # of an essay that was handed in: learning/test_essays.py
    "tracks.demand",  # of a course that changed: learning/test_demands.py
    "tracks.withdraw_demand",
    "learning.decide_late",  # of an answer that came late: learning/test_time_limit.py
    "programs.answer_mark",  # programs/test_marks.py
    "programs.open_program",  # with the steps of a draft: programs/test_set_up.py
    "programs.set_up_dates",
    "programs.set_up_what",
    "programs.remove_group",  # programs/test_groups.py
    "persons.do_bulk",  # five kinds of lines, each of a deed that was looked over: persons/test_bulk.py
    "persons.drop_proposal",  # persons/test_proposed_address.py
    "persons.propose_address",
    "persons.waive_yes",
    "people.change_policy",
    "people.reset_two_step",
    "programs.correct_address",
    "programs.hand_out_link",
    "programs.invite_again",
    "transcripts.revoke",  # with a certificate: transcripts/test_transcripts.py
    "webinars.save_recording",  # of a session that is over: webinars/test_afterwards.py
    "webinars.drop_recording",
    "webinars.save_link",
    "webinars.drop_link",
    "webinars.save_file",
    "webinars.drop_file",
    "webinars.save_make_up",
    "webinars.bring_into_line",  # of a series: webinars/test_times_and_series.py
    "site.repeat_job",
    "site.repeat_jobs",
    "site.repeat_mail",
    "site.repeat_mails",
}
"""These need more than a form (an application, a failed job, a draft): their features' tests drive them."""

HOW = """
{missing} changes something as staff, and no test has seen the line that it leaves in the record.
Add it to `deeds` in tests/audit/test_every_deed.py: the kind of line, and a form that the route takes.
What a line is and how it is written: docs/architecture.md, "The record".
"""


def routes_of_staff(app):
    """Endpoint: (rule, kinds of lines) of what staff change."""
    return {
        rule.endpoint: (rule, declared(view)[0])
        for rule in app.url_map.iter_rules()
        if (view := app.view_functions[rule.endpoint])
        and "POST" in rule.methods
        and _of_staff(guarded(view)[0])
        and not declared(view)[1]
        and rule.endpoint not in ELSEWHERE
    }


def test_no_route_on_which_staff_change_something_is_left_out(migrated):
    routes, done = routes_of_staff(migrated), deeds(0, 0)
    missing = sorted(set(routes) - set(done))
    assert not missing, HOW.format(missing=", ".join(missing))
    assert {endpoint: {kind for kind, _ in one} for endpoint, one in done.items()} == {
        endpoint: set(kinds) for endpoint, (_, kinds) in routes.items()
    }


def test_each_leaves_the_line_that_it_declares(app, program, chandra, amina, plan, at):
    with app.app_context():
        chandra.person.is_admin = True  # so that what is for administrators is tried as well
        session.commit()
    with app.app_context():
        [part] = active_participations(amina.id)
    listed = import_list(chandra, program.id, LIST, confirm=False)
    values = {
        "program_id": program.id,
        "import_id": int(listed.rpartition("/")[2]),
        "cohort_id": 1,
        "webinar_id": plan(),
        "person_id": amina.id,
        "view_id": 1,
        "note_id": 1,
        "leave_id": 1,
        "merge_id": 1,
        "participation_id": part.id,
    }
    values["concern_id"] = a_question_of(app, amina)
    values["task_id"] = a_task_about(app, amina.id, program.id, at)
    with app.app_context():
        eve = find_or_create(email="eve@example.org", name="Eve", time_zone="UTC", at=at)
        values["grant_id"] = grant_staff(session.merge(program), eve, at=at)
        values["other_id"] = eve.id
        values["report_id"] = report_about(values["webinar_id"], amina.id, at=at)
        session.commit()
    drafts = {name: plan(title=name, draft=True) for name in ("webinars.publish", "webinars.discard")}
    routes = routes_of_staff(app)
    for endpoint, done in deeds(amina.id, chandra.id).items():
        for kind, form in done:
            url = app.url_map.bind("localhost").build(
                endpoint,
                {name: values[name] for name in routes[endpoint][0].arguments}
                | ({"webinar_id": drafts[endpoint]} if endpoint in drafts else {}),
            )
            later = timedelta(hours=33) if endpoint in ON_THE_DAY else timedelta()
            with app.app_context():
                before = len(lines())
            with clock.held_at(at + later):
                if later:  # a session of staff lasts 12 hours
                    sign_in_again(app, chandra, at + later)
                answer = agreed(chandra, url, form)
            assert answer.status_code == 302, (endpoint, answer.text)
            with app.app_context():
                left = [line for line in lines()[before:] if line.action == kind]
                assert [(line.actor_kind, line.actor_id) for line in left] == [("person", chandra.id)], (
                    endpoint
                )
