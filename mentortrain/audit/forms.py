"""What of the record somebody wants to see."""

from __future__ import annotations

from collections import Counter
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
from mentortrain.web.forms import not_offered, unreadable

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
"""Days before and after these are nobody's, and near the ends of the calendar a zone leads out of it."""


_NO_CHOICE = _l("Choose one of the list.")
_NO_DATE = _l("Enter a date, such as 2026-12-10.")


def _within_reach(form: FlaskForm, field: DateField) -> None:
    if field.data and not _FIRST_YEAR <= field.data.year <= _LAST_YEAR:
        raise ValidationError(_l("Enter a year from 2000 to 2099."))


class RecordFilter(FlaskForm):
    """Sent with GET, so that a view of the record has an address."""

    class Meta:
        csrf = False  # it changes nothing

    who = SelectField(_l("Who did it"), validators=[Optional()], **not_offered(_NO_CHOICE))
    kind = SelectField(_l("What"), validators=[Optional()], **not_offered(_NO_CHOICE))
    whom = StringField(_l("Whom it concerns"), [Optional(), Length(max=200)])
    since = DateField(_l("From"), [Optional(), _within_reach], **unreadable(_NO_DATE))
    until = DateField(_l("To"), [Optional(), _within_reach], **unreadable(_NO_DATE))

    def offer(self, actors: Mapping[int, str]) -> None:
        """The choices: everybody who ever did something, and every kind there is.

        Of two with one name, such as two accounts that became one, each has its number behind it.
        """
        shared = {name for name, count in Counter(actors.values()).items() if count > 1}
        named = {
            str(number): f"{name} ({number})" if name in shared else name for number, name in actors.items()
        }
        self.who.choices = [
            ("", _l("Anybody")),
            *sorted(named.items(), key=lambda one: one[1].lower()),
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
            people=self._people(chosen_person(args)),
            since=_midnight(self.since.data),
            until=_midnight(self.until.data + timedelta(days=1)) if self.until.data else None,
        )

    def _people(self, chosen: int | None) -> frozenset[int] | None:
        words = (self.whom.data or "").strip()
        found = frozenset(kinds.people_like(words)) if words else None
        if chosen is None:
            return found
        one = kinds.numbers_of(chosen)
        return one if found is None else one & found


def chosen_person(args: Mapping[str, str]) -> int | None:
    """The person of a link in the record, ?person=5; None for none, and for what can be nobody's number."""
    return _number(args.get("person", ""))


def _about(text: str) -> tuple[str, int] | None:
    kind, _, written = text.partition(":")
    number = _number(written)
    return (kind, number) if kind and number is not None else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _midnight(day: date | None) -> Any:
    if day is None:
        return None
    return datetime.combine(day, time(), ZoneInfo(zone_of_reader())).astimezone(UTC)
