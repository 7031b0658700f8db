"""What counts for somebody who began a course before it was edited: no edit ever lowers anybody's share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentortrain.learning import rules
from mentortrain.learning.rules import Deed, Step, counting, editions


def steps_of(said: str) -> tuple[Step, ...]:
    """ "a b? Q": lessons a and b, b optional, and quiz q."""
    return tuple(
        Step("quiz" if one[0].isupper() else "lesson", one[0].lower(), one[0], 5, one.endswith("?"))
        for one in said.split()
    )


def counts(versions: list[str], done: str) -> str:
    """What counts in the last of these versions for who did "a1 Q2": a in version 1, q in 2."""
    published = [steps_of(said) for said in versions]
    history = editions(
        (number, [step for step in steps if not step.optional]) for number, steps in enumerate(published, 1)
    )
    deeds = {("quiz" if one[0].isupper() else "lesson", one[0].lower(), int(one[1])) for one in done.split()}
    return " ".join(step.title for step in counting(published[-1], history, deeds))


@pytest.mark.parametrize(
    ("versions", "done", "then"),
    [
        (["a b", "a b c"], "", "a b c"),  # who is new is asked all there is
        (["a b", "a b c"], "a1", "a b"),  # who had begun is not asked what came since
        (["a b", "a b c"], "a2", "a b c"),  # who began later is
        (["a b", "a b c"], "a1 c2", "a b c"),  # and what they did all the same counts
        (["a b", "a"], "a1", "a"),  # what they had not done and cannot do is not asked
        (["a b", "b"], "a1", "b a"),  # what they did and is gone counts on, at the end
        (["a b", "a b?"], "a1 b1", "a b"),  # also where it is optional by now
        (["a b", "a b?"], "a1", "a"),
        (["a b?", "a b"], "a1", "a"),  # to be optional once is to be new later
        (["a b?", "a b"], "b1", "a b"),  # what was done while it was optional counts once it does
        (["a b?", "a b", "a b?"], "b1", "a b"),  # and then for good
        (["a b", "a", "a b"], "a1", "a"),  # back again after a gap is new
        (["a b", "a c"], "a1", "a c"),  # in place of one that is gone before it was done
        (["a b", "a c d"], "a1", "a c"),  # one for one, in the course's order
        (["a b", "b c"], "a1", "b a"),  # not in place of one that was done
        (["a Q", "a b"], "a1", "a"),  # a lesson is not asked in place of a quiz
        (["a Q", "a R"], "a1", "a R"),
        (["a Q", "a q"], "a1 Q1", "a Q"),  # a quiz and a lesson of one key are two things
        (["a b", "c d"], "a1 b1", "a b"),  # all of it written anew: who was done is done
        (["a b", "c d"], "a1", "c a"),
        (["a b", "b a"], "a1", "b a"),  # order is no change
        (["a?", "a? b"], "a1", "b"),  # what never counted begins nothing
    ],
)
def test_the_rule(versions: list[str], done: str, then: str):
    assert counts(versions, done) == then


LETTERS = st.sampled_from([*"abcdABC"])
PUBLISHED = st.lists(st.tuples(LETTERS, st.booleans()), max_size=6, unique_by=lambda one: one[0])
LIFE = st.lists(st.one_of(PUBLISHED, LETTERS), max_size=14)
"""Versions that are published, and steps that are done in the version in force."""


@settings(max_examples=300)
@given(PUBLISHED, LIFE, st.sampled_from([{"mentor"}, {"mentee"}]))
def test_no_edit_lowers_anybodys_share_and_what_is_complete_stays_complete(
    first: list[tuple[str, bool]], life: list[list[tuple[str, bool]] | str], roles: set[str]
):
    versions: list[tuple[Step, ...]] = []
    deeds: set[Deed] = set()

    def progress() -> rules.Progress:
        history = editions(
            (number, [step for step in steps if not step.optional]) for number, steps in enumerate(versions)
        )
        asked = rules.for_roles(counting(versions[-1], history, deeds), roles)
        assert len({rules.place_of(step) for step in asked}) == len(asked)
        lessons = {key for kind, key, _version in deeds if kind == "lesson"}
        return rules.course_progress(asked, lessons, {key for kind, key, _ in deeds if kind == "quiz"})

    def share(found: rules.Progress) -> Fraction:
        return Fraction(found.done, found.total or 1)

    before = None
    for event in [first, *life]:
        if isinstance(event, str):
            kind = "quiz" if event.isupper() else "lesson"
            if (kind, event.lower()) in map(rules.place_of, versions[-1]):
                deeds.add((kind, event.lower(), len(versions) - 1))
        else:
            versions.append(steps_of(" ".join(letter + "?" * optional for letter, optional in event)))
        now = progress()
        assert 0 <= now.done <= now.total
        if before is not None:
            assert share(now) >= share(before)
            assert now.is_complete or not before.is_complete
        before = now
