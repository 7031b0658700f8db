"""The table of OWASP ASVS: each row has a state, and each test or place that it names is there."""

from __future__ import annotations

import re
from collections import Counter

from mentortrain.config import ROOT

TABLE = ROOT / "docs" / "security-asvs.md"
STATES = ("met", "partly", "open", "yours", "n/a")
ROW = re.compile(r"^\| (\d+)\.(\d+)\.(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$")


def rows():
    """(number, state, place) of every item."""
    found = [ROW.match(line) for line in TABLE.read_text().splitlines() if re.match(r"\| \d", line)]
    assert all(found)
    return [(tuple(int(one[n]) for n in (1, 2, 3)), one[5], one[6]) for one in found if one]


def test_every_item_stands_once_in_its_order_with_a_state():
    numbers = [number for number, _, _ in rows()]
    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(range(1, 15))
    assert {state for _, state, _ in rows()} <= set(STATES)


def test_what_is_met_says_where_and_the_rest_why():
    assert [number for number, _, place in rows() if len(place) < 3] == []


def test_the_counts_are_right():
    counted = Counter(state for _, state, _ in rows())
    words = ", ".join(f"{counted[state]} {state}" for state in STATES)
    assert f"Of {len(rows())} items: {words}." in TABLE.read_text()


def test_every_test_and_file_that_is_named_is_there():
    named = {name for _, _, place in rows() for name in re.findall(r"`([^`\s]+)[^`]*`", place)}
    files = {name for name in named if "://" not in name and "/" in name[1:]}
    assert len(files) > 60
    for name in sorted(files):
        path, _, test = name.partition("::")
        path, _, _ = path.partition(":")
        assert (ROOT / path).exists(), name
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(), name


def test_the_places_of_the_security_page_are_there():
    for path in re.findall(r"\]\(([^)]+)\)", (ROOT / "SECURITY.md").read_text()):
        assert (ROOT / path).is_file(), path
