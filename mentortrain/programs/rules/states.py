"""Roles in a program, its states, and what its groups are."""

from __future__ import annotations

from dataclasses import dataclass

MENTOR, MENTEE, STAFF = "mentor", "mentee", "staff"
LEAD, COORDINATOR, HOST, REVIEWER, VIEWER = "lead", "coordinator", "host", "reviewer", "viewer"
STAFF_ROLES = (LEAD, COORDINATOR, HOST, REVIEWER, VIEWER)
"""What a staff grant can make of a person. A list of people to invite says staff, and means a coordinator."""

DRAFT, OPEN, ARCHIVED = "draft", "open", "archived"
"""The states of a program: being set up, nobody is written to; running; over and put away, nothing changes."""

HIGH, STANDARD, LOW = "high", "standard", "low"
TOUCH_LEVELS = (HIGH, STANDARD, LOW)
"""How closely staff accompany people: how soon somebody quiet is rung up."""

INTAKE, COUNTRY = "intake", "country"
"""What a group of a program has in common: when they begin, or where they are."""

DECLINED, WITHDRAWN, ERASED = "declined", "withdrawn", "erased"
"""How a participation ended: they did not want to, they or staff ended it, their data was erased."""

SEND, SKIP = "send", "skip"
"""What staff may answer when a change of dates has put one of the marks behind."""


@dataclass(frozen=True)
class Scope:
    """What of a program somebody is shown: all of it, or one group.

    Whoever lists, counts or loads people of a program for staff takes one; `programs/access.py: scope_of` says
    which. What the site does by itself says `Scope.whole(program_id)`.
    """

    program_id: int
    cohort_id: int | None
    """The group; None: every group."""

    @classmethod
    def whole(cls, program_id: int) -> Scope:
        """Every group of a program."""
        return cls(program_id, None)

    def holds(self, cohort_id: int | None) -> bool:
        """Whether something of this group is within; None is what belongs to all groups."""
        return self.cohort_id is None or self.cohort_id == cohort_id


Right = tuple[str, int | None]
"""What a grant gives: a role, and the one group that it is limited to; None: all of the program."""


def stronger(kept: Right, gone: Right) -> Right:
    """Of two grants of one person in a program: the second where it gives all that the first does, else the first."""
    wider_role = gone[0] == kept[0] or gone[0] == LEAD or (gone[0] == COORDINATOR and kept[0] != LEAD)
    return gone if wider_role and gone[1] in (None, kept[1]) else kept
