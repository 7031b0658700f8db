"""The pure rules of the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.agenda import rules
from mentortrain.errors import RuleBroken


def test_a_wall_time_becomes_a_moment() -> None:
    when = rules.meant(datetime(2026, 11, 26, 20, 0), "Africa/Nairobi", minutes=45)  # noqa: DTZ001
    assert when.starts_at == datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
    assert when.ends_at == datetime(2026, 11, 26, 17, 45, tzinfo=UTC)


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.meant(datetime(2027, 3, 28, 2, 30), "Europe/Belgrade", minutes=45)  # noqa: DTZ001
    assert (refusal.value.code, refusal.value.params) == ("time.skipped", {"zone": "Europe/Belgrade"})


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    when = rules.meant(datetime(2027, 10, 31, 2, 30), "Europe/Belgrade", minutes=45)  # noqa: DTZ001
    assert when.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_session_over_the_change_of_clocks_keeps_its_length() -> None:
    when = rules.meant(datetime(2027, 3, 28, 1, 30), "Europe/Belgrade", minutes=60)  # noqa: DTZ001
    assert when.ends_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


Key = st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["a", "b"]))


@given(one=Key, other=Key)
def test_a_tag_is_the_same_only_for_the_same_feed(
    one: tuple[int, int, int, str], other: tuple[int, int, int, str]
) -> None:
    def tag(key: tuple[int, int, int, str]) -> str:
        return rules.feed_tag(token_id=key[0], version=key[1], shown=key[2], rendered_with=key[3])

    assert (tag(one) == tag(other)) is (one == other)


@dataclass
class Thing:
    starts_at: datetime


def test_things_stand_under_the_day_of_the_reader() -> None:
    late = Thing(datetime(2026, 11, 26, 22, 30, tzinfo=UTC))
    early = Thing(datetime(2026, 11, 27, 6, 0, tzinfo=UTC))
    assert rules.by_day([late, early], "UTC") == [(date(2026, 11, 26), [late]), (date(2026, 11, 27), [early])]
    assert rules.by_day([late, early], "Africa/Nairobi") == [(date(2026, 11, 27), [late, early])]
    assert rules.by_day([], "UTC") == []


@pytest.mark.parametrize(
    ("known", "changes", "raised", "expected"),
    [
        ("7.aa ", "7.bb 7.aa ", 1, {7}),
        ("7.aa 3.cc ", "9.dd 8.bb 7.aa 3.c", 2, {8, 9}),
        ("7.aa ", "7.aa ", 0, set()),
        ("7.aa ", "9.dd 8.bb ", 2, None),  # too many since
        ("7.aa ", "9.dd 7.aa ", 2, None),  # once without a word
        ("7.aa ", "7.aa ", 1, None),
        ("7.aa ", "9.dd 7.a", 1, None),  # cut
        ("7.aa ", "9.dd 7.aa ", -1, None),
        ("", "7.aa ", 1, None),
        ("7.aa ", "", 1, None),
    ],
)
def test_what_changed_since(known: str, changes: str, raised: int, expected: set[int] | None) -> None:
    assert rules.changed_since(known, changes, raised=raised) == expected
