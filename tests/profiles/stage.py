"""What people enter in the three steps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from mentortrain.db import session
from mentortrain.profiles.models import Consent
from mentortrain.programs.queries import active_participations

CONTACT = {
    "name": "Amina Odhiambo",
    "time_zone": "Africa/Nairobi",
    "country": "KE",
    "town": "Kisumu",
    "languages": ["en", "sw"],
    "one_more": "",
    "phone": "0712 345 678",
    "on_whatsapp": "y",
    "channel": "whatsapp",
}
WORK = {
    "about": "Twelve years of running a bakery.",
    "offered": ["pricing", "cash"],
    "own_offered": "Sourdough",
    "hours_per_month": "3",
    "gender": "woman",
    "age_band": "to44",
    "sector": "food",
    "employees": "unsaid",
    "before": "",
    "part": ["0-evening"],
    "hour": ["5-9"],
}


def asked(app, visitor, lacking: str | None = None, **more: Any) -> dict[str, Any]:
    """The first step as a form: an answer for each program that somebody is in."""
    with app.app_context():
        parts = [part.id for part in active_participations(visitor.id)]
    answer = {"can": "can" if lacking is None else "lacking", "lacking": lacking or ""}
    return {**{f"part-{part}-{name}": value for part in parts for name, value in answer.items()}, **more}


def tell_all(app, visitor) -> None:
    """Go through the three steps, and say that something is lacking."""
    with app.app_context():
        name, zone = visitor.person.name, visitor.person.time_zone
    sent = [
        visitor.post("/welcome/asked", asked(app, visitor, "A quiet room.", nudge="y")),
        visitor.post("/welcome/you", {**CONTACT, "name": name, "time_zone": zone}),
        visitor.post("/welcome/bring", {**WORK, "own_wanted": "Exports", "wanted": ["export"]}),
    ]
    assert [answer.status_code for answer in sent] == [302, 302, 302], sent[-1].text


def said(app, visitor) -> list[tuple[str, bool, str]]:
    """(about, given, source) of all that somebody said to messages, oldest first."""
    with app.app_context():
        rows = session.scalars(select(Consent).where(Consent.person_id == visitor.id).order_by(Consent.id))
        return [(one.about, one.given, one.source) for one in rows]
