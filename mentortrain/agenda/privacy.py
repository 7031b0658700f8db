"""What is held of people's calendars."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.agenda import actions
from mentortrain.agenda.models import AgendaVersion, Entry, EntryPerson, FeedToken
from mentortrain.holdings import Fate, Field, Holding, Leaver, Rule, declare, deleting, keep_for, on_leaving
from mentortrain.programs.models import Program

_GONE = _l("Deleted at once; calendars that fetch it find nothing any more.")

declare(
    Holding(
        model=EntryPerson,
        title=_l("Your calendar"),
        why=_l("So that sessions stand in your calendar and move there when they move."),
        seen_by=_l("You."),
        kept=_l("As long as the session is known."),
        of=lambda person_id: EntryPerson.person_id == person_id,
        fields=(
            Field(
                "title",
                _l("What"),
                select(Entry.title).where(Entry.id == EntryPerson.entry_id).scalar_subquery(),
                covers=("entry_id",),
            ),
            Field(
                "starts_at",
                _l("When"),
                select(Entry.starts_at).where(Entry.id == EntryPerson.entry_id).scalar_subquery(),
                covers=("entry_id",),
            ),
            Field("part", _l("As"), EntryPerson.part),
            Field("added_at", _l("Added"), EntryPerson.added_at),
            Field("invited_at", _l("Invited"), EntryPerson.invited_at),
            Field("replied_at", _l("Answered by your calendar"), EntryPerson.replied_at),
        ),
        withheld={"reply_token": _l("A secret: your calendar's answers are known by it.")},
        plumbing=("id", "person_id", "raised_by", "told_sequence", "told_plainly", "replied_sequence"),
        fate=Fate.GONE,
        because=_l("Deleted at once. You get no mail about it."),
    ),
    Holding(
        model=AgendaVersion,
        title=_l("When your calendar last changed"),
        why=_l("So that calendar apps fetch it only when there is something new."),
        seen_by=_l("Nobody."),
        kept=_l("As long as you have a calendar here."),
        of=lambda person_id: AgendaVersion.person_id == person_id,
        fields=(
            Field("version", _l("Changes so far"), AgendaVersion.version),
            Field("changed_at", _l("Last change"), AgendaVersion.changed_at),
        ),
        plumbing=("person_id", "changes"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=FeedToken,
        title=_l("Addresses for your calendar apps"),
        why=_l("So that a calendar app can fetch your sessions."),
        seen_by=_l("You. The address itself is not kept, only a fingerprint of it."),
        kept=_l("Until %(days)s days after you end it."),
        rule="agenda.addresses",
        of=lambda person_id: FeedToken.person_id == person_id,
        fields=(
            Field("name", _l("Your word for it"), FeedToken.name),
            Field("created_at", _l("Made"), FeedToken.created_at),
            Field("last_used_at", _l("Last used"), FeedToken.last_used_at),
            Field("revoked_at", _l("Ended"), FeedToken.revoked_at),
            Field("kind", _l("What it holds"), FeedToken.kind),
            Field(
                "program",
                _l("Program"),
                select(Program.name).where(Program.id == FeedToken.program_id).scalar_subquery(),
                covers=("program_id",),
            ),
            Field("replaces_invitations", _l("Instead of invitations"), FeedToken.replaces_invitations),
        ),
        withheld={"token_hash": _l("A fingerprint of a secret.")},
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_GONE,
    ),
)
keep_for(
    Rule(
        key="agenda.addresses",
        what=_l("Addresses for calendar apps, counted from when they were ended."),
        days=90,
        least=1,
        most=730,
        model=FeedToken,
        due=lambda before: FeedToken.revoked_at < before,
        act=deleting(FeedToken),
    )
)


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.leave_texts(leaver, at=at)


on_leaving.append(_leave)
