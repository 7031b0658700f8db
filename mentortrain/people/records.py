"""What the record says of accounts, and what people are called in it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import (
    Kind,
    Sort,
    Thing,
    lead_on_with,
    register,
    register_sort,
    search_people_with,
)
from mentortrain.people import queries

register(
    Kind(
        "link.made",
        _l("Sign-in link made"),
        _l("%(who)s made a sign-in link for %(whom)s. Whoever has it can sign in as them, once."),
    ),
    Kind(
        "link.made_for_first", _l("First link made"), _l("%(who)s made the link for the first administrator.")
    ),
    Kind(
        "two_step.reset",
        _l("Two-step sign-in reset"),
        _l("%(who)s reset the two-step sign-in of %(whom)s. Reason: %(reason)s"),
        facts=lambda details: {"reason": str(details["reason"])},
    ),
    Kind(
        "address.proposed",
        _l("Address proposed"),
        _l("%(who)s proposed another mail address for %(whom)s, who is asked."),
    ),
    Kind(
        "address.proposal_dropped",
        _l("Proposed address taken back"),
        _l("%(who)s took a proposed mail address for %(whom)s back."),
    ),
    Kind(
        "address.waived",
        _l("Address let on without a yes"),
        _l("%(who)s lets a proposed address of %(whom)s go on without their yes. Reason: %(reason)s"),
        facts=lambda details: {"reason": str(details["reason"])},
    ),
    Kind(
        "address.let_on",
        _l("Link to a proposed address sent"),
        _l("A link went to the proposed address of %(whom)s: nobody had said no."),
    ),
    Kind("two_step.required", _l("Two-step required"), _l("%(who)s asks two steps to sign in of all staff.")),
    Kind(
        "two_step.optional",
        _l("Two-step optional"),
        _l("%(who)s leaves it to staff to sign in with two steps."),
    ),
    Kind("administrator.made", _l("First administrator"), _l("%(who)s became the first administrator.")),
    Kind("administrator.added", _l("Administrator made"), _l("%(who)s made %(whom)s an administrator.")),
    Kind(
        "administrator.ended",
        _l("Administrator ended"),
        _l("%(who)s ended that %(whom)s is an administrator."),
    ),
)


def _people(ids: Collection[int]) -> dict[int, Thing]:
    return {person_id: Thing(name) for person_id, name in queries.names_of(ids).items()}


register_sort(Sort("person", _l("person"), _people))
search_people_with(queries.matching)
lead_on_with(queries.numbers_of)
