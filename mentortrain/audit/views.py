"""The record: of a program for its staff, of the whole site for its administrators; and each as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from mentortrain.audit import queries, reading
from mentortrain.audit.edge import confidential, plain
from mentortrain.audit.forms import RecordFilter, chosen_person
from mentortrain.audit.kinds import Thing, numbers_of, sort_named
from mentortrain.audit.queries import Concerned
from mentortrain.audit.rules import Filter, Place
from mentortrain.errors import NotThere
from mentortrain.web import can
from mentortrain.web.tables import Cell, csv_file

bp = Blueprint("audit", __name__)

_NOBODY = Concerned((), 0)


@bp.get("/programs/<int:program_id>/record")
@can("audit.see")
@plain("what was done, by whom and to whom: numbers, read with their names")
def of_program(program_id: int) -> Any:
    shown, status = _shown(program_id)
    return render_template("audit/of_program.html", **shown), status


@bp.get("/programs/<int:program_id>/record.csv")
@can("audit.see")
@confidential("record.exported", "program", each_time=True)
def program_file(program_id: int) -> Any:
    return _file(program_id)


@bp.get("/site/record")
@can("site.audit")
@plain("what was done, by whom and to whom: numbers, read with their names")
def of_site() -> Any:
    shown, status = _shown(None)
    return render_template("audit/of_site.html", **shown), status


@bp.get("/site/record.csv")
@can("site.audit")
@confidential("record.exported", "site", each_time=True)
def site_file() -> Any:
    return _file(None)


def _shown(program_id: int | None) -> tuple[dict[str, Any], int]:
    """What the page is made from, and its status: 422 if a choice cannot be."""
    form = _form(program_id)
    good = form.validate()
    wanted = form.wanted(program_id, request.args) if good else None
    events, more = queries.page(wanted, Place.read(request.args.get("before", ""))) if wanted else ([], False)
    concerned = queries.concerned_by([event.id for event in events])
    people = {person_id for one in concerned.values() for person_id in one.person_ids}
    chosen = chosen_person(request.args)
    # Staff who try numbers learn no names of other programs' people.
    numbers = numbers_of(chosen) if chosen is not None else ()
    named = {chosen} if chosen is not None and queries.is_concerned(numbers, program_id) else set()
    names = reading.Names(events, people | named)
    link = partial(url_for, request.endpoint or "", program_id=program_id)
    lines = [
        reading.told(event, names, concerned.get(event.id, _NOBODY), link=link, program=program_id is None)
        for event in events
    ]
    shown = {
        "program": _program(program_id),
        "form": form,
        "lines": lines,
        "filtered": wanted is None or wanted != Filter(program_id=program_id),
        "paged": "before" in request.args,
        "chosen": names.person(chosen) if chosen is not None else "",
        "older": _asked(request.path, before=str(Place(events[-1].at, events[-1].id))) if more else "",
        "file": _asked(_file_path(program_id)),
    }
    return shown, 200 if good else 422


def _form(program_id: int | None) -> RecordFilter:
    form, sort = RecordFilter(request.args), sort_named("person")
    ids = queries.actors(program_id)
    found = sort.find(ids) if sort and ids else {}
    form.offer(
        {number: found[number].name if number in found else _("somebody who is gone") for number in ids}
    )
    return form


def _program(program_id: int | None) -> Any:
    """What the layout of staff's pages reads: the program's id and name."""
    if program_id is None:
        return None
    sort = sort_named("program")
    found: Thing | None = sort.find([program_id]).get(program_id) if sort else None
    if found is None:
        raise NotThere
    return {"id": program_id, "name": found.name}


def _asked(path: str, **more: str) -> str:
    """The same view of the record at a path, with something added."""
    # The query is written by hand: `url_for` would take some of its names for its own.
    kept = {name: value for name, value in request.args.items() if value and name != "before"} | more
    return f"{path}?{urlencode(kept)}" if kept else path


def _file_path(program_id: int | None) -> str:
    return url_for(".site_file") if program_id is None else url_for(".program_file", program_id=program_id)


_HEADING = (
    "at_utc",
    "really_at_utc",
    "who",
    "who_kind",
    "who_id",
    "action",
    "in_words",
    "object",
    "object_id",
    "program_id",
    "people_ids",
    "network",
    "trace_id",
    "details",
)


def _file(program_id: int | None) -> Any:
    form = _form(program_id)
    if not form.validate():
        raise NotThere
    name = f"record-{program_id}.csv" if program_id is not None else "record.csv"
    return csv_file(name, _HEADING, _rows(form.wanted(program_id, request.args)))


def _rows(wanted: Filter) -> Iterator[tuple[Cell, ...]]:
    for events in queries.all_of(wanted):
        concerned = queries.all_concerned_by([event.id for event in events])
        few = {
            number: Concerned(tuple(ids[: queries.MOST_NAMED]), len(ids)) for number, ids in concerned.items()
        }
        names = reading.Names(events, {one for concern in few.values() for one in concern.person_ids})
        for event in events:
            line = reading.told(event, names, few.get(event.id, _NOBODY), link=None)
            yield (
                event.at.astimezone(UTC),
                event.really_at.astimezone(UTC) if event.really_at else None,
                reading.actor_of(event, names),
                event.actor_kind,
                event.actor_id,
                event.action,
                line.sentence.unescape(),
                event.object_kind,
                event.object_id,
                event.program_id,
                " ".join(map(str, concerned.get(event.id, []))),
                event.network,
                event.trace_id,
                json.dumps(event.details, ensure_ascii=False),
            )
