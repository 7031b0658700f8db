"""A copy of mentortrain for a test: with nothing installed, or ready to run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launch.copies import ROOT, STAND_IN, Project, end_all, lend_packages, plain_environment


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder as near the root as people's are: pytest's own paths are too long for a socket."""
    with tempfile.TemporaryDirectory(prefix="mt-") as folder:
        yield Path(folder).resolve()


@pytest.fixture
def fresh(short_path: Path) -> Iterator[Project]:
    """The launcher with a stand-in site, nothing installed."""
    project = Project(short_path / "copy", plain_environment(short_path / "home"))
    shutil.copytree(ROOT / "mentortrain" / "launch", project.folder / "mentortrain" / "launch")
    for name in ("__init__.py", "config.py", "errors.py", "logs.py", "metrics.py", "trace.py"):
        shutil.copy(ROOT / "mentortrain" / name, project.folder / "mentortrain" / name)
    for name in ("app.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, project.folder / name)
    shutil.copy(STAND_IN, project.folder / "mentortrain" / "factory.py")
    yield project
    end_all(project)


@pytest.fixture
def installed(fresh: Project) -> Project:
    """The same with its `.venv`, which borrows the packages of the tests' own."""
    lend_packages(fresh)
    return fresh
