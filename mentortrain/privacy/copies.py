"""A person's copy: a ZIP of data.json for machines and index.html for people."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from mimetypes import guess_extension
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from mentortrain.people.models import Person
from mentortrain.privacy import store
from mentortrain.privacy.queries import Held
from mentortrain.web import dates

FORMAT = "mentortrain.person/1"
"""Raised when a key of data.json changes its meaning."""


def pack(person: Person, held: list[Held], files: Mapping[str, str], *, at: datetime) -> bytes:
    """The ZIP, with words in the person's language and times in their zone, and what they sent ({digest: type})."""
    names = {digest: f"files/{digest[:16]}{guess_extension(kind) or ''}" for digest, kind in files.items()}
    with force_locale(person.language), dates.read_in(person.time_zone):
        told = _told(held)
        page = render_template(
            "privacy/copy.html",
            held=held,
            files=names.values(),
            of=person,
            at=at,
            lang=person.language,
            spoken=spoken,
        )
    document = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "person": {"id": person.id, "name": person.name, "email": person.email},
        "held": told,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=2, default=plain))
        archive.writestr("index.html", page)
        for digest, name in names.items():
            sent = store.read(digest)
            if sent is not None:
                archive.writestr(name, sent)
    return content.getvalue()


def _told(held: list[Held]) -> dict[str, Any]:
    return {
        one.holding.table.name: {
            "what": str(one.holding.title),
            "why": str(one.holding.why),
            "rows": [
                {field.name: value for field, value in zip(one.holding.fields, row, strict=True)}
                for row in one.rows
            ],
            "not_included": {name: str(reason) for name, reason in one.holding.withheld.items()},
        }
        for one in held
    }


def plain(value: Any) -> str:
    """What JSON has no form for: times as ISO 8601 in UTC."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def spoken(value: Any) -> str:
    """A value for the readable page."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return dates.moment(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return str(value)
