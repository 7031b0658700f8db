"""The two commands as a newcomer gives them: a fresh clone, a fresh home, and the real site."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launch.copies import ROOT, Project, Site, end_all, plain_environment, wait_for

pytestmark = pytest.mark.trial


@pytest.fixture
def clone(short_path: Path) -> Iterator[Project]:
    """What git would clone, uncommitted changes included."""
    project = Project(short_path / "mentortrain", plain_environment(short_path / "home"))
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, project.folder / name)
    yield project
    end_all(project)


def test_one_command_from_a_clone_to_a_page(clone: Project) -> None:
    began = time.monotonic()
    site = clone.start(patience=180)
    first = time.monotonic() - began
    assert first < 120, site.said()  # a minute on a machine of one's own; tests share theirs
    base = f"http://127.0.0.1:{site.port}"
    assert re.findall(rf"^  (\w+) .+ {base}/sign-in/\S+$", site.said(), re.MULTILINE) == [
        "Mentor",
        "Mentee",
        "Staff",
        "Administrator",
    ]
    for link in re.findall(r"http\S+/sign-in/\S+", site.said()):
        assert b"<form" in site.get(link.removeprefix(base))  # looking does not use it up
    wait_for(lambda: is_ready(site), 30, site.said)
    assert site.end() == 0
    assert site.everything() == []

    began = time.monotonic()
    again = clone.start(patience=60)
    assert time.monotonic() - began < first / 2 + 5, again.said()
    wait_for(lambda: is_ready(again), 30, again.said)
    assert again.end() == 0
    assert again.everything() == []


def is_ready(site: Site) -> bool:
    """The ticker takes a moment longer than the first page."""
    try:
        return b'"status":"ok"' in site.get("/readyz")
    except OSError:
        return False
