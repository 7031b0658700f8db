"""Mails about a session that is over: that somebody was there for a part of it, and that there is a recording."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mentortrain.mail.actions import Posting, post_all
from mentortrain.webinars import queries
from mentortrain.webinars.actions.deriving import Change
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.afterwards import Recording
from mentortrain.webinars.rules import PARTLY, outcome

SETTLES = timedelta(minutes=30)
"""Who marks or imports often puts something right at once: nobody is told before that of what no longer holds."""


def tell_partly(webinar: Webinar, changed: Iterable[Change], *, at: datetime) -> int:
    """Tell those whose minutes now come to a part of the session, once each; how many. The mail looks again when it
    goes."""
    length, percent = webinar.entry.minutes, webinar.threshold_percent
    ids = [
        person_id
        for person_id, _before, now in changed
        if person_id is not None and outcome(now, length, percent) == PARTLY
    ]
    postings = [
        Posting(
            key=f"webinars.partly:{webinar.id}:{person.id}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"webinar_id": webinar.id, "person_id": person.id},
        )
        for person in queries.people_with(ids)
    ]
    return len(post_all("webinars.partly", postings, at=at, due_at=at + SETTLES)) if postings else 0


def tell_of_recording(webinar: Webinar, recording: Recording, *, at: datetime) -> int:
    """Tell those who missed the session, or a part of it, that it can be watched; how many mails that are.

    Once for a session. Only whoever wants reminders, and had none of these within a week: `queries.to_be_told`.
    """
    if recording.told_at is not None:
        return 0
    recording.told_at = at
    postings = [
        Posting(
            key=f"webinars.recording:{webinar.id}:{person.id}",
            to=person.email,
            name=person.name,
            person_id=person.id,
            params={"webinar_id": webinar.id, "person_id": person.id},
        )
        for person in queries.to_be_told(webinar, at=at).people
    ]
    return len(post_all("webinars.recording", postings, at=at)) if postings else 0
