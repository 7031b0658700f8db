"""What two accounts of one person have in common is joined by pure rules, whatever it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.agenda.rules import ATTENDEE, DECLINED, HOST, part_of_both, raised_by_both
from mentortrain.learning.rules import Go, in_order
from mentortrain.persons.rules import veiled
from mentortrain.programs.access import CAPABILITIES
from mentortrain.programs.rules import STAFF_ROLES, stronger
from mentortrain.webinars.rules import INVITED, REGISTERED, WITHDRAWN, state_of_both

START = datetime(2026, 11, 23, tzinfo=UTC)
GOES = st.lists(
    st.builds(
        Go,
        id=st.integers(1, 10_000),
        started_at=st.integers(0, 50).map(lambda days: START + timedelta(days=days)),
        is_open=st.booleans(),
        answered=st.integers(0, 8),
    ),
    unique_by=lambda go: go.id,
    max_size=12,
)


@given(GOES)
def test_attempts_are_numbered_without_a_gap_in_their_order_and_one_open_one_stays(goes):
    numbers, over = in_order(goes)
    left = {go.id: go for go in goes if go.id in numbers}
    assert set(numbers) | over == {go.id for go in goes}
    assert not set(numbers) & over
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    begun = [left[number].started_at for number in sorted(numbers, key=numbers.__getitem__)]
    assert begun == sorted(begun)
    open_ones = [go for go in goes if go.is_open]
    assert over < {go.id for go in open_ones} or not over, "what was handed in is never lost"
    assert sum(go.is_open for go in left.values()) == bool(open_ones)
    for go in left.values():
        if go.is_open:
            assert go.answered == max(one.answered for one in open_ones)


@given(
    *(st.tuples(st.sampled_from(STAFF_ROLES), st.sampled_from([None, 1, 2])) for _ in range(2)),
)
def test_of_two_grants_one_stands_and_never_gives_less_than_the_one_that_stays(kept, gone):
    stands = stronger(kept, gone)
    assert stands in (kept, gone)
    assert CAPABILITIES[kept[0]] <= CAPABILITIES[stands[0]] or stands == kept
    assert stands[1] in (None, kept[1])


@given(*(st.tuples(st.sampled_from((HOST, ATTENDEE, DECLINED)), st.integers(0, 9)) for _ in range(2)))
def test_a_calendar_never_hears_a_lower_number_than_it_knows(kept, gone):
    raised = raised_by_both(kept, gone)
    assert raised >= max(kept[1], gone[1])
    part = part_of_both(kept[0], gone[0])
    if DECLINED in (kept[0], gone[0]) and part != DECLINED:
        assert raised > max(kept[1], gone[1]), "above the CANCEL that one of them was sent"


@pytest.mark.parametrize(
    ("kept", "gone", "state"),
    [
        (REGISTERED, WITHDRAWN, REGISTERED),
        (WITHDRAWN, REGISTERED, REGISTERED),
        (INVITED, REGISTERED, REGISTERED),
        (WITHDRAWN, INVITED, INVITED),
        (WITHDRAWN, WITHDRAWN, WITHDRAWN),
    ],
)
def test_who_comes_with_either_account_comes(kept, gone, state):
    assert state_of_both(kept, gone) == state


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("amina@example.org", "am…@example.org"),
        ("amy@example.org", "a…@example.org"),
        ("a@example.org", "a…@example.org"),
        ('"a@b"@example.org', '"a…@example.org'),
    ],
)
def test_of_an_address_that_may_be_somebody_elses_the_beginning_is_shown(address, shown):
    assert veiled(address) == shown
