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
    """One request as it is sent; "{seq}" in the body becomes a rising number, "{attempt}" in the path the attempt
    that was begun."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""
    status: int = 0  # of the answer, and a word in it, where they are others than the row's
    word: str = ""

    def as_sent(self) -> dict[str, Any]:
        """Head and body for the load."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        if self.body:
            lines.append("Content-Length: {length}")
        head = "\r\n".join(lines) + "\r\n\r\n"
        return {"head": head, "body": self.body, "status": self.status, "word": self.word}


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
    whole: bool = False  # the asks of a person are one thing, and measured as one
    anew: Callable[[], Row] | None = (
        None  # the row as it must be asked now, where other rows change something
    )
    changes: str = ""  # the calendar in which there is a change before the asks begin anew; all share them


LARGE = {"thousand": "board", "feeds": "feed"}
"""Parts of the data that take long to make, each with the word that its rows begin with."""


@dataclass
class Stage:
    """Who is there: a browser for each person, staff, and what `bench.stage` said."""

    running: Running
    said: dict[str, Any]
    people: list[Visitor]
    staff: Visitor
    takers: list[Visitor]

    @classmethod
    def enter(cls, running: Running, connections: int, wanted: str | None) -> Stage:
        """Make the data, then everybody signs in through a mailed link. What takes long is made only for its rows."""
        large = [part for part in LARGE if wanted is None or LARGE[part] in wanted.lower()]
        said = running.on_stage("people", str(connections), *large)
        links = [said["staff"], *said["people"], *said["takers"]]
        visitors = [Visitor(running.port, f"198.51.100.{number + 1}") for number in range(len(links))]
        for visitor, link in zip(visitors, links, strict=True):
            visitor.sign_in(link)
            visitor.get("/learn")  # the session has its form token from here on
        last = len(said["people"]) + 1
        return cls(running, said, visitors[1:last], visitors[0], visitors[last:])


def rows(stage: Stage) -> list[Row]:
    """Every row, the floor's first."""
    said, running = stage.said, stage.running
    course = f"/learn/{said['course']}"
    twice = ("at most 2 x", lambda milliseconds, ratio: ratio <= 2)
    nobody = [Visitor(running.port, f"203.0.113.{number + 1}") for number in range(len(stage.people))]
    known = [_entered(running.floor_port, number + 1) for number in range(len(stage.people))]
    everybody = [stage.staff] * len(stage.people)
    feeds = {
        events: [urllib.parse.urlsplit(url).path for url in urls] for events, urls in said["feeds"].items()
    }

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
        saving := _saving(stage),
        Row(
            "Quiz page",
            running.port,
            [
                [Ask("GET", asks[1].path.removesuffix("/saving"), one.headers())]
                for one, asks in zip(stage.people, saving.asks, strict=True)
            ],
            "Save and go on",
            aim=twice[0],
            most=twice[1],
        ),
        _whole(stage),
        *(
            page(name, f"/programs/{said[program]}/readiness", "nearest to ready", everybody)
            for name, program in (("Board", "program"), ("Board of 1,000", "thousand"))
        ),
        *(
            each
            for events, paths in feeds.items()
            for each in (
                _feed(events, paths[0], stage),
                _changed(events, paths, stage),
                _unchanged(events, paths[0], stage),
            )
        ),
    ]


def _entered(port: int, number: int) -> Visitor:
    visitor = Visitor(port, f"192.0.2.{number}")
    visitor.get(f"/enter/{number}")
    return visitor


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _saving(stage: Stage) -> Row:
    """Everybody answers question after question of an attempt of their own, as the page's script does."""
    said, asks, places = stage.said, [], []
    quiz = f"/learn/{said['course']}/quizzes/{said['quiz']}"
    for number, one in enumerate(stage.people):
        location = urllib.parse.urlsplit(one.send(f"{quiz}/attempts", shown_at="/learn")).path
        attempt = int(location.split("/attempts/")[1].split("/")[0])
        headers = one.headers({**FORM, "Accept": "application/json"})
        body = _answer(one.token_of("/learn"), number)
        slots = range(1, said["questions"] + 1)
        asks.append(
            [Ask("POST", f"{quiz}/attempts/{attempt}/{slot}/saving", headers, body) for slot in slots]
        )
        places.append([(attempt, slot) for slot in slots])
    return Row("Save an answer", stage.running.port, asks, '"saved_at"', answers=places)


def _whole(stage: Stage) -> Row:
    """A try from its start to its result: ten answers as the page's script saves them, and handed in."""
    ten, asks = stage.said["ten"], []
    quiz = f"/learn/{ten['course']}/quizzes/{ten['quiz']}/attempts"
    for number, one in enumerate(stage.takers):
        token = one.token_of("/learn")
        press = urllib.parse.urlencode({"csrf_token": token})
        headers, answering = one.headers(FORM), one.headers({**FORM, "Accept": "application/json"})
        asks.append(
            [
                Ask("POST", quiz, headers, press, status=302, word="/attempts/"),
                *(
                    Ask("POST", f"{quiz}/{{attempt}}/{slot}/saving", answering, _answer(token, number))
                    for slot in range(1, ten["questions"] + 1)
                ),
                Ask("POST", f"{quiz}/{{attempt}}/submission", headers, press, status=302, word="/result"),
            ]
        )
    return Row("A whole quiz of ten", stage.running.port, asks, '"saved_at"', whole=True)


def _answer(token: str, number: int) -> str:
    """The first choice, from a page of its own."""
    page = f"00000000-0000-4000-8000-{number:012}"
    form = {"csrf_token": token, "client_uuid": page, "chosen": "0"}
    return urllib.parse.urlencode(form) + "&client_seq={seq}"


def _feed(events: str, path: str, stage: Stage) -> Row:
    readers = [Visitor(stage.running.port, one.address) for one in stage.people]
    asks = [[Ask("GET", path, reader.headers({"Accept": "text/calendar"}))] for reader in readers]
    aim = _whole_feed(events)
    return Row(f"Feed of {int(events):,}", stage.running.port, asks, "END:VCALENDAR", aim=aim[0], most=aim[1])


def _whole_feed(events: str) -> tuple[str, Any]:
    return ("at most 3 ms", lambda milliseconds, ratio: milliseconds <= 3) if events == "1000" else ("", None)


def _changed(events: str, paths: Sequence[str], stage: Stage) -> Row:
    """Each address of the calendar is asked once after each change; the change must be in the answer."""
    reader = Visitor(stage.running.port, "203.0.113.251")
    asks = [Ask("GET", path, reader.headers({"Accept": "text/calendar"})) for path in paths]
    return Row(
        f"Feed of {int(events):,}, changed",
        stage.running.port,
        [asks],
        ":Change {change}\r\n",
        aim=_whole_feed(events)[0],
        most=_whole_feed(events)[1],
        changes=events,
    )


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
        anew=lambda: _unchanged(events, path, stage),
    )
