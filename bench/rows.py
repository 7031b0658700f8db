"""The rows of the table: what is asked for, by whom, and how to know that the answer is right."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.site import Running
from bench.visitor import Unexpected, Visitor

HELLO, PAGE = "floor: hello", "floor: page"


@dataclass(frozen=True)
class Ask:
    """One request as it is sent; "{seq}" in the body becomes a rising number."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""

    def as_sent(self) -> dict[str, str]:
        """Head and body for the load."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        if self.body:
            lines.append("Content-Length: {length}")
        return {"head": "\r\n".join(lines) + "\r\n\r\n", "body": self.body}


@dataclass(frozen=True)
class Row:
    """A row: `asks` holds, for each person, what they send in turn."""

    name: str
    port: int
    asks: Sequence[Sequence[Ask]]
    word: str
    status: int = 200
    against: str = PAGE  # the floor that it is compared with
    aim: str = ""  # in words, for the table
    most: Callable[[float, float], bool] | None = None  # (CPU ms, ratio) -> whether the aim is met
    answers: Sequence[Sequence[tuple[int, int]]] = ()  # what is saved: (attempt, slot) of each ask


@dataclass
class Stage:
    """Who is there: a browser for each person, staff, and what `bench.stage` said."""

    running: Running
    said: dict[str, Any]
    people: list[Visitor]
    staff: Visitor

    @classmethod
    def enter(cls, running: Running, connections: int) -> Stage:
        """Make the data, then everybody signs in through a mailed link."""
        said = running.on_stage("people", str(connections))
        visitors = [
            Visitor(running.port, f"198.51.100.{number + 1}") for number in range(len(said["people"]) + 1)
        ]
        for visitor, link in zip(visitors, [said["staff"], *said["people"]], strict=True):
            visitor.sign_in(link)
            visitor.get("/learn")  # the session has its form token from here on
        return cls(running, said, visitors[1:], visitors[0])


def rows(stage: Stage) -> list[Row]:
    """Every row, the floor's first."""
    said, running = stage.said, stage.running
    course = f"/learn/{said['course']}"
    twice = ("at most 2 x", lambda milliseconds, ratio: ratio <= 2)
    nobody = [Visitor(running.port, f"203.0.113.{number + 1}") for number in range(len(stage.people))]
    known = [_entered(running.floor_port, number + 1) for number in range(len(stage.people))]
    feeds = {events: urllib.parse.urlsplit(url).path for events, url in said["feeds"].items()}

    def page(name: str, path: str, word: str, who: Sequence[Visitor], aim: Any = twice) -> Row:
        return Row(
            name,
            who[0].port,
            [[Ask("GET", path, one.headers())] for one in who],
            word,
            aim=aim[0],
            most=aim[1],
        )

    return [
        Row(
            HELLO,
            running.floor_port,
            [[Ask("GET", "/hello", one.headers())] for one in nobody],
            "hello",
            against=HELLO,
        ),
        page(PAGE, "/page", "Good morning, Person ", known, aim=("", None)),
        page("Sign-in page", "/sign-in", "csrf_token", nobody),
        page("Home", "/", "Your path to ready", stage.people),
        page("Course", course, "mentoring", stage.people),
        page("Lesson", f"{course}/lessons/{said['lesson']}", "Goal of this lesson", stage.people),
        _saving(stage),
        page(
            "Board",
            f"/programs/{said['program']}/readiness",
            "nearest to ready",
            [stage.staff] * len(stage.people),
        ),
        *(
            each
            for events, path in feeds.items()
            for each in (_feed(events, path, stage), _unchanged(events, path, stage))
        ),
    ]


def _entered(port: int, number: int) -> Visitor:
    visitor = Visitor(port, f"192.0.2.{number}")
    visitor.get(f"/enter/{number}")
    return visitor


def _saving(stage: Stage) -> Row:
    """Everybody answers question after question of an attempt of their own, as the page's script does."""
    said, asks, places = stage.said, [], []
    quiz = f"/learn/{said['course']}/quizzes/{said['quiz']}"
    for number, one in enumerate(stage.people):
        location = urllib.parse.urlsplit(one.send(f"{quiz}/attempts", shown_at="/learn")).path
        attempt = int(location.split("/attempts/")[1].split("/")[0])
        form = {
            "csrf_token": one.token_of("/learn"),
            "client_uuid": f"00000000-0000-4000-8000-{number:012}",
            "chosen": "0",
        }
        headers = one.headers(
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        )
        body = urllib.parse.urlencode(form) + "&client_seq={seq}"
        slots = range(1, said["questions"] + 1)
        asks.append(
            [Ask("POST", f"{quiz}/attempts/{attempt}/{slot}/saving", headers, body) for slot in slots]
        )
        places.append([(attempt, slot) for slot in slots])
    return Row("Save an answer", stage.running.port, asks, '"saved_at"', answers=places)


def _feed(events: str, path: str, stage: Stage) -> Row:
    readers = [Visitor(stage.running.port, one.address) for one in stage.people]
    asks = [[Ask("GET", path, reader.headers({"Accept": "text/calendar"}))] for reader in readers]
    aim = ("at most 3 ms", lambda milliseconds, ratio: milliseconds <= 3) if events == "1000" else ("", None)
    return Row(f"Feed of {int(events):,}", stage.running.port, asks, "END:VCALENDAR", aim=aim[0], most=aim[1])


def _unchanged(events: str, path: str, stage: Stage) -> Row:
    status, headers, body = Visitor(stage.running.port, "203.0.113.250").ask("GET", path)
    if status != 200 or body.count(b"BEGIN:VEVENT") != int(events):
        raise Unexpected(f"the feed of {events} has {body.count(b'BEGIN:VEVENT')} events ({status})")
    tag = headers["etag"]
    readers = [Visitor(stage.running.port, one.address) for one in stage.people]
    asks = [
        [Ask("GET", path, reader.headers({"Accept": "text/calendar", "If-None-Match": tag}))]
        for reader in readers
    ]
    return Row(
        f"Feed of {int(events):,}, 304",
        stage.running.port,
        asks,
        tag,
        status=304,
        against=HELLO,
        aim="at most 2 x hello",
        most=lambda milliseconds, ratio: ratio <= 2,
    )
