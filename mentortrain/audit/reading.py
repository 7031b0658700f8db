"""Lines as people read them: who did what, with the names that things have today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from mentortrain.audit import kinds
from mentortrain.audit.kinds import Change, Thing
from mentortrain.audit.models import AuditEvent
from mentortrain.audit.queries import Concerned
from mentortrain.audit.rules import COMMAND, PERSON, VISITOR

# The address of the record with one filter set: link(person=5), link(actor="5"), link(about="webinar:3").
Link = Callable[..., str]


@dataclass(frozen=True)
class Told:
    """One line in words."""

    event: AuditEvent
    sentence: Markup
    rows: Sequence[tuple[str, Change]]
    """(person's name or "", what changed) for each."""
    whom: Markup
    """Whom it concerns, where the sentence does not say it."""
    program: Thing | None


class Names:
    """What everything in some lines is called: one statement for each sort of things."""

    def __init__(self, events: Iterable[AuditEvent], concerned: Collection[int]) -> None:
        wanted: dict[str, set[int]] = {"person": set(concerned), "program": set()}
        for event in events:
            if event.actor_id is not None:
                wanted["person"].add(event.actor_id)
            if event.program_id is not None:
                wanted["program"].add(event.program_id)
            if event.object_kind and event.object_id is not None:
                wanted.setdefault(event.object_kind, set()).add(event.object_id)
            wanted["person"].update(row.person_id for row in _rows(event) if row.person_id is not None)
        self._found: dict[str, Mapping[int, Thing]] = {}
        for name, ids in wanted.items():
            sort = kinds.sort_named(name)
            if sort and ids:
                self._found[name] = sort.find(ids)

    def thing(self, name: str | None, number: int | None) -> Thing | None:
        """The thing, None if it is gone."""
        return self._found.get(name or "", {}).get(number or 0)

    def person(self, person_id: int) -> str:
        """What somebody is called."""
        found = self.thing("person", person_id)
        return found.name if found else _("somebody who is gone")


def actor_of(event: AuditEvent, names: Names) -> str:
    """Who did it, as text."""
    if event.actor_kind == PERSON and event.actor_id is not None:
        return names.person(event.actor_id)
    if event.actor_kind == COMMAND:
        return _("The command line (%(account)s)", account=event.operator or "?")
    return _("A visitor") if event.actor_kind == VISITOR else _("The site itself")


def told(
    event: AuditEvent, names: Names, concerned: Concerned, *, link: Link | None, program: bool = False
) -> Told:
    """A line in words, with links where `link` makes them; `program`: name the program as well."""
    kind = kinds.kind_named(event.action)
    rows = _rows(event)
    template = str(kind.sentence)
    people = _people(concerned, names, link)
    pieces: dict[str, Any] = {
        "who": _actor(event, names, link),
        "what": _object(event, names, link),
        "whom": people or _("somebody"),
        **kind.facts(event.details),
    }
    said = "%(whom)s" in template or any(row.person_id for row in rows)
    return Told(
        event=event,
        # Every piece that is no Markup is escaped here: names and titles are what people typed.
        sentence=escape(template) % pieces,
        rows=[("" if row.person_id is None else names.person(row.person_id), row) for row in rows],
        whom=Markup() if said else people,
        program=names.thing("program", event.program_id) if program else None,
    )


def _rows(event: AuditEvent) -> Sequence[Change]:
    return kinds.kind_named(event.action).rows(event.details)


def _actor(event: AuditEvent, names: Names, link: Link | None) -> Markup:
    name = actor_of(event, names)
    return _linked(name, link(who=str(event.actor_id)) if link and event.actor_id else None)


def _object(event: AuditEvent, names: Names, link: Link | None) -> Markup:
    found = names.thing(event.object_kind, event.object_id)
    sort = kinds.sort_named(event.object_kind or "")
    if found is None:
        label = str(sort.label) if sort else event.object_kind or ""
        name = event.details.get("name")
        return escape(_("“%(name)s”", name=name) if name else _("a %(thing)s that is gone", thing=label))
    return _linked(_("“%(name)s”", name=found.name), found.url if link else None)


def _people(concerned: Concerned, names: Names, link: Link | None) -> Markup:
    shown = [
        _linked(names.person(person_id), link(person=person_id) if link else None)
        for person_id in concerned.person_ids
    ]
    rest = concerned.count - len(shown)
    if rest:
        shown.append(escape(ngettext("%(num)d more", "%(num)d more", rest)))
    return Markup(", ").join(shown)


def _linked(text: str, url: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, text) if url else escape(text)
