"""What the launcher says: a line per phase, and one line when something is wrong."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Trouble(Exception):  # noqa: N818  (it reads as what it is)
    """The start cannot go on; the text is one line that says what to do."""


def say(line: str) -> None:
    """A line for the person who started it; where it can no longer be written, the site goes on without."""
    with suppress(OSError):
        print(line, flush=True)


def complain(line: str) -> None:
    """The one line on stderr that ends a start."""
    print(f"error: {line}", file=sys.stderr, flush=True)


@contextmanager
def phase(title: str) -> Iterator[None]:
    """Show `title ...` at once and its seconds when done; close the line when it fails."""
    began = time.monotonic()
    print(f"{title} ...", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def last_lines(path: Path, count: int) -> list[str]:
    """The last `count` lines of a log that say something, in words; none when it cannot be read."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 16_384))
            text = log.read().decode("utf-8", "replace")
    except OSError:
        return []
    return [in_words(line.rstrip()) for line in text.splitlines() if line.strip()][-count:]


def in_words(line: str) -> str:
    """What a log event of production says, which is a line of JSON; any other line as it is."""
    if not line.startswith('{"time"'):
        return line
    try:
        event = json.loads(line)
    except ValueError:
        return line
    return str(event.get("error") or event.get("message") or line)
