"""What is held of who leads sessions beside the one of the staff whom a session names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.agenda.models import Entry
from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.webinars.models.leading import CoHost
from mentortrain.webinars.privacy.shared import of_entry

declare(
    Holding(
        model=CoHost,
        title=_l("Sessions that you lead with others"),
        why=_l("So that you find the host's page, and have the session in your calendar."),
        seen_by=_l("The staff of the program."),
        kept=_l("As long as the session is known."),
        of=lambda person_id: CoHost.person_id == person_id,
        fields=(
            Field("session", _l("Session"), of_entry(Entry.title, CoHost.webinar_id), covers=("webinar_id",)),
            Field(
                "starts_at", _l("When"), of_entry(Entry.starts_at, CoHost.webinar_id), covers=("webinar_id",)
            ),
            Field("added_at", _l("Added"), CoHost.added_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
)
