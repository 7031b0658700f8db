"""Who works on which program, and as what: every role is somebody's, and one is limited to a group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mentortrain.demo import people
from mentortrain.demo.mails import settle
from mentortrain.demo.people import Cast
from mentortrain.demo.programs import MADARAJA, MOSTOVI, PUENTES, RUN_BY, Plan, deed_of
from mentortrain.programs.actions.staff import give_role
from mentortrain.programs.models import Program
from mentortrain.programs.rules import COORDINATOR, HOST, LEAD, REVIEWER, VIEWER

HELP = ("Daniela Castaño", "Ivana Kovač", "Kevin Otieno")
"""Who sees to what waits for staff, beside the lead."""

_EVERYWHERE = {
    RUN_BY: LEAD,
    "Kevin Otieno": COORDINATOR,
    "Daniela Castaño": COORDINATOR,
    "Tomás Arango": HOST,
    "Ruth Akinyi": VIEWER,
}
ROLES: dict[Plan, dict[str, str]] = {
    PUENTES: {**_EVERYWHERE, "Ivana Kovač": COORDINATOR, "Vesna Marković": REVIEWER},
    MADARAJA: {**_EVERYWHERE, "Ivana Kovač": HOST},
    MOSTOVI: {**_EVERYWHERE, "Ivana Kovač": HOST},
}
LIMITED = {(PUENTES, "Ivana Kovač"): "Serbia"}
"""To one group of a program."""


def load(made: Mapping[Plan, Program], cast: Cast, at: datetime) -> None:
    """Chandra, who made the programs and leads them, gives the others their roles the same day."""
    for plan, program in made.items():
        given_at = plan.day(-1, at=at)
        groups = {cohort.name: cohort.id for cohort in program.cohorts}
        with deed_of(cast[RUN_BY]):
            for name, role in ROLES[plan].items():
                if role != LEAD:
                    give_role(
                        program.id,
                        email=people.BY_NAME[name].email,
                        name=name,
                        role=role,
                        cohort_id=groups.get(LIMITED.get((plan, name), "")),
                        at=given_at,
                    )
        settle(at=given_at, long_ago=True)
