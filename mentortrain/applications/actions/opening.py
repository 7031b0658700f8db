"""Opening a program for applications, and later for mentees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from mentortrain.applications import queries
from mentortrain.applications.models import Intake
from mentortrain.applications.rules import is_slug, mentors_first, slug_of
from mentortrain.audit.actions import record
from mentortrain.audit.rules import changes
from mentortrain.db import insert_new, session
from mentortrain.errors import RuleBroken
from mentortrain.mail.actions import post
from mentortrain.programs.models import Program
from mentortrain.programs.rules import MENTEE, MENTOR

MENTEES_OPEN = "applications.mentees_open"
"""The kind of mail."""


@dataclass(frozen=True)
class Settings:
    """What staff say of a program's door, checked by the form."""

    is_open: bool
    slug: str
    introduction: str
    mentor_places: int | None
    mentee_places: int | None
    mentors_first: int | None
    """None: mentees may apply when staff say so."""


def settings_of(program: Program) -> Settings:
    """What is in force; for a program that never had a door what is proposed."""
    found = queries.intake_of(program.id)
    if found is None:
        return Settings(False, free_slug(program), "", None, None, mentors_first(None))
    return Settings(
        is_open=found.opened_at is not None,
        slug=found.slug,
        introduction=found.introduction,
        mentor_places=found.mentor_places,
        mentee_places=found.mentee_places,
        mentors_first=found.mentors_first,
    )


def free_slug(program: Program) -> str:
    """A readable address that no other program has."""
    wanted = slug_of(program.name)
    if is_slug(wanted) and queries.slug_is_free(wanted, program.id):
        return wanted
    return f"{wanted}-{program.id}"


def change_settings(program: Program, wanted: Settings, *, at: datetime) -> None:
    """Open, close or change the door. RuleBroken: intake.draft, intake.archived, intake.slug, intake.slug_taken."""
    if wanted.is_open and program.is_draft:
        raise RuleBroken("intake.draft")
    if wanted.is_open and program.is_archived:
        raise RuleBroken("intake.archived")
    if not is_slug(wanted.slug):
        raise RuleBroken("intake.slug")
    if not queries.slug_is_free(wanted.slug, program.id):
        raise RuleBroken("intake.slug_taken")
    changed = changes(asdict(settings_of(program)), asdict(wanted), unsaid=("introduction",))
    insert_new(Intake, program_id=program.id, slug=wanted.slug, introduction="")
    intake = queries.held_intake(program.id)
    if intake is None:  # of two programs that take one address at once, the other was faster
        raise RuleBroken("intake.slug_taken")
    for name in ("slug", "introduction", "mentor_places", "mentee_places", "mentors_first"):
        setattr(intake, name, getattr(wanted, name))
    if wanted.is_open and intake.opened_at is None:
        intake.opened_at, intake.closed_at = at, None
    elif not wanted.is_open and intake.opened_at is not None:
        intake.opened_at, intake.closed_at = None, at
    if changed:
        record(
            "intake.changed",
            about=("program", program.id),
            program_id=program.id,
            details={"name": program.name, "changed": changed},
            at=at,
        )
    session.flush()
    _reconsider(program.id, at)


def reconsider_mentees(person_ids: Collection[int], at: datetime) -> None:
    """Somebody takes part: where that was the last mentor needed, mentees may apply."""
    for program_id in queries.programs_of_mentors(person_ids):
        _reconsider(program_id, at)


def _reconsider(program_id: int, at: datetime) -> bool:
    """Open the door for mentees if enough mentors are on the way; whether it opened now."""
    intake = queries.held_intake(program_id)
    if intake is None or intake.opened_at is None or intake.mentees_at or intake.mentors_first is None:
        return False
    if intake.program.is_draft or intake.program.is_archived:
        return False
    if queries.taking_part(program_id)[MENTOR] < intake.mentors_first:
        return False
    _open(intake, "intake.mentees_opened_by_itself", at)
    return True


def open_due(program_id: int, *, at: datetime) -> bool:
    """The same, for the ticker: two mentors may have come at once and each not have seen the other."""
    return _reconsider(program_id, at)


def open_for_mentees(program: Program, *, at: datetime) -> bool:
    """Staff say so; False if they may apply already. RuleBroken `intake.closed` while no applications are taken."""
    intake = queries.held_intake(program.id)
    if intake is None or intake.opened_at is None:
        raise RuleBroken("intake.closed")
    if intake.mentees_at:
        return False
    _open(intake, "intake.mentees_opened", at)
    return True


def _open(intake: Intake, action: str, at: datetime) -> None:
    """From now on; who left an address is told."""
    intake.mentees_at = at
    told = queries.interested(intake.program_id, MENTEE)
    for one in told:
        one.told_at = at
        post(
            kind=MENTEES_OPEN,
            key=f"{MENTEES_OPEN}:{one.id}",
            to=one.email,
            name="",
            person_id=None,
            params={"id": one.id},
            at=at,
        )
    record(
        action,
        about=("program", intake.program_id),
        program_id=intake.program_id,
        details={"told": len(told), "mentors": queries.taking_part(intake.program_id)[MENTOR]},
        at=at,
    )
