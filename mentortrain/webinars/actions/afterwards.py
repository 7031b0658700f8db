"""What staff add to a session that is over, and what people say of it."""

from __future__ import annotations

from datetime import datetime

from mentortrain.db import insert_new, session
from mentortrain.errors import NotThere, RuleBroken
from mentortrain.files.actions import Upload, give_to
from mentortrain.files.models import StoredFile
from mentortrain.files.queries import files_of, the_file_of
from mentortrain.people.models import Person
from mentortrain.webinars import queries
from mentortrain.webinars.actions.holding import held, record_deed, refuse_closed
from mentortrain.webinars.actions.telling import tell_of_recording
from mentortrain.webinars.asking import read_questions
from mentortrain.webinars.kinds import MATERIAL, MOST_MATERIAL
from mentortrain.webinars.makeups import NOBODY, can_say, check_https, check_offer
from mentortrain.webinars.models import Webinar
from mentortrain.webinars.models.afterwards import Feedback, MakeUpOffer, Recording, SessionLink
from mentortrain.webinars.rules import COMING, LONGEST


def add_recording(
    webinar: Webinar, *, url: str, minutes: int, tell: bool, by: Person, at: datetime
) -> int | None:
    """Say where a session can be watched, or elsewhere than before; how many people are told by mail, None for
    who did not ask for it.

    RuleBroken `webinar.cancelled`, `webinar.not_over`, `recording.url` unless it is an https address,
    `recording.minutes` unless it lasts from 1 minute to 8 hours.
    """
    _hold_what_is_over(webinar, at=at)
    check_https(url, "recording.url")
    if not 1 <= minutes <= LONGEST:
        raise RuleBroken("recording.minutes", most=LONGEST)
    found = queries.recording_of(webinar.id)
    if found is None:
        found = Recording(webinar_id=webinar.id)
        session.add(found)
    found.url, found.minutes, found.added_at = url, minutes, at
    session.flush()
    told = tell_of_recording(webinar, found, at=at) if tell and queries.is_known(webinar.id) else None
    details = {"minutes": minutes, "told": told or 0}
    record_deed("recording.added", webinar, details, by=by.id, at=at)
    return told


def remove_recording(webinar: Webinar, *, by: Person, at: datetime) -> None:
    """It cannot be watched any more. NotThere if it could not."""
    held(webinar)
    found = queries.recording_of(webinar.id)
    if found is None:
        raise NotThere
    session.delete(found)
    record_deed("recording.removed", webinar, {}, by=by.id, at=at)


def add_link(webinar: Webinar, *, title: str, url: str, by: Person, at: datetime) -> SessionLink:
    """Add a page of another site. RuleBroken as above, `material.url`, `material.too_many` above twenty."""
    _hold_what_is_over(webinar, at=at)
    check_https(url, "material.url")
    if len(queries.links_of(webinar.id)) >= MOST_MATERIAL:
        raise RuleBroken("material.too_many", most=MOST_MATERIAL)
    link = SessionLink(webinar_id=webinar.id, title=title, url=url, added_at=at)
    session.add(link)
    session.flush()
    record_deed("material.added", webinar, {"thing": title}, by=by.id, at=at)
    return link


def remove_link(webinar: Webinar, link_id: int, *, by: Person, at: datetime) -> None:
    """Take a link away. NotThere if it is gone."""
    link = queries.link_of(webinar.id, link_id)
    title = link.title
    session.delete(link)
    record_deed("material.removed", webinar, {"thing": title}, by=by.id, at=at)


def add_file(webinar: Webinar, upload: Upload, *, by: Person, at: datetime) -> StoredFile:
    """Add a file that was looked at and kept. RuleBroken `webinar.cancelled`, `webinar.not_over`,
    `material.too_many`."""
    _hold_what_is_over(webinar, at=at)
    if len(files_of(MATERIAL.name, webinar.id)) >= MOST_MATERIAL:
        raise RuleBroken("material.too_many", most=MOST_MATERIAL)
    # Of the session, not of who brought it: it stays when they are erased. The record says who it was.
    file = give_to(MATERIAL, webinar.id, upload, by=None, at=at)
    record_deed("material.added", webinar, {"thing": file.name}, by=by.id, at=at)
    return file


def remove_file(webinar: Webinar, digest: str, *, by: Person, at: datetime) -> None:
    """Take a file away. NotThere if it is gone."""
    file = the_file_of(MATERIAL.name, webinar.id, digest)
    name = file.name
    session.delete(file)
    record_deed("material.removed", webinar, {"thing": name}, by=by.id, at=at)


def offer_make_up(
    webinar: Webinar, *, open_to: str, watching_counts: bool, questions: str, by: Person, at: datetime
) -> None:
    """Say who may make a session up, and how. Who has made it up already has.

    RuleBroken `webinar.cancelled`, `makeup.nothing` where nothing would count, and as `read_questions`.
    """
    held(webinar)
    refuse_closed(webinar)
    asks = read_questions(questions)
    check_offer(open_to, watching_counts=watching_counts, questions=len(asks))
    found = queries.offer_of(webinar.id)
    if open_to == NOBODY:
        if found is not None:
            session.delete(found)
    else:
        if found is None:
            found = MakeUpOffer(webinar_id=webinar.id)
            session.add(found)
        found.open_to, found.changed_at, found.questions = open_to, at, questions
        found.watching_counts = watching_counts and not asks
    details = {"open_to": open_to, "questions": len(asks) if open_to != NOBODY else 0}
    record_deed("makeup.offered", webinar, details, by=by.id, at=at)


def say(
    webinar: Webinar, person: Person, *, useful: int, different: str, named: bool, at: datetime
) -> Feedback:
    """Somebody says how useful a session was, or something else than before. RuleBroken `feedback.not_yours` for who
    was not there, or after 14 days."""
    refuse_closed(webinar)
    registration = queries.registration(webinar.id, person.id)
    if not can_say(
        webinar.entry.ends_at,
        expected=registration is not None and registration.state in COMING,
        was_there=bool(queries.minutes_of(webinar.id, person.id)),
        is_known=queries.is_known(webinar.id),
        at=at,
    ):
        raise RuleBroken("feedback.not_yours")
    words = {"useful": useful, "different": different, "named": named}
    new = insert_new(Feedback, webinar_id=webinar.id, person_id=person.id, answered_at=at, **words)
    found = queries.feedback_by(webinar.id, person.id)
    assert found is not None  # noqa: S101  (just inserted, if it was not there)
    if new is None:
        found.useful, found.different, found.named, found.changed_at = useful, different, named, at
    return found


def _hold_what_is_over(webinar: Webinar, *, at: datetime) -> None:
    entry = held(webinar)
    refuse_closed(webinar)
    if entry.ends_at > at:
        raise RuleBroken("webinar.not_over")
