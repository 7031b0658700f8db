"""What import-linter cannot see: routes, templates, mails, migrations, scripts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from mentortrain.audit import kinds as lines
from mentortrain.audit.edge import declared as recorded
from mentortrain.audit.edge import shown_by
from mentortrain.config import ROOT, load
from mentortrain.factory import create_app
from mentortrain.mail import kinds
from mentortrain.programs.access import CAPABILITIES
from mentortrain.web.access import declared

TEMPLATES = ROOT / "templates"

# Every route that is open to anybody. A new one is a decision: say here that you made it.
OPEN = {
    "concerns.ask",
    "concerns.by_link",
    "concerns.help_page",
    "concerns.more_by_link",
    "concerns.report",
    "concerns.report_page",
    "agenda.answer",
    "agenda.feed",
    "agenda.give_answer",
    "webinars.join_by_link",
    "webinars.join_page",
    "webinars.word_by_link",
    "applications.confirm",
    "applications.confirm_interest",
    "applications.confirmation",
    "applications.form",
    "applications.interest",
    "applications.leave_address",
    "applications.page",
    "applications.send_again",
    "applications.sent",
    "learning.check",
    "learning.verify",
    "mail.html",
    "mail.message",
    "mail.outbox",
    "people.address_link",
    "people.agree_by_link",
    "people.code",
    "people.confirm_address",
    "people.first_administrator",
    "people.link",
    "people.password_sign_in",
    "people.proposal_link",
    "people.refuse_by_link",
    "people.renew",
    "people.request_link",
    "people.second_step",
    "people.sign_in",
    "people.take_second_step",
    "people.undo_address",
    "people.undo_link",
    "people.use_code",
    "people.use_link",
    "people.use_password",
    "persons.same_person",
    "persons.say_no",
    "persons.say_yes",
    "privacy.call_off_by_link",
    "privacy.do_call_off",
    "privacy.notice",
    "schedule.clock",
    "site.metrics",
    "web.components",
    "web.health",
    "web.ready",
    "webinars.ask_for_place",
    "webinars.confirm_place",
    "webinars.place",
    "webinars.place_asked",
    "webinars.public_session",
    "webinars.public_sessions",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The app as wired, without a database."""
    return create_app(load({"INSTANCE_PATH": str(tmp_path_factory.mktemp("instance"))}))


def test_every_route_declares_a_capability_or_why_it_is_open(site):
    undeclared = {
        endpoint
        for endpoint, view in site.view_functions.items()
        if endpoint != "static" and sum(bool(one) for one in declared(view)) != 1
    }
    assert undeclared == set()


def test_the_open_routes_are_the_ones_listed(site):
    assert {endpoint for endpoint, view in site.view_functions.items() if declared(view)[1]} == OPEN


# Capabilities that stand in the table before the first route that asks for them does.
AWAITED = {
    "program.archive",
}


def test_every_capability_that_a_route_asks_for_belongs_to_somebody_and_none_is_left_over(site):
    asked = {declared(view)[0] for view in site.view_functions.values()} - {None}
    every = frozenset().union(*CAPABILITIES.values())
    assert asked <= every
    assert every - asked <= AWAITED


def test_every_view_with_a_program_in_its_address_asks_for_more_than_being_signed_in(site):
    anybody = CAPABILITIES["person"]
    for rule in site.url_map.iter_rules():
        if "program_id" in rule.arguments:
            assert declared(site.view_functions[rule.endpoint])[0] not in anybody, rule.endpoint


def _of_staff(capability):
    """Whether only staff or administrators have it."""
    anybody = CAPABILITIES["person"] | CAPABILITIES["mentor"] | CAPABILITIES["mentee"]
    return capability is not None and capability not in anybody


def test_every_deed_of_staff_says_which_line_of_the_record_it_leaves(site):
    """A new route of staff that changes something: its action calls `audit.actions.record`, and the view says
    which kinds with @records("thing.done"). One that changes nothing says why with @records_nothing("...").
    How, in three steps: docs/architecture.md, "The record".
    """
    silent = set()
    for rule in site.url_map.iter_rules():
        view = site.view_functions[rule.endpoint]
        changes_something = not rule.methods <= {"GET", "HEAD", "OPTIONS"}
        if changes_something and _of_staff(declared(view)[0]) and sum(map(bool, recorded(view))) != 1:
            silent.add(rule.endpoint)
    assert silent == set(), test_every_deed_of_staff_says_which_line_of_the_record_it_leaves.__doc__


