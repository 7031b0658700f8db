"""The main story on real processes in production, logging all there is: one number from the click to the mail
server's answer, every event a line of JSON, and no secret in any of them.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.mail.post_office import Office, knows, open_office
from tests.servers import wait_until
from tests.trials.site import FLASK, Site, running

AMINA, BRUNO = "amina.odhiambo@example.org", "bruno.restrepo@example.org"
EVE = "eve@example.org"
PASSWORD, SMTP_PASSWORD = "correct-horse-battery", "tr0ub4dor+smtp"
KEYS = {"SECRET_KEY": secrets.token_hex(32), "METRICS_TOKEN": secrets.token_urlsafe(24)}
ALWAYS = ["time", "level", "logger", "message", "process", "pid"]


@dataclass
class Visitor:
    """Somebody with cookies, who keeps in mind all that nobody else may read."""

    url: str
    jar: CookieJar = field(default_factory=CookieJar)
    secrets: set[str] = field(default_factory=set)

    def ask(self, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, Any, str]:
        """(status, headers, text) of an answer, redirects not followed."""
        opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}), _Stay()
        )
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), body, headers)
        try:
            answer = opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode()
        self.secrets |= {cookie.value for cookie in self.jar if cookie.value}
        return answer.status, answer.headers, text

    def post(self, path: str, *, shown_at: str, **data: str) -> tuple[int, Any, str]:
        """Send a form with the token of a page of this session."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask(shown_at)[2])
        assert found
        self.secrets.add(found[1])
        return self.ask(path, {"csrf_token": found[1], **data})


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@pytest.fixture
def office() -> Iterator[tuple[Office, int]]:
    office = Office()
    office.answers["RCPT"][BRUNO] = "550 5.1.1 nobody of that name"
    with open_office(office, authenticator=knows("site", SMTP_PASSWORD), auth_require_tls=False) as port:
        yield office, port


@pytest.fixture
def site(tmp_path: Path, office: tuple[Office, int]) -> Iterator[Site]:
    smtp = f"smtp://site:{urllib.parse.quote(SMTP_PASSWORD, safe='')}@127.0.0.1:{office[1]}"
    with running(tmp_path, f"sqlite:///{tmp_path / 'site.db'}", smtp) as site:
        site.env.update(KEYS)
        subprocess.run([*FLASK, "prepare"], env=site.env, check=True, capture_output=True)
        # Only now: no demonstration is loaded there, and a line for each of its statements takes as long again.
        site.env.update(MENTORTRAIN_ENV="production", LOG_LEVEL="debug", SLOW_STATEMENT_MS="1")
        site.start("web", "worker 1", "ticker 1")
        wait_until(lambda: Visitor(site.url).ask("/healthz")[0] == 200)
        yield site


def lines(site: Site, name: str) -> list[dict[str, Any]]:
    """A process' log, every line of which is one event."""
    text = (site.instance / "log" / f"{name}.log").read_text()
    events = [json.loads(line) for line in text.splitlines()]
    assert all(list(event)[:6] == ALWAYS for event in events)
    return events


def letter(office: Office, to: str) -> str:
    """The text of the newest mail to somebody, once it is there."""
    wait_until(lambda: to in office.recipients)
    [content] = [content for _, recipient, content in office.taken if recipient == to][-1:]
    return BytesParser(policy=policy.default).parsebytes(content).get_body(("plain",)).get_content()


