"""What of the record somebody wants to see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from mentortrain.audit import kinds
from mentortrain.audit.rules import COMMAND, SYSTEM, Filter
from mentortrain.web.dates import zone_of_reader


class RecordFilter(FlaskForm):
    """Sent with GET, so that a view of the record has an address."""

    class Meta:
        csrf = False  # it changes nothing

    who = SelectField(_l("Who did it"), validators=[Optional()])
    kind = SelectField(_l("What"), validators=[Optional()])
    whom = StringField(_l("Whom it concerns"), [Optional(), Length(max=200)])
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("To"), [Optional()])

    def offer(self, actors: Mapping[int, str]) -> None:
        """The choices: everybody who ever did something, and every kind there is."""
        self.who.choices = [
            ("", _l("Anybody")),
            *sorted(((str(number), name) for number, name in actors.items()), key=lambda one: one[1].lower()),
            (SYSTEM, _l("The site itself")),
            (COMMAND, _l("The command line")),
        ]
        labels = sorted(((kind.code, str(kind.label)) for kind in kinds.every()), key=lambda one: one[1])
        self.kind.choices = [("", _l("Anything")), *labels]

    def validate_until(self, field: DateField) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("This day is before the other one."))

    def wanted(self, program_id: int | None, args: Mapping[str, str]) -> Filter:
        """The filter, with what the links in the record add: ?person=5, ?about=webinar:3. Days are the reader's."""
        who = self.who.data or ""
        return Filter(
            program_id=program_id,
            actor_id=int(who) if who.isdigit() else None,
            actor_kind="" if who.isdigit() else who,
            action=self.kind.data or "",
            about=_about(args.get("about", "")),
            people=self._people(args.get("person", "")),
            since=_midnight(self.since.data),
            until=_midnight(self.until.data + timedelta(days=1)) if self.until.data else None,
        )

    def _people(self, number: str) -> frozenset[int] | None:
        words = (self.whom.data or "").strip()
        found = frozenset(kinds.people_like(words)) if words else None
        if number.isascii() and number.isdigit() and len(number) < 10:
            one = frozenset({int(number)})
            return one if found is None else one & found
        return found


def _about(text: str) -> tuple[str, int] | None:
    kind, _, number = text.partition(":")
    if not kind or not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    return kind, int(number)


def _midnight(day: date | None) -> Any:
    if day is None:
        return None
    return datetime.combine(day, time(), ZoneInfo(zone_of_reader())).astimezone(UTC)
