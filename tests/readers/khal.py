"""A person's calendar app: vdirsyncer fetches a feed over HTTP, khal lists what it understood.

Both are Debian packages of the same names. Everything they keep lies in the given folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

_BETWEEN, _AFTER = "\x1f", "\x1e"  # within an event, after an event: no feed of ours can hold them
_SHOWN = _BETWEEN.join(("{title}", "{start-long-full}", "{end-long-full}", "{status}", "{location}")) + _AFTER


@dataclass(frozen=True)
class Listed:
    """One event as khal shows it to a person in UTC. No UID: vdirsyncer puts its own in its place."""

    title: str
    start: datetime
    end: datetime
    status: str
    location: str


def listed(url: str, folder: Path, *, since: date, days: int = 400) -> list[Listed]:
    """Subscribe to `url` (or fetch it again, with the same folder) and return what khal lists, by start.

    AssertionError with the program's own words if one of them fails; skips where they are not installed.
    """
    for program in ("vdirsyncer", "khal"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: apt install vdirsyncer khal)")
    folder = folder.resolve()
    _configure(url, folder)
    vdirsyncer = ["vdirsyncer", "--config", str(folder / "vdirsyncer.conf")]
    _run([*vdirsyncer, "discover"], folder)
    _run([*vdirsyncer, "sync"], folder)
    khal = [
        "khal",
        "--config",
        str(folder / "khal.conf"),
        "list",
        "--once",
        "--day-format",
        "",
        "--format",
        _SHOWN,
    ]
    shown = _run([*khal, since.isoformat(), f"{days}d"], folder).split(_AFTER)
    return sorted(
        (_read(event) for event in shown if _BETWEEN in event), key=lambda event: (event.start, event.title)
    )


def _configure(url: str, folder: Path) -> None:
    events = folder / "events"
    events.mkdir(parents=True, exist_ok=True)
    (folder / "vdirsyncer.conf").write_text(
        f"""[general]
status_path = "{folder}/status"

[pair feed]
a = "here"
b = "site"
collections = null
conflict_resolution = "b wins"

[storage here]
type = "filesystem"
path = "{events}"
fileext = ".ics"

[storage site]
type = "http"
url = "{url}"
"""
    )
    (folder / "khal.conf").write_text(
        f"""[calendars]
[[feed]]
path = {events}
readonly = True

[sqlite]
path = {folder}/khal.db

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
    )


def _run(command: list[str], folder: Path) -> str:
    """Run it as a person with an empty home would, and nothing of the real one within reach."""
    home = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", **home}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def _read(shown: str) -> Listed:
    title, start, end, status, location = (field.strip() for field in shown.split(_BETWEEN))
    return Listed(title, _moment(start), _moment(end), status, location)


def _moment(shown: str) -> datetime:
    return datetime.strptime(shown, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
