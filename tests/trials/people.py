"""People with browsers, many at once, over real HTTP; and the program that they are in."""

from __future__ import annotations

import http.client
import io
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mentortrain import clock
from mentortrain.db import session
from mentortrain.learning.models import Quiz
from mentortrain.people.actions import find_or_create, make_link
from mentortrain.programs.actions import enrol, make_program
from mentortrain.programs.models import Program
from mentortrain.webinars.actions import schedule
from tests.conftest import puentes
from tests.entering import cookies_and_token

COURSE = "/learn/mentoring-basics"
QUIZ = f"{COURSE}/quizzes/final-check"
QUESTIONS = 8
UNREACHED = (OSError, http.client.HTTPException)
"""No answer came: nobody knows whether it was done."""

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    def well(self) -> Answer:
        """Itself; AssertionError with its words if it is neither a page nor a redirect into the site."""
        title = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        said = f"{self.status} {title[1].strip() if title else self.text[:200]}"
        assert self.status < 400 and "/sign-in" not in self.location, said
        return self


@dataclass
class Client:
    """Somebody with cookies. Follows no redirect; each request has a connection of its own."""

    url: str
    id: int = 0
    email: str = ""
    patience: float = 60.0  # seconds
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    source: str = ""  # the address that they come from: one of the loopback's

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, values: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form, with the token of this session."""
        sent = urllib.parse.urlencode({"csrf_token": self.token, **(values or {})}, doseq=True)
        return self._ask("POST", path, sent, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def agree(self, path: str, values: dict[str, Any]) -> Answer:
        """Send the form of a session, and say yes to what it would do as often as it is asked."""
        answer = self.post(path, values)
        while answer.status == 200 and (sure := re.search(r'name="sure" value="(\w+)"', answer.text)):
            answer = self.post(path, values | {"sure": sure[1]})
        return answer

    def send_file(self, path: str, name: str, data: bytes) -> Answer:
        """A form whose field `file` holds this."""
        boundary, body = encode_multipart(
            {"csrf_token": self.token, "file": FileStorage(io.BytesIO(data), name)}
        )
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def sign_in(self, token: str) -> None:
        """Through a mailed link; the forms' token is kept."""
        self.read_token(f"/sign-in/{token}")
        assert self.post(f"/sign-in/{token}").status == 302
        self.read_token("/you")

    def read_token(self, path: str) -> None:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        assert found, path
        self.token = found[1]

    def twin(self) -> Client:
        """The same session in another tab."""
        return Client(
            self.url, self.id, self.email, self.patience, dict(self.cookies), self.token, self.source
        )

    def _ask(self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> Answer:
        parts, began = urllib.parse.urlsplit(self.url), time.monotonic()
        link = http.client.HTTPConnection(
            str(parts.hostname),
            parts.port,
            timeout=self.patience,
            source_address=(self.source, 0) if self.source else None,
        )
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            link.request(method, path, body, {"Cookie": cookies, "Accept": "text/html", **headers})
            answer = link.getresponse()
            text = answer.read().decode()
        finally:
            link.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: one.value for name, one in SimpleCookie(header).items()})
        return Answer(answer.status, text, answer.headers["Location"] or "", time.monotonic() - began)


@dataclass
class Cast:
    """A program with its staff and people, all signed in."""

    program_id: int
    webinar_ids: list[int]
    staff: Client
    people: list[Client]

    def session(self, number: int = 0) -> str:
        """The page of a session for participants."""
        return f"/programs/{self.program_id}/sessions/{self.webinar_ids[number]}"

    def desk(self, number: int = 0) -> str:
        """Its page for staff."""
        return f"/programs/{self.program_id}/webinars/{self.webinar_ids[number]}"


def gather(app: Flask, url: str, *, people: int, webinars: int = 1, apart: bool = False) -> Cast:
    """Chandra's program with so many mentors and webinars to come, everybody signed in at `url`.

    `apart`: each from an address of their own, for more people than may sign in from one; nobody opens a link, so
    that the site must have the key of `app`.
    """
    now = clock.real_now()
    with app.app_context():
        staff = find_or_create(email="chandra@example.org", name="Chandra Rao", time_zone="UTC", at=now)
        program = make_program(puentes(**_dates()), by=staff, at=now)
        # Who tries a quiz again and again here does not wait ten minutes in between.
        session.execute(update(Quiz).values(stored_settings={"wait_minutes": 0}))
        everybody = [staff]
        for number in range(people):
            email = f"person{number}@example.org"
            everybody.append(find_or_create(email=email, name=f"Person {number}", time_zone="UTC", at=now))
            enrol(program, everybody[-1], "mentor", at=now)
        ids = [_webinar(program, number) for number in range(webinars)]
        cast = Cast(program.id, ids, Client(url), [])
        links = [(one.id, one.email, make_link(one, at=now)) for one in everybody]
        session.commit()
    clients = []
    for number, (person_id, email, token) in enumerate(links):
        source = f"127.1.{number // 200}.{number % 200 + 1}" if apart else ""
        clients.append(Client(url, person_id, email, source=source))
        if apart:
            cookies, clients[-1].token = cookies_and_token(app, person_id)
            clients[-1].cookies = {name: morsel.value for name, morsel in cookies.items()}
        else:
            clients[-1].sign_in(token)
    cast.staff, *cast.people = clients
    return cast


def _dates() -> dict[str, Any]:
    today = clock.real_now().date()
    return {"opens_on": today, "pairing_on": today + timedelta(20), "ends_on": today + timedelta(120)}


def _webinar(program: Program, number: int) -> int:
    now = clock.real_now()
    wall = (now + timedelta(days=3 + number)).replace(tzinfo=None, second=0, microsecond=0)
    return schedule(
        program,
        title=f"Listening before advice, part {number + 1}",
        description="Two cases.",
        starts_wall=wall,
        time_zone="UTC",
        minutes=45,
        host_name="Grace Wanjiru",
        meeting_url="https://meet.example.org/room",
        at=now,
    ).id


def start_attempt(client: Client) -> str:
    """Begin (or go on with) the final quiz; the address of the attempt."""
    answer = client.post(f"{QUIZ}/attempts").well()
    found = re.match(rf"{QUIZ}/attempts/\d+", answer.location)
    assert found, answer.location
    return found[0]


def ask_for_a_link(url: str, email: str) -> Answer:
    """On the sign-in page, by somebody who is not signed in; perhaps it is too often (429)."""
    somebody = Client(url)
    somebody.read_token("/sign-in")
    answer = somebody.post("/sign-in", {"email": email})
    assert answer.status in (302, 429), answer.status
    return answer


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """All of these in threads that start together; their answers in order. What one raises is raised."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)
    faults: list[BaseException] = []

    def run(number: int, call: Callable[[], T]) -> None:
        try:
            gate.wait()
            answers[number] = call()  # type: ignore[call-overload]
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return answers  # type: ignore[return-value]


def percentile(seconds: Sequence[float], percent: float) -> float:
    """The smallest of them that so many percent do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def import_list(staff: Client, program_id: int, text: str) -> None:
    """Staff paste a list and confirm it."""
    page = staff.post(f"/programs/{program_id}/people/import", {"text": text}).well()
    staff.post(f"{page.location}/confirmation").well()
