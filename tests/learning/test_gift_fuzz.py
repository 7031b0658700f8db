"""GIFT that nobody would write: no crash, no hang, and a line for each fault."""

from __future__ import annotations

import random
import re
import time

import pytest

from mentortrain.learning import gift

SEED = 20261129
INPUTS = 2000
BANK = r"""// [id:a] [tag:t]
$CATEGORY: top/a

::One \: 1::[html]Who is {~%-50%a#no =b#[plain]yes ~%33.33333%c ####so} here?

Two {TRUE#wrong#right####so}

::Three::How many? {#=3:0.5#yes =%50%1..5 ~#no}

[markdown]Four {=a -> b = -> c =\=d->e}

Five {=%100%x* =\*y\n#z}

Six {}

Only words \{\}.
"""
PIECES = [
    *"{}~=#:%\\/ \n\t[]$TF*",
    "->",
    "::",
    "####",
    "//",
    "%50%",
    "[id:",
    "[html]",
    "\n\n",
    "..",
    "\r",
    "\x00",
    "é",
    "\ufeff",
]


def mutated(chance: random.Random) -> str:
    text = BANK
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(text) + 1), chance.randint(0, 20)
        put = chance.choice([chance.choice(PIECES), text[at : at + length], ""])
        text = text[:at] + put + text[at + chance.randint(0, length) :]
    return text


def heap(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 120)))


def test_random_and_mutated_files_are_read_or_refused_with_a_line():
    chance = random.Random(SEED)
    for number in range(INPUTS):
        source = (mutated if number % 2 else heap)(chance)
        lines = len(re.split(r"\r\n|\r|\n", source))
        parsed = gift.parse(source)
        assert all(1 <= fault.line <= lines and fault.message for fault in parsed.faults), source
        for question in parsed.questions:
            assert 1 <= question.line <= lines, source
            assert len({each.key for each in parsed.questions}) == len(parsed.questions) or parsed.faults
            if question.options:
                assert max(option.weight for option in question.options) > 0, source


@pytest.mark.parametrize(
    "piece",
    [
        "\\",
        "{",
        "}",
        "~",
        "=",
        "#",
        "####",
        "\\####",
        ":",
        "::",
        "%",
        "[id:",
        "//[id:\\]",
        "a{=b",
        "=->",
        "a\n",
        "a\n\n",
    ],
)
@pytest.mark.parametrize("around", ["{}", "a{{=b{}}}"])
def test_a_long_file_takes_time_in_proportion(piece: str, around: str):
    """100,000 signs that invite to look again from each of them. A square of it would take minutes."""
    times = 5_000 if piece.endswith("\n\n") else 100_000 // len(piece)  # questions cost more than signs
    source = around.format(piece * times)
    began = time.process_time()
    gift.parse(source)
    assert time.process_time() - began < 5
