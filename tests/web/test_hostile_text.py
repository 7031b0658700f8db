"""Hostile text in every field of every form, and then every page, mail and feed: nothing of it comes out as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.people.models import Person
from mentortrain.programs.queries import active_participations
from mentortrain.webinars.models import Webinar
from tests.tasks.stage import a_question_of, a_task_about
from tests.web.test_access import address

MARK = "hx7"
MARKUP = f"{MARK}<script>alert(7)</script>\"><img src=x onerror=alert(7)>'{{{{7*7}}}}${{7*7}}\u202e\u2066\U0001f600"
"""Short enough for a name; what templates, browsers and readers could each take for more than text."""
TEXTS = {
    "markup": MARKUP,
    "awkward": f"javascript:alert(7)//{MARK}" + "\u0301" * 60 + "\r\nBcc: evil@example.org\r\n\r\nX",
    "long": MARK + "x" * 10_000,
    "nul": f"{MARK}\x00",
}
# What a database itself may refuse, a long text and a NUL, is sent to both.
OF_EACH_TEXT = pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=[pytest.mark.either] if name in ("markup", "awkward") else [])
        for name, text in TEXTS.items()
    ],
)
LEFT_OUT = re.compile(
    r"/sign-out|/dev/|/you/security|erasure|archive|/photo|/retry|cancellation|^/sign-in|sessions/|password"
)
"""What ends the visit, or the thing that is looked at; the reason of a cancellation has its own test."""


class Seen(HTMLParser):
    """The forms of a page, its links, and what should not be there."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[str, dict[str, tuple[str, str]]]] = []
        self.links: list[str] = []
        self.wrong: list[str] = []
        self._select = ""
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given:
            self.wrong.append("a script")
        self.wrong += [
            f"{tag} {name}"
            for name in given
            if name.startswith("on") or (tag == "img" and given.get("src") == "x")
        ]
        self.links += [given[name] for name in ("href", "src", "action", "formaction") if name in given]
        if tag == "form":
            self.forms.append(
                (given.get("action", "") if given.get("method", "").lower() == "post" else "get", {})
            )
        elif self.forms and tag in ("input", "textarea", "select", "button") and given.get("name"):
            kind = given.get("type", "text") if tag == "input" else tag
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1][1].setdefault(given["name"], (kind, given.get("value", "")))
            self._select = given["name"] if tag == "select" else self._select
        elif tag == "option" and self.forms and self._select in self.forms[-1][1]:
            chosen = self.forms[-1][1][self._select][1]
            value = given.get("value", "") if "selected" in given or not chosen else chosen
            self.forms[-1][1][self._select] = ("select", value)


def filled(fields, text):
    """A form as somebody would send it who writes `text` wherever there is room for text."""
    usual = {
        "date": "2026-12-10",
        "datetime-local": "2026-12-10T20:00",
        "number": "30",
        "email": f"{MARK}'+<x>@example.org",
        "url": "https://meet.example.org/room",
        "password": "correct horse battery staple",
    }
    data = {}
    for name, (kind, value) in fields.items():
        if name == "csrf_token" or kind in ("hidden", "select", "radio", "checkbox"):
            data[name] = value
        elif kind in ("text", "textarea", "search"):
            data[name] = text if name != "minutes" else "45"
        elif kind in usual:
            data[name] = value or usual[kind]
    return data


@pytest.fixture
def values(app, program, amina, chandra, plan, at):
    webinar_id = plan()
    with app.app_context():
        session.get_one(Webinar, webinar_id).is_public = True
        part = active_participations(amina.id)[0].id
        session.get_one(Person, chandra.id).is_admin = True
        session.commit()
    return {
        "program_id": program.id, "participation_id": part, "webinar_id": webinar_id, "report_id": 1,
        "course_key": "mentoring-basics",
        "lesson_key": "no-lesson", "quiz_key": "no-quiz", "number": 1, "token": "never-was", "attempt_id": 1,
        "reflection_id": 1, "step_kind": "lesson", "step_key": "no-lesson", "demand_id": 1,
        "slot": 1, "certificate_number": "MT-2222-2222", "certificate_id": 1,
        "play_id": 1, "conversation_key": "no-conversation", "link_id": 1,
        "feed_id": 1, "message_id": 1, "copy_id": 1, "kind": "people.photo", "owner_id": amina.id, "digest": "0" * 64,
        "job_id": "x", "person_id": amina.id, "task_id": a_task_about(app, amina.id, program.id, at), "cohort_id": 1,
        "concern_id": a_question_of(app, amina),
    }  # fmt: skip


