"""The load: keep-alive connections that each send one request after the other. A process of its own.

A job comes as JSON on stdin, what was measured goes as JSON to stdout. Each answer is looked at: its status, and
a word that must be in it. A fast error is no result.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD_END = b"\r\n\r\n"
ATTEMPT = re.compile(rb"\nlocation: \S*/attempts/(\d+)/", re.IGNORECASE)
MOST_WRONG = 3  # shown; then it stops


@dataclass
class Job:
    """What to send, and what must come back."""

    host: str
    port: int
    seconds: float
    status: int
    word: str
    requests: list[list[dict[str, str]]]
    """For each connection, what it sends in turn: {"head": ..., "body": ...}, and its own "status" and "word" if
    they are others than the job's.

    "{seq}" in a body becomes a number that rises with each request of the connection, from `first_seq`, and
    "{attempt}" in a head the number of the attempt that the last answer with one led to.
    """
    first_seq: int = 1
    whole: bool = False
    """All that a connection sends in turn is measured as one, and always finished."""
    changes: list[str] = field(default_factory=list)
    """A command that changes something for each number that it is given on a line, and says the number when that is
    done. All connections share what is sent in turn; before it begins anew there is a change, "{change}" in the word
    is its number."""
    env: dict[str, str] = field(default_factory=dict)  # of the command

    changer: subprocess.Popen[str] | None = None
    asked: int = 0
    changed: int = 0
    latencies: list[float] = field(default_factory=list)  # seconds
    wrong: list[str] = field(default_factory=list)
    reconnected: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    """The last number answered well, by "connection:request"."""

    def start_changer(self) -> None:
        """With a first change, so that it is ready. No number comes twice: what has its name already is no change."""
        self.changed = self.first_seq
        self.changer = subprocess.Popen(
            self.changes, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.change()

    def change(self) -> None:
        """The next change; it is committed when this returns."""
        if self.changer is None or self.changer.stdin is None or self.changer.stdout is None:
            return
        self.changed += 1
        print(self.changed, file=self.changer.stdin, flush=True)
        if self.changer.stdout.readline().strip() != str(self.changed):
            self.wrong.append("nothing was changed")

    def take_turn(self, of: int) -> int:
        """Whose turn it is among all connections, of so many."""
        turn, self.asked = self.asked % of, self.asked + 1
        if turn == 0:
            self.change()
        return turn

    def end_changer(self) -> float:
        """What it had to do is done: processor seconds that it has cost the database server."""
        if self.changer is None or self.changer.stdin is None or self.changer.stdout is None:
            return 0.0
        self.changer.stdin.close()
        used = float(self.changer.stdout.readline())
        self.changer.wait(20)
        return used


class Connection(asyncio.Protocol):
    """One keep-alive connection; opened anew when the server has closed it."""

    def __init__(self, job: Job, number: int, until: float, finished: asyncio.Future[None]) -> None:
        self.job, self.number, self.until, self.finished = job, number, until, finished
        self.heads = [request["head"].encode() for request in job.requests[number]]
        self.bodies = [request["body"] for request in job.requests[number]]
        self.statuses = [b"%d" % int(request.get("status") or job.status) for request in job.requests[number]]
        self.words = [(request.get("word") or job.word).encode() for request in job.requests[number]]
        self.attempt, self.began_at = b"", 0.0
        self.change = b""
        self.turn, self.seq = 0, job.first_seq
        self.parts: list[bytes] = []
        self.wanted = 0  # bytes of the whole answer, once its head is read
        self.held = 0
        self.sent_at = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        self._send()

    def _send(self) -> None:
        if self.transport is None or self.finished.done():
            return
        if self.job.changer is not None:
            self.turn = self.job.take_turn(len(self.heads))
            self.change = str(self.job.changed).encode()
        head, body = self.heads[self.turn], self.bodies[self.turn].replace("{seq}", str(self.seq)).encode()
        head = head.replace(b"{attempt}", self.attempt)
        if body:
            head = head.replace(b"{length}", str(len(body)).encode())
        self.parts, self.held, self.wanted = [], 0, 0
        self.sent_at = time.perf_counter()
        if self.turn == 0:
            self.began_at = self.sent_at
        self.transport.write(head + body)

    def data_received(self, data: bytes) -> None:
        self.parts.append(data)
        self.held += len(data)
        if not self.wanted:
            start = b"".join(self.parts)
            end = start.find(HEAD_END)
            if end < 0:
                return
            self.parts = [start]
            self.wanted = end + len(HEAD_END) + _length(start[:end])
        if self.held >= self.wanted:
            self._answered(b"".join(self.parts))

    def _answered(self, answer: bytes) -> None:
        is_last = not self.job.whole or self.turn == len(self.heads) - 1
        if is_last:
            began = self.began_at if self.job.whole else self.sent_at
            self.job.latencies.append(time.perf_counter() - began)
        found = ATTEMPT.search(answer[: answer.find(HEAD_END) + 1])
        if found:
            self.attempt = found[1]
        if not self._is_right(answer):
            self.job.wrong.append(answer[:400].decode("utf-8", "replace"))
        else:
            self.job.acknowledged[f"{self.number}:{self.turn}"] = self.seq
        self.turn, self.seq = (self.turn + 1) % len(self.heads), self.seq + 1
        if (is_last and time.perf_counter() >= self.until) or len(self.job.wrong) >= MOST_WRONG:
            self._finish()
        elif b"connection: close" in answer[: answer.find(HEAD_END)].lower():
            self._reconnect()
        else:
            self._send()

    def _is_right(self, answer: bytes) -> bool:
        return (
            answer[9:12] == self.statuses[self.turn]
            and self.words[self.turn].replace(b"{change}", self.change) in answer
        )

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self._reconnect()  # the server replaced a worker; what was not answered is sent again

    def _reconnect(self) -> None:
        if self.transport is not None:
            transport, self.transport = self.transport, None
            transport.abort()
            self.job.reconnected += 1
            asyncio.ensure_future(self.open())  # noqa: RUF006  (the future ends the run)

    async def open(self) -> None:
        """Connect; the end of the run when that cannot be."""
        try:
            await asyncio.get_running_loop().create_connection(lambda: self, self.job.host, self.job.port)
        except OSError as error:
            self.job.wrong.append(f"no connection: {error}")
            self._finish()

    def _finish(self) -> None:
        if not self.finished.done():
            self.finished.set_result(None)
        if self.transport is not None:
            self.transport.abort()


def _length(head: bytes) -> int:
    """Of the body; an answer without one says so by its status."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def run(job: Job) -> dict[str, Any]:
    """Send until the time is over; what was measured."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        Connection(job, number, began + job.seconds, loop.create_future())
        for number in range(len(job.requests))
    ]
    await asyncio.gather(*(connection.open() for connection in connections))
    await asyncio.gather(*(connection.finished for connection in connections))
    took = time.perf_counter() - began
    return {
        "requests": len(job.latencies),
        "seconds": took,
        "latencies": job.latencies,
        "wrong": job.wrong,
        "reconnected": job.reconnected,
        "acknowledged": job.acknowledged,
    }


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value under which `share` (0 to 1) of them lie; 0 of none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def main(job: Job) -> dict[str, Any]:
    """The job, with whoever makes changes meanwhile."""
    if job.changes:
        job.start_changer()
    found = asyncio.run(run(job))
    return {**found, "changing": job.end_changer()}


if __name__ == "__main__":
    json.dump(main(Job(**json.load(sys.stdin))), sys.stdout)
