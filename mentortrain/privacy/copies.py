"""A person's copy: a ZIP of data.json for machines and index.html for people."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from mentortrain.people.models import Person
from mentortrain.privacy.queries import Held
from mentortrain.web import dates

FORMAT = "mentortrain.person/1"
"""Raised when a key of data.json changes its meaning."""


def pack(person: Person, held: list[Held], *, at: datetime) -> bytes:
    """The ZIP, with words in the person's language and times in their zone."""
    with force_locale(person.language), dates.read_in(person.time_zone):
        told = _told(held)
        page = render_template(
            "privacy/copy.html", held=held, of=person, at=at, lang=person.language, spoken=spoken
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