def test_one_number_from_the_click_to_the_answer_and_no_secret_on_the_way(site, office):
    amina, stranger = Visitor(site.url), Visitor(site.url)
    given = secrets.token_urlsafe(32)
    stranger.secrets |= {given, PASSWORD, SMTP_PASSWORD, *KEYS.values()}

    # Two ask for a link; one of them has no mailbox any more.
    status, headers, _ = amina.post("/sign-in", shown_at="/sign-in", email=AMINA)
    asked = headers["X-Request-ID"]
    in_vain = stranger.post("/sign-in", shown_at="/sign-in", email=BRUNO)[1]["X-Request-ID"]
    text = letter(office[0], AMINA)
    link = re.search(r"/sign-in/([\w-]{40,})", text)
    assert (status, bool(link)) == (302, True)
    amina.secrets |= {link[1], *re.findall(r"\b\d{3} \d{3}\b", text)}

    # She signs in, starts a quiz, registers, makes a calendar address; a calendar app reads it.
    page = f"/sign-in/{link[1]}"
    assert amina.post(page, shown_at=page)[0] == 302
    assert amina.post("/learn/mentoring-basics/quizzes/final-check/attempts", shown_at="/learn")[0] == 302
    registered = amina.post("/programs/1/sessions/3/registration", shown_at="/programs/1/sessions/3")
    assert registered[0] == 302
    shown = amina.post("/calendar", shown_at="/calendar", name="Phone")
    address = re.search(r"/feeds/([\w-]{20,})\.ics", shown[2] + amina.ask("/calendar/addresses/new")[2])
    assert address
    amina.secrets.add(address[1])
    assert stranger.ask(f"/feeds/{address[1]}.ics")[0] == 200

    # The mail of her place has links of her own: to join, and to say that she cannot come. Eve wants to come too.
    wait_until(lambda: office[0].recipients.count(AMINA) >= 2)
    mail = letter(office[0], AMINA)
    doors = dict(re.findall(r"/(join|answers)/(\d+-[0-9a-f]{64})", mail))
    assert set(doors) == {"join", "answers"}
    for door, token in doors.items():
        amina.secrets |= {token, token.partition("-")[2]}
        assert amina.ask(f"/{door}/{token}")[0] == 200
        assert amina.post(f"/{door}/{token}", shown_at=f"/{door}/{token}")[0] < 500
    opened = Visitor(site.url)
    with sqlite3.connect(site.env["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        database.execute("UPDATE webinar SET is_public = true WHERE id = 3")
    database.close()
    asked_for = {"name": "Eve Okafor", "email": EVE, "time_zone": "UTC"}
    assert opened.post("/open/1/3", shown_at="/open/1/3", **asked_for)[0] == 302
    place = re.search(r"/open/place/([\w-]{40,})", letter(office[0], EVE))
    assert place
    opened.secrets.add(place[1])
    assert opened.post(f"/open/place/{place[1]}", shown_at=f"/open/place/{place[1]}")[0] == 302

    # Wrong tokens, wrong pages, wrong forms, a part that breaks, and what is no HTTP at all.
    for wrong in (f"/sign-in/{given}", f"/first-administrator/{given}", f"/feeds/{given}.ics", f"/{given}"):
        assert stranger.ask(f"{wrong}?token={given}")[0] in (404, 410), wrong
    assert stranger.post(f"/sign-in/{given}", shown_at="/sign-in")[0] == 302
    assert stranger.ask("/sign-in", {"email": AMINA, "password": PASSWORD, "csrf_token": given})[0] == 400
    assert stranger.ask("/metrics", Authorization=f"Bearer {given}")[0] == 401
    assert stranger.ask("/metrics", Authorization=f"Bearer {KEYS['METRICS_TOKEN']}")[0] == 200
    assert "GET" not in _raw(site.port, f"GET /feeds/{address[1]}.ics?password={PASSWORD} HTTP/9.9")
    with sqlite3.connect(site.env["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        database.execute("ALTER TABLE sign_in_link RENAME TO away")
        broken = stranger.ask(page)
        database.execute("ALTER TABLE away RENAME TO sign_in_link")
    database.close()
    assert broken[0] == 500

    wait_until(lambda: any(one.get("trace") == in_vain for one in lines(site, "worker 1")))
    wait_until(lambda: len(office[0].recipients) >= 2)  # her registration
    web, worker, ticker = (lines(site, name) for name in ("web", "worker 1", "ticker 1"))

    clicked = [event for event in web if event.get("trace") == asked and "status" in event]
    assert [(one["endpoint"], one["status"], one["method"]) for one in clicked] == [
        ("people.request_link", 302, "POST")
    ]
    sent = [one for one in worker if one.get("trace") == asked and one["message"] == "mail sent"]
    assert [(one["kind"], one["answer"]) for one in sent] == [("people.sign_in", "250 OK")]
    refused = [one for one in worker if one.get("trace") == in_vain and one["message"] == "mail refused"]
    assert [one["answer"] for one in refused] == ["550 5.1.1 nobody of that name"]
    [error] = [one for one in web if one["message"] == "unhandled at /sign-in/<token>"]
    assert error["trace"] == broken[1]["X-Request-ID"]
    assert "no such table: sign_in_link" in error["error"]
    assert "parameters hidden" in error["traceback"]
    assert any(one["message"] == "slow statement" for one in web)
    assert any(one["logger"] == "sqlalchemy.engine.Engine" for one in web)
    assert not any(one["logger"] == "gunicorn.access" for one in web)
    assert {one["process"] for one in web + worker + ticker} <= {"web", "worker", "ticker", "command"}

    found = {
        (path.name, secret)
        for path in (site.instance / "log").glob("*.log")
        for secret in amina.secrets | stranger.secrets | opened.secrets
        if secret in path.read_text()
    }
    assert found == set()
    assert len(amina.secrets | stranger.secrets) >= 12


def _raw(port: int, line: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as visitor:
        visitor.sendall(f"{line}\r\n\r\n".encode())
        return visitor.recv(1000).decode()
