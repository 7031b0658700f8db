"""What the record says of courses."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.learning import queries


def _version(details: Details) -> Mapping[str, str]:
    return {"number": str(details["version"])}


def _courses(ids: Collection[int]) -> dict[int, Thing]:
    return {course_id: Thing(title) for course_id, title in queries.titles_of(ids).items()}


register(
    Kind(
        "course.published",
        _l("Course published"),
        _l("%(who)s published version %(number)s of %(what)s."),
        facts=_version,
    )
)
register_sort(Sort("course", _l("course"), _courses))
