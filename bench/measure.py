"""Measuring: short slices of load, row after row and round after round, so that a busy minute hits all alike."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.load import percentile
from bench.rows import Row, Stage
from bench.site import Running
from bench.visitor import Unexpected, Visitor
from mentortrain.launch.arguments import ROOT
from mentortrain.launch.bell import Bell

CONNECTIONS = (8, 32)
ROUNDS = 3
WARM_UP = 0.3  # seconds
WARM_UP_OF_CHANGES = 3.0  # until each process has met each of twenty addresses


@dataclass
class Load:
    """What a row did under so many connections."""

    requests: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """The latency under which `share` of the requests lie."""
        return percentile(sorted(self.latencies), share) * 1000


@dataclass
class Result:
    """A row as measured."""

    row: Row
    size: int = 0
    zipped: int = 0
    statements: int = 0
    loads: dict[int, Load] = field(default_factory=dict)
    cpu: list[float] = field(default_factory=list)  # milliseconds a request, of each slice
    handed_in: int = 0  # whole quizzes so far
    acknowledged: dict[str, int] = field(default_factory=dict)  # the last number said to be saved, by place

    @property
    def cpu_ms(self) -> float:
        """Processor time a request: the median of the slices, as a neighbour's busy second is none of ours."""
        return median(self.cpu) if self.cpu else 0.0


class Missing(Exception):  # noqa: N818  (it reads as what happened)
    """An answer that the site said was saved is not in the database."""


def measure(stage: Stage, chosen: Sequence[Row], bell: Bell, *, seconds: float) -> list[Result]:
    """Each row for `seconds` at each number of connections. Unexpected when an answer is wrong."""
    results = [Result(row) for row in chosen]
    for result in results:
        _look(result)
    _count_statements(stage.running, results)
    sequence = 1_000
    for connections in CONNECTIONS:
        for result in results:
            result.loads[connections] = Load()
            warm_up = WARM_UP_OF_CHANGES if result.row.changes else WARM_UP
            sequence = _slice(stage, result, connections, warm_up, sequence, bell, counts=False)
        for _ in range(ROUNDS):
            for result in results:
                sequence = _slice(stage, result, connections, seconds / ROUNDS, sequence, bell)
    for result in results:
        if result.row.whole:
            _check_handed_in(stage.running, result)
        if result.row.answers:
            _check_saved(stage.running, result)
    return results


def _look(result: Result) -> None:
    """One request, looked at closely: its bytes as they come, and as a proxy would compress them."""
    ask, row = result.row.asks[0][0], result.row
    visitor = Visitor(row.port, "")
    visitor.headers = lambda more=None: ask.headers  # type: ignore[method-assign]
    status, headers, body = visitor.ask(ask.method, ask.path) if not ask.body else (row.status, {}, b"")
    if status != row.status:
        raise Unexpected(f"{row.name}: {status}")
    result.size = len(body)
    plain = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    result.size, result.zipped = len(plain), len(gzip.compress(plain, 6)) if plain else 0


def _count_statements(running: Running, results: Sequence[Result]) -> None:
    ours = [result for result in results if result.row.port == running.port]
    for some in ([one for one in ours if not one.row.changes], [one for one in ours if one.row.changes]):
        given = [_as_given(result.row) for result in some]
        for result, count in zip(some, running.on_stage("statements", given=given), strict=True):
            result.statements = count
    for result in results:
        if result.row.port == running.floor_port:
            result.statements = 2 if result.row.name.endswith("page") else 0


def _as_given(row: Row) -> list[dict[str, Any]]:
    """One request of a row, or all that make a whole, for `bench.stage`."""
    return [
        {
            "method": ask.method,
            "path": ask.path,
            "headers": ask.headers,
            "body": ask.body.replace("{seq}", "1"),
            "status": ask.status or row.status,
            "changes": row.changes,
        }
        for ask in row.asks[0][: None if row.whole else 1]
    ]


def _slice(
    stage: Stage,
    result: Result,
    connections: int,
    seconds: float,
    sequence: int,
    bell: Bell,
    *,
    counts: bool = True,
) -> int:
    """One slice of load; the first number that no request has used yet."""
    bell.wait(0)
    row = result.row.anew() if result.row.anew else result.row
    before = stage.running.cpu_seconds()
    found = _load(stage.running, row, connections, seconds, sequence)
    stage.running.settle(bell)
    used = stage.running.cpu_seconds() - before - found["changing"]
    if found["wrong"]:
        raise Unexpected(f"{row.name}: a wrong answer under load\n{found['wrong'][0]}")
    result.acknowledged |= found["acknowledged"]
    if row.whole:
        result.handed_in += int(found["requests"])
    if counts:
        load = result.loads[connections]
        load.requests += found["requests"]
        load.seconds += found["seconds"]
        load.latencies += found["latencies"]
        result.cpu.append(1000 * used / found["requests"])
    return sequence + int(found["requests"]) + 1


def _load(running: Running, row: Row, connections: int, seconds: float, sequence: int) -> dict[str, Any]:
    """Run the load beside us: its processor time is nobody's."""
    people = [row.asks[number % len(row.asks)] for number in range(connections)]
    job = {
        "host": "127.0.0.1",
        "port": row.port,
        "seconds": seconds,
        "status": row.status,
        "word": row.word,
        "requests": [[ask.as_sent() for ask in asks] for asks in people],
        "first_seq": sequence,
        "whole": row.whole,
    }
    if row.changes:
        job["changes"] = [sys.executable, "-m", "bench.stage", "changes", row.changes]
        job["env"] = dict(running.env)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT, input=json.dumps(job), capture_output=True, text=True, timeout=seconds + 120,
    )  # fmt: skip
    if done.returncode:
        raise Unexpected(f"the load failed: {done.stderr[-1000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _check_saved(running: Running, result: Result) -> None:
    """The last number of each place that was said to be saved is there, or a later one."""
    expected, answers = [], result.row.answers
    for place, number in result.acknowledged.items():
        connection, turn = map(int, place.split(":"))
        attempt, slot = answers[connection % len(answers)][turn]
        expected.append((attempt, slot, number))
    there = running.on_stage("answers", given=expected)
    if there != len(expected):
        raise Missing(f"{len(expected) - there} of {len(expected)} saved answers are not in the database")


def _check_handed_in(running: Running, result: Result) -> None:
    """Every try whose result was shown is there, with all its answers."""
    there = running.on_stage("handed_in")
    if there < result.handed_in:
        raise Missing(
            f"{result.handed_in - there} of {result.handed_in} whole quizzes are not in the database"
        )
