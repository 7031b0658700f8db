"""What is held of people among kept files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.files.models import StoredFile
from mentortrain.holdings import Fate, Field, Holding, declare

declare(
    Holding(
        model=StoredFile,
        title=_l("Files you uploaded"),
        why=_l("So that your photo stands beside your name."),
        seen_by=_l("Your photo: you and the staff of your programs."),
        kept=_l("Until you remove or replace it; the file itself for at most two hours longer."),
        of=lambda person_id: StoredFile.uploaded_by == person_id,
        fields=(
            Field("kind", _l("Kind"), StoredFile.kind),
            Field("name", _l("Name"), StoredFile.name),
            Field("type", _l("Type"), StoredFile.type),
            Field("size", _l("Bytes"), StoredFile.size),
            Field("state", _l("State"), StoredFile.state),
            Field("uploaded_at", _l("Uploaded"), StoredFile.uploaded_at),
        ),
        withheld={"digest": _l("A fingerprint of the file.")},
        plumbing=("id", "owner_id", "uploaded_by"),
        fate=Fate.GONE,
        because=_l("Deleted at once; the file itself within two hours."),
    )
)
