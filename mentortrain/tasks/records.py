"""What the record says of tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.people import queries as people
from mentortrain.tasks import kinds, queries
from mentortrain.web.dates import short_day


def _until(details: Details) -> Mapping[str, str]:
    return {"day": short_day(datetime.fromisoformat(details["until"]))}


def _to(details: Details) -> Mapping[str, str]:
    to = details["to"]
    return {"to": people.names_of([to]).get(to, _("somebody")) if to else _("nobody")}


register(
    Kind("task.done", _l("Task done"), _l("%(who)s marked %(what)s as done.")),
    Kind("task.put_back", _l("Task put back"), _l("%(who)s put %(what)s back onto the list.")),
    Kind("task.snoozed", _l("Task put off"), _l("%(who)s put off %(what)s until %(day)s."), facts=_until),
    Kind("task.noted", _l("Note at a task"), _l("%(who)s left a note at %(what)s.")),
    Kind("task.assigned", _l("Task given to somebody"), _l("%(who)s gave %(what)s to %(to)s."), facts=_to),
)


def _tasks(ids: Collection[int]) -> dict[int, Thing]:
    found = {}
    for task_id, code in queries.kinds_of(ids).items():
        kind = kinds.kind_named(code)
        found[task_id] = Thing(str(kind.title) if kind else code, url_for("tasks.today"))
    return found


register_sort(Sort("task", _l("task"), _tasks))
