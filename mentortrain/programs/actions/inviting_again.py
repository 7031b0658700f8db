"""What staff do about invitations that led to nobody: write again, hand out a link, correct an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError

from mentortrain.audit.actions import record
from mentortrain.db import session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post, readdress
from mentortrain.people.actions import make_link
from mentortrain.people.models import Person, SignInLink
from mentortrain.people.rules import email_key
from mentortrain.programs.actions.inviting import INVITATION
from mentortrain.programs.models import Participation
from mentortrain.programs.queries.invited import Invited, is_known_elsewhere
from mentortrain.programs.rules.invited import HANDED_LINK_LASTS, may_send_again


def send_again(
    program_id: int, invited: Sequence[Invited], *, by: int | None = None, at: datetime
) -> Sequence[int]:
    """Invite those once more who may be written to again; the ids of their participations. Of two who press at once
    one does. `by` is who does it, where nobody makes a request."""
    sent = [
        one for one in invited if may_send_again(one.state, one.mailed, at=at) and _post_after(one, at=at)
    ]
    if sent:
        record(
            "people.invited_again",
            about=("program", program_id),
            program_id=program_id,
            people=[one.part.person_id for one in sent],
            details={"participations": [one.part.id for one in sent]},
            by=by,
            at=at,
        )
    return [one.part.id for one in sent]


def _post_after(one: Invited, *, at: datetime) -> bool:
    """The key names the mail before: after each one there is one more, whoever asks for it."""
    before = one.mailed.id if one.mailed else 0
    message_id = post(
        kind=INVITATION,
        key=f"{INVITATION}:{one.part.id}:{before}",
        to=one.part.person.email,
        name=one.part.person.name,
        person_id=one.part.person_id,
        params={"id": one.part.id, "again": True},
        at=at,
    )
    return message_id is not None


def hand_out_link(part: Participation, *, at: datetime) -> str:
    """A sign-in token for somebody who did not come, to be passed on by hand; the record says for whom.

    RuleBroken: `invitation.joined`, and `invitation.elsewhere` for an account that opens more than this program:
    whoever has the link is that person.
    """
    if part.joined_at is not None:
        raise RuleBroken("invitation.joined")
    if is_known_elsewhere(part):
        raise RuleBroken("invitation.elsewhere")
    record(
        "invitation.link_handed_out",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[part.person_id],
        at=at,
    )
    return make_link(part.person, at=at, lasts=HANDED_LINK_LASTS)


def correct_address(one: Invited, email: str, *, at: datetime) -> None:
    """Another address for somebody who never signed in, and the invitation once more.

    RuleBroken: `invitation.elsewhere`, `invitation.same`, `invitation.taken`.
    """
    part, key = one.part, email_key(email)
    if is_known_elsewhere(part):
        raise RuleBroken("invitation.elsewhere")
    person = session.get_one(Person, part.person_id)
    if key == person.email_key:
        raise RuleBroken("invitation.same")
    if session.scalar(select(exists().where(Person.email_key == key))):
        raise RuleBroken("invitation.taken")
    old = person.email
    try:
        with session.begin_nested():
            person.email, person.email_key = email.strip(), key
    except IntegrityError as error:  # somebody took it at the same moment
        raise RuleBroken("invitation.taken") from error
    readdress(person.id, old, person.email)
    session.execute(  # the link that went to the wrong address opens nothing any more
        update(SignInLink)
        .where(SignInLink.person_id == person.id, SignInLink.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    record(
        "invitation.address_corrected",
        about=("participation", part.id),
        program_id=part.program_id,
        people=[person.id],
        at=at,
    )
    _post_after(one, at=at)
