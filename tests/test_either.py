"""The choice of a database for tests that need only one of them: every test is run, and each on one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from mentortrain.config import ROOT

MODULE = """
import pytest

pytestmark = pytest.mark.either


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    return request.param


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize(("second", "third"), [("a-b", [1]), ("", [2]), ("[c]", [3])])
def test_many(database_url, first, second, third): ...


def test_one(database_url): ...
"""


def test_each_runs_on_one_of_the_two_whatever_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(MODULE)
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "tests.either", "-p", "no:cacheprovider",
         "-c", "/dev/null", "--rootdir", str(tmp_path), "-W", "ignore", str(tmp_path), "-v"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.findall(r"::(test_\w+\[.*\])$", said, re.MULTILINE)
    chosen = Counter(re.sub("sqlite|postgresql", "", name) for name in found)
    assert (len(chosen), set(chosen.values())) == (13, {1}), said
    assert {"sqlite" in name for name in found} == {True, False}