def test_every_page_of_staff_says_whether_it_shows_what_is_confidential(site):
    """A new page of staff: with somebody's confidential data (answers, notes, reasons, how to reach them) it
    declares @confidential("thing.seen", "thing"), and a look at it is a line of the record. Else it says in
    words what it shows, with @plain("..."). tests/audit/test_no_page_forgets.py looks whether that is true.
    How: docs/architecture.md, "The record".
    """
    silent = {
        rule.endpoint
        for rule in site.url_map.iter_rules()
        if "GET" in rule.methods
        and _of_staff(declared(site.view_functions[rule.endpoint])[0])
        and sum(map(bool, shown_by(site.view_functions[rule.endpoint]))) != 1
    }
    assert silent == set(), test_every_page_of_staff_says_whether_it_shows_what_is_confidential.__doc__


def test_every_kind_of_line_that_a_route_leaves_is_registered(site):
    for view in site.view_functions.values():
        for action in (*recorded(view)[0], shown_by(view)[0]):
            assert action is None or lines.kind_named(action)


def test_no_form_is_exempt_from_csrf(site):
    from mentortrain.web.security import csrf

    assert csrf._exempt_views == set()
    assert csrf._exempt_blueprints == set()


def _rendered():
    """(feature, template) of every literal render_template in the code."""
    for path in sorted((ROOT / "mentortrain").rglob("*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "render_template" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template":
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    yield path.relative_to(ROOT / "mentortrain").parts[0], name.value


def test_every_template_exists_and_stands_in_the_folder_of_its_feature():
    rendered = list(_rendered())
    assert len(rendered) > 30
    for feature, template in rendered:
        assert (TEMPLATES / template).is_file(), template
        assert template.split("/")[0] == feature, f"{template} is rendered by {feature}"


def test_no_page_template_is_left_over():
    used = {template for _, template in _rendered()}
    pages = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if not path.name.startswith("_")
        and path.parts[len(TEMPLATES.parts)][0] != "_"
        and "email" not in path.parts
    }
    assert pages == used


def test_every_kind_of_mail_has_its_three_files_and_every_folder_its_kind(site):
    own = [kind for kind in kinds.every() if kind.compose.__module__.startswith("mentortrain.")]
    templates = {kind.template for kind in own}
    folders = {path.name for path in (TEMPLATES / "email").iterdir() if path.is_dir()}
    assert templates == folders
    for template in templates:
        files = sorted(path.name for path in (TEMPLATES / "email" / template).iterdir())
        assert files == ["body.html", "body.txt", "subject.txt"], template


def test_migrations_have_one_head():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_the_models_are_what_the_migrations_make(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from mentortrain.db import Base, session

    with app.app_context():
        assert compare_metadata(MigrationContext.configure(session.connection()), Base.metadata) == []


FORBIDDEN = [
    (r"\sstyle\s*=", "inline style"),
    (r"\son[a-z]+\s*=", "inline handler"),
    (r"<script(?![^>]*\ssrc=)[^>]*>", "inline script"),
    (r"hx-on|js:", "code in an attribute"),
    (r"\|\s*safe", "unescaped text"),
]


def _page_templates() -> list[Path]:
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if "email" not in path.parts]


@pytest.mark.parametrize(("pattern", "what"), FORBIDDEN, ids=[what for _, what in FORBIDDEN])
def test_no_template_holds_what_the_content_security_policy_forbids(pattern, what):
    cleaned = (
        "learning/_answer.html",
        "learning/lesson.html",
        "learning/print.html",
        "learning/_reviewed.html",
        "learning/result.html",
        "webinars/make_up.html",
    )  # with nh3, when published
    allowed = {("unescaped text", name) for name in (*cleaned, "_components/icon.html")}  # icons are our own
    found = {
        (what, str(path.relative_to(TEMPLATES)))
        for path in _page_templates()
        if re.search(pattern, re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S))
    }
    assert found <= allowed


def test_every_text_of_a_template_can_be_translated():
    """A sentence between tags goes through gettext: a rough net, that catches words outside of {{ }}."""
    words = re.compile(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<")
    found = {
        (str(path.relative_to(TEMPLATES)), match)
        for path in _page_templates()
        if path.name != "components.html"
        for match in words.findall(re.sub(r"{[#%{].*?[#%}]}", "", path.read_text(), flags=re.S))
    }
    assert found == set()


def test_no_room_has_outgrown_itself():
    long = {
        str(path.relative_to(ROOT)): count
        for folder in ("mentortrain", "static/css", "static/js", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".css", ".js") and "vendor" not in path.parts
        if (count := len(path.read_text().splitlines())) > 340
    }
    assert long == {}


def test_vendored_files_are_what_the_list_says():
    import subprocess
    import sys

    check = subprocess.run(
        [sys.executable, ROOT / "static/vendor/fetch.py", "--check"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert check.returncode == 0, check.stderr
