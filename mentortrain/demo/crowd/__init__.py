"""`demo --size`: a hundred, a thousand or ten thousand people with years of training behind them.

They come in groups of a hundred, each with its staff and three programs: one that has ended, one whose pairs
meet, and one in its training weeks. A larger size holds the smaller ones, and a group is written in one
transaction: it can be called again, also after it was interrupted, and writes what is missing.

What people are called and did is drawn from a seed, so that two sites have the same. Tokens are not: nobody can
guess them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mentortrain.db import session
from mentortrain.demo.crowd import agenda, learning, mails, people, readiness
from mentortrain.demo.crowd.plan import GROUP_SIZE, TRAINING, plan, staff_address
from mentortrain.learning.actions import certify
from mentortrain.people import queries
from mentortrain.people.models import Person
from mentortrain.programs.rules import MENTEE, MENTOR

SIZES = {"S": 100, "M": 1_000, "L": 10_000}
"""People."""


def load(size: str, *, at: datetime) -> Iterator[int]:
    """Write what is missing of a size, a group at a time; yields how many people were made.

    Commits after each group: ten thousand people with all they did are no single transaction.
    """
    for number in range(1, SIZES[size] // GROUP_SIZE + 1):
        if queries.with_email(staff_address(number)):
            continue
        group = people.write(plan(number), at=at)
        learning.write(group, at=at)
        agenda.write(group, at=at)
        readiness.write(group, at=at)
        certify(list(group.ids.values()), at)
        mails.write(group, at=at)
        session.commit()
        session.expunge_all()
        yield GROUP_SIZE


def cast() -> list[tuple[str, Person]]:
    """One of each role to sign in as, from the first group's program in training: (role, person)."""
    first = plan(1)
    wanted = [("staff", first.staff[0].address)]
    for role in (MENTOR, MENTEE):
        somebody = next(one for one in first.members if one.roles.get(TRAINING) == role and one.joins)
        wanted.append((role, somebody.address))
    found = queries.with_email_keys([address for _, address in wanted])
    return [(role, found[address]) for role, address in wanted if address in found]
