"""The bench itself: it starts everything, measures, and says so in a table."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mentortrain.config import ROOT

pytestmark = pytest.mark.trial


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *words], cwd=ROOT, capture_output=True, text=True, timeout=400
    )


def test_rows_are_measured_beside_the_floor_and_every_saved_answer_is_there():
    done = bench("--seconds", "0.3", "--databases", "sqlite", "--rows", "sign-in,save")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("|")[1].strip() for line in done.stdout.splitlines() if line.startswith("| ")]
    assert rows[2:] == [
        "floor: hello",
        "floor: page",
        "Sign-in page",
        "Save an answer",
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--seconds", "soon"], "'soon' is no time; it can be up to 600 seconds"),
        (["--databases", "mysql"], "'mysql': there are sqlite and postgresql"),
    ],
)
def test_what_it_cannot_do_it_says(words, answer):
    done = bench(*words)
    assert (done.returncode, answer in done.stderr) == (2, True)
