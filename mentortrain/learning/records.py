"""What the record says of courses."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mentortrain.audit.kinds import Details, Kind, Sort, Thing, register, register_sort
from mentortrain.learning import queries


def _version(details: Details) -> Mapping[str, str]:
    return {"number": str(details["version"])}


def _track(details: Details) -> Mapping[str, str]:
    titles = queries.titles_of([course_id for course_id, _required, _days in details["courses"]])
    words = [titles.get(course_id, "") for course_id, _required, _days in details["courses"]]
    roles = {"mentor": _("mentors"), "mentee": _("mentees"), "staff": _("staff")}
    return {"role": roles[details["role"]], "courses": ", ".join(words) or _("as usual")}


def _step(details: Details) -> Mapping[str, str]:
    return {"step": str(details["key"])}


def _courses(ids: Collection[int]) -> dict[int, Thing]:
    return {course_id: Thing(title) for course_id, title in queries.titles_of(ids).items()}


def _extra(details: Details) -> Mapping[str, str]:
    return {"percent": str(details["percent"]), "minutes": str(details["minutes"])}


def _percent(details: Details) -> Mapping[str, str]:
    return {"percent": str(details["percent"])}


def _reason(details: Details) -> Mapping[str, str]:
    return {"reason": str(details["reason"])}


register(
    Kind("quizzes.seen", _l("Somebody's quizzes seen"), _l("%(who)s looked at the quizzes of %(whom)s.")),
    Kind(
        "quiz.extra_time",
        _l("Extra time in quizzes"),
        _l("%(who)s gave %(whom)s %(percent)s %% and %(minutes)s minutes of extra time in quizzes."),
        facts=_extra,
    ),
    Kind(
        "quiz.late_counted",
        _l("Late answers counted"),
        _l("%(who)s let late answers of %(whom)s in a quiz count. Reason: %(reason)s"),
        facts=_reason,
    ),
    Kind(
        "quiz.late_left_out",
        _l("Late answers left out"),
        _l("%(who)s did not let late answers of %(whom)s in a quiz count. Reason: %(reason)s"),
        facts=_reason,
    ),
    Kind(
        "quiz.essay_marked",
        _l("Essay marked"),
        _l("%(who)s gave %(percent)s %% to an essay of %(whom)s in a quiz."),
        facts=_percent,
    ),
    Kind(
        "course.published",
        _l("Course published"),
        _l("%(who)s published version %(number)s of %(what)s."),
        facts=_version,
    ),
    Kind(
        "track.changed",
        _l("Training changed"),
        _l("%(who)s changed what %(role)s of %(what)s learn: %(courses)s."),
        facts=_track,
    ),
    Kind(
        "demand.made",
        _l("Changed lesson asked"),
        _l("%(who)s asked “%(step)s” of %(what)s of those who had begun the course before it changed."),
        facts=_step,
    ),
    Kind(
        "demand.withdrawn",
        _l("Changed lesson no longer asked"),
        _l(
            "%(who)s no longer asks “%(step)s” of %(what)s of those who had begun the course before it changed."
        ),
        facts=_step,
    ),
)


def _certificates(ids: Collection[int]) -> dict[int, Thing]:
    return {
        certificate_id: Thing(number, f"/certificates/{number}")
        for certificate_id, number in queries.certificate_things(ids).items()
    }


def _shown(details: Details) -> Mapping[str, str]:
    return {"shown": _("the reason is shown") if details["shown"] else _("the reason is not shown")}


register(
    Kind(
        "reflections.seen",
        _l("Looked at a person's reflections"),
        _l("%(who)s looked at what %(whom)s handed in."),
    ),
    Kind(
        "reflection.answered",
        _l("Reflection answered"),
        _l("%(who)s answered a text that %(whom)s handed in."),
    ),
    Kind(
        "certificate.revoked",
        _l("Certificate taken back"),
        _l("%(who)s took back certificate %(what)s of %(whom)s; to whoever has its number %(shown)s."),
        facts=_shown,
    ),
    Kind(
        "transcript.seen",
        _l("Looked at a person's transcript"),
        _l("%(who)s looked at the transcript of %(whom)s."),
    ),
)
register_sort(Sort("certificate", _l("certificate"), _certificates))
register_sort(Sort("course", _l("course"), _courses))
