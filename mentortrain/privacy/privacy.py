"""What asking for a copy leaves behind."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.privacy.models import DataCopy

declare(
    Holding(
        model=DataCopy,
        title=_l("Copies of your data"),
        why=_l("So that you can have a copy of all that is held of you."),
        seen_by=_l("You."),
        kept=_l("The file for 7 days; that you asked for it, for 30 more."),
        of=lambda person_id: DataCopy.person_id == person_id,
        fields=(
            Field("asked_at", _l("Asked for"), DataCopy.asked_at),
            Field("made_at", _l("Made"), DataCopy.made_at),
            Field("size", _l("Bytes"), DataCopy.size),
            Field("expires_at", _l("Ends"), DataCopy.expires_at),
            Field("gone_at", _l("File deleted"), DataCopy.gone_at),
            Field("failed_at", _l("Given up"), DataCopy.failed_at),
        ),
        withheld={"file_name": _l("The secret name of the file.")},
        plumbing=("id", "person_id", "attempts", "lease_until"),
        fate=Fate.GONE,
        because=_l("Deleted at once, with the files."),
    )
)
