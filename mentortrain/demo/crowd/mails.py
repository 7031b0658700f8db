"""The mails that all this has brought, each as it is when it has been sent. Nothing is left to send."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mentortrain.demo.crowd.people import Group, days, write_rows
from mentortrain.demo.crowd.plan import PROGRAMS, Member
from mentortrain.mail.models import SENT, Outbox
from mentortrain.people.actions import SIGN_IN
from mentortrain.web.dates import moment


def write(group: Group, *, at: datetime) -> None:
    """Invitations into programs, sign-in links, and confirmations of sessions."""
    by_address = {one.address: one for one in group.plan.members}
    rows = [_invitation(group, by_address[address], program, at=at) for program, address in group.parts]
    chance = group.plan.chance("mails")
    for one in group.plan.members:
        for _ in range(chance.randrange(1, 6) if one.joins else 0):
            sent = at - days(chance.uniform(0.1, -PROGRAMS[one.first].opens))
            key = f"sign-in:{group.ids[one.address]}:{chance.getrandbits(64):016x}"
            params = {"person_id": group.ids[one.address], "next_path": "/", "asked_at": sent.isoformat()}
            rows.append(_sent(group, one, SIGN_IN, key, params, "Your sign-in link", sent))
    zone = group.plan.place.zone
    titles = {
        webinar.id: f"You are registered: {webinar.entry.title}, {moment(webinar.entry.starts_at, zone)}"
        for webinars in group.webinars
        for webinar in webinars
    }
    for webinar, one, sent in group.registrations:
        kind, person_id = "agenda.invitation", group.ids[one.address]
        params = {
            "entry_id": webinar.entry_id,
            "person_id": person_id,
            "sequence": 0,
            "raised_by": 0,
            "asked": True,
        }
        key = f"{kind}:{webinar.entry_id}:{person_id}:0"
        rows.append(_sent(group, one, kind, key, params, titles[webinar.id], sent))
    write_rows(Outbox, rows)


def _invitation(group: Group, one: Member, program: int, *, at: datetime) -> dict[str, Any]:
    part_id = group.parts[program, one.address]
    kind, name = "programs.invitation", group.programs[program].name
    subject = f"Your invitation: be a {one.roles[program]} in {name}"
    if one.roles[program] == "mentee":
        subject = f"Your invitation: find a mentor in {name}"
    when = at + days(PROGRAMS[program].opens - 10)
    return _sent(group, one, kind, f"{kind}:{part_id}", {"id": part_id}, subject, when)


def _sent(
    group: Group, one: Member, kind: str, key: str, params: dict[str, Any], subject: str, when: datetime
) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "to_address": one.address,
        "to_name": one.name,
        "person_id": group.ids[one.address],
        "params": params,
        "status": SENT,
        "subject": subject,
        "due_at": when,
        "created_at": when,
        "enqueued_at": when,
        "attempts": 1,
        "sent_at": when + timedelta(seconds=3),
    }
