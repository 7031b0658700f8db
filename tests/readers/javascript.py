"""ical.js, which Thunderbird and Nextcloud read calendars with, and node-ical: two readers in JavaScript.

They need `node` and `npm`. Their packages are pinned in `js/package-lock.json` and installed once, into the cache of
whoever runs the tests, by `npm ci`: nothing of them is in the project.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from tests.readers import Read

_SOURCE = Path(__file__).parent / "js"
_FILES = ("package.json", "package-lock.json", "read.mjs")


def read(*contents: bytes, zone: str = "UTC") -> dict[str, list[list[Read]]]:
    """By reader, what it finds in each content, by UID. The machine stands in `zone`.

    Skips where node or npm is missing, or the packages cannot be fetched.
    """
    texts = [content.decode() for content in contents]
    done = subprocess.run(
        ["node", "read.mjs"],
        cwd=_installed(),
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "TZ": zone},
    )
    assert done.returncode == 0, done.stderr
    return {
        reader: [sorted(_event(one) for one in found) for found in all_found]
        for reader, all_found in json.loads(done.stdout).items()
    }


def _event(found: dict[str, str]) -> Read:
    starts, ends = (datetime.fromisoformat(found[name]) for name in ("starts", "ends"))
    return Read(found["uid"], int(found["sequence"]), starts, ends, found["status"], found["title"])


@cache
def _installed() -> Path:
    """The folder with the packages. Several processes of one run wait for the first of them."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: apt install nodejs npm)")
    pinned = hashlib.sha256(b"".join((_SOURCE / name).read_bytes() for name in _FILES)).hexdigest()[:16]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mentortrain"
    folder = caches / f"calendar-readers-{pinned}"
    caches.mkdir(parents=True, exist_ok=True)
    with (caches / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in _FILES:
        shutil.copy(_SOURCE / name, folder / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        pytest.skip(f"npm cannot fetch the readers: {done.stderr.strip()[-300:]}")
    (folder / "done").touch()