def pages(app, visitor, values):
    """(address, text) of every page that this visitor may open."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in rule.methods and rule.endpoint != "static" and rule.arguments <= set(values):
            url = address(rule, values)
            answer = visitor.get(url)
            assert answer.status_code < 500 or rule.endpoint == "web.ready", url
            if answer.mimetype == "text/html" and not url.startswith("/dev/"):
                yield url, answer.get_data(as_text=True)


def forms(app, visitor, values):
    """(address, fields) of every form of every page that is sent here."""
    return [
        (action or url, fields)
        for url, page in pages(app, visitor, values)
        for action, fields in Seen(page).forms
        if action != "get" and not LEFT_OUT.search(action or url)
    ]


def fill_everything(app, visitor, values, text, found=None):
    """Send every form of every page; (address, status) of each. `found`: what `forms` says of these pages."""
    sent = []
    for target, fields in found or forms(app, visitor, values):
        data = filled(fields, text)
        if "csrf_token" in data:
            data["csrf_token"] = visitor.token()  # of this visit, wherever the form was found
        sent.append((target, visitor.client.post(target, data=data).status_code))
    return sent


@pytest.fixture(scope="module")
def at_first(database_url):
    """The forms that staff find before anything was sent: the same before each text, and looked for once."""
    return []


def faults(page):
    seen = Seen(page)
    bad = [
        link
        for link in seen.links
        if re.match(
            r"\s*(?!https?:|mailto:|tel:|webcal:|otpauth:|data:image/svg|/|#|\?|$|[\w.]+$)[^/]*:", link
        )
    ]
    return (
        seen.wrong
        + bad
        + (["49"] if f"{MARK}49" in page or "alert(7)</script>" in page.replace("&lt;/", "") else [])
    )


@OF_EACH_TEXT
def test_whatever_is_typed_anywhere_comes_out_as_text(
    app, amina, bruno, chandra, values, letters, text, at_first
):
    at_first[:] = at_first or forms(app, chandra, values)
    sent = fill_everything(app, chandra, values, text, at_first) + fill_everything(app, amina, values, text)
    assert len(sent) > 10
    assert [(url, status) for url, status in sent if status >= 500] == []
    with app.app_context():
        names = session.scalars(select(Person.name)).all()
    if text == MARKUP:
        assert any(MARK in name for name in names)  # it did get in
        assert {status for _, status in sent} >= {302}
    shown = 0
    for visitor in (chandra, amina, bruno) if text == MARKUP else (chandra,):
        for url, page in pages(app, visitor, values):
            assert faults(page) == [], url
            shown += MARK in page
    if text == MARKUP:
        assert shown > 5
    for letter in letters():
        check_letter(letter)


def check_letter(letter):
    """No header of a mail was made by what somebody typed, and its HTML has no markup of theirs."""
    assert letter["Bcc"] is None
    assert len(letter.get_all("To")) == len(letter.get_all("From")) == len(letter.get_all("Subject")) == 1
    for name, value in letter.items():
        assert "\n" not in value.replace("\r\n ", "").replace("\n ", ""), name
    body = letter.get_body(("html",))
    if body:
        assert faults(body.get_content()) == []


NAMES = [
    'Amina, "the" <b>Odhiambo</b>; x',
    "a\r\nBcc: evil@example.org",
    "=?utf-8?q?evil?=",
    "\u202eanimA",
    "Đorđević\t\x0b\x85\u2028x",
]


@pytest.mark.either
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_and_title_stay_in_their_lines_of_mails_and_calendars(
    app, amina, chandra, program, plan, letters, name
):
    amina.post("/you", {"name": name, "time_zone": "UTC"})
    with app.app_context():
        session.get_one(Person, amina.id).name = name  # as an import or an older version could have left it
        session.commit()
    webinar_id = plan(title=name, description=name, host_name=name)
    amina.post(f"/programs/{program.id}/sessions/{webinar_id}/registration")
    chandra.post(f"/programs/{program.id}/webinars/{webinar_id}/cancellation", {"reason": name})
    found = letters()
    assert len(found) >= 1
    for letter in found:
        check_letter(letter)
        for part in letter.walk():
            if part.get_content_type() == "text/calendar":
                lines = part.get_content().replace("\r\n ", "").split("\r\n")
                allowed = re.compile(r"[A-Z-]+[;:]|$")
                assert [line for line in lines if not allowed.match(line)] == []
                assert not any(line.startswith("Bcc") for line in lines)
    address_of_feed = re.search(
        r"https?://\S+/feeds/[^\s\"<]+", amina.post("/calendar", {"name": name}).text or ""
    )
    for url in ("/", "/sessions", "/calendar", "/you"):
        assert faults(amina.get(url).text) == [], url
    assert (
        address_of_feed is None
        or amina.get(address_of_feed[0].removeprefix("http://localhost")).status_code == 200
    )


AT_THE_DOOR = ("/sign-in", "/sign-in/password")
OF_THE_ACCOUNT = (
    "/you/security",
    "/you/security/password",
    "/you/security/address",
    "/you/security/two-step",
    "/you/privacy/erasure",
)


@OF_EACH_TEXT
def test_hostile_text_at_the_door_and_in_the_account_s_own_forms(app, amina, nobody, letters, text):
    """What the walk above leaves out, for it ends the visit: here every field takes the text, secrets too."""
    sent = 0
    for visitor, addresses in ((amina, OF_THE_ACCOUNT), (nobody, AT_THE_DOOR)):
        for url in addresses:
            page = visitor.get(url)
            assert page.status_code == 200, url
            for action, fields in Seen(page.get_data(as_text=True)).forms:
                typed = {name for name, (kind, _) in fields.items() if kind not in ("hidden", "button")}
                if action == "get" or not typed:
                    continue
                data = {name: text if name in typed else value for name, (_, value) in fields.items()}
                answer = visitor.client.post(action or url, data=data)
                assert answer.status_code < 500, (url, action)
                assert faults(answer.get_data(as_text=True)) == [], (url, action)
                sent += 1
    assert sent >= 4
    for letter in letters():
        check_letter(letter)
