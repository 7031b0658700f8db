"""The board of a program: counted, sorted and cut into pages by the database, from what is kept of each person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from mentortrain.insight.queries.statements import (
    Counted,
    counted,
    counted_about,
    lacking_sessions,
    lines_kept,
    sessions_in,
)
from mentortrain.insight.rules import Counts, nearness
from mentortrain.programs.rules import MENTEE, MENTOR, Scope
from mentortrain.readahead import Ahead
from mentortrain.readiness import queries as readiness
from mentortrain.readiness.queries import Standing
from mentortrain.readiness.rules import LIVE_SESSION, Move, whose_move, with_lacking
from mentortrain.web.numbering import PAGE_SIZE, within
from mentortrain.webinars import queries as webinars
from mentortrain.webinars.rules import Coming

MOST_PAGES = 10_000
"""That are asked for before it is known how many there are."""

Opens = Callable[[int], Coming]
"""By id of a group: the next sessions that its people can register for."""


class Lacked(NamedTuple):
    """A live session that somebody lacks, and what of it is to come."""

    course: str
    """Key of the course that it is to be about; WHICHEVER: of none in particular."""
    title: str
    """Of that course."""
    registered_for: datetime | None
    next_open: datetime | None
    """As `in_time` takes them."""


class Line(NamedTuple):
    """One person on the board."""

    participation_id: int
    cohort_id: int
    name: str
    email: str
    has_joined: bool
    ready_since: datetime | None
    lacking: str
    """What is missing, as it is kept: for `readiness.rules.with_lacking`."""
    sessions: tuple[Lacked, ...]
    """The live sessions among it; none of who is ready."""


@dataclass(frozen=True)
class Board:
    """One page of the people of a role in a program: not ready yet first, the nearest of them on top."""

    counts: Counts
    in_all: dict[str, int]  # by role
    lines: Sequence[Line]
    number: int  # of the page
    pages: int


def board_asked(scope: Scope, role: str, *, page: int, at: datetime) -> tuple[Ahead, ...]:
    """What `board` asks where all is as usual, for `read_ahead`."""
    lines = partial(
        lines_kept,
        **_values(scope),
        role=role,
        first=_first(max(1, min(page, MOST_PAGES))),
        most=PAGE_SIZE,
        at=at,
    )
    return readiness.bases_asked(scope.program_id), partial(counted, **_values(scope), at=at), lines


def board(scope: Scope, role: str, *, page: int, at: datetime) -> Board:
    """A page of the board of a program or of one group; the nearest there is to the page asked for.

    Where somebody has not been judged as people are judged now (a course was just published), everybody is
    judged here: the board says what Home says, only later.
    """
    judged_by = readiness.bases_of(scope.program_id)
    bases = judged_by.of_role
    found, sessions = _counted(scope, at=at)
    in_all = {one: sum(each.invited for each in found if each.role == one) for one in (MENTOR, MENTEE)}
    number, pages = within(page, in_all[role])
    first = _first(number)
    mine = [each for each in found if each.role == role]
    if all(each.basis == bases[role] for each in mine):
        counts, lines = _kept(scope, role, mine, sessions, first, judged_by.titles, at=at)
    else:
        counts, lines = _judged_now(scope, role, first, judged_by.titles, at=at)
    return Board(counts, in_all, lines, number, pages)


def _first(page: int) -> int:
    return (page - 1) * PAGE_SIZE


class Sessions(NamedTuple):
    """What is to come in a program."""

    open: Mapping[webinars.Audience, Coming]
    """As `next_open_until`."""
    any_registered: bool


def _counted(scope: Scope, *, at: datetime) -> tuple[list[Counted], Sessions]:
    made, apart, sessions = [], False, Sessions({}, any_registered=False)
    for role, cohort_id, basis, *figures, open_sessions, registered, about_courses in counted(
        **_values(scope), at=at
    ):
        sessions = Sessions(webinars.open_in(scope.program_id, open_sessions), registered)
        if about_courses:
            apart = True
        else:
            made.append(Counted._make((role, cohort_id, basis, None, *figures)))
    if apart:
        made += map(Counted._make, counted_about(**_values(scope)))
    return made, sessions


def _kept(
    scope: Scope,
    role: str,
    found: Sequence[Counted],
    sessions: Sessions,
    first: int,
    titles: Mapping[str, str],
    *,
    at: datetime,
) -> tuple[Counts, list[Line]]:
    @cache
    def opens(cohort_id: int) -> Coming:
        return webinars.next_open_to(sessions.open, scope.program_id, cohort_id, role)

    waiting, missing = _staffs(scope, role, found, opens, any_registered=sessions.any_registered, at=at)
    return Counts(
        invited=sum(each.invited for each in found),
        joined=sum(each.joined for each in found),
        started=sum(each.started for each in found),
        ready=sum(each.ready for each in found),
        waiting=waiting,
        sessions_missing=_titled(missing, titles),
    ), _lines(scope, role, first, titles, opens, at=at)


def _lines(
    scope: Scope, role: str, first: int, titles: Mapping[str, str], opens: Opens, *, at: datetime
) -> list[Line]:
    rows = lines_kept(**_values(scope), role=role, first=first, most=PAGE_SIZE, at=at).all()
    open_to = {cohort_id: opens(cohort_id) for cohort_id in {row[2] for row in rows}}
    registered: Mapping[tuple[int, int], Coming] = {}
    about = [row[0] for row in rows if row[6] is None and any(_sessions_lacked(row[7]))]
    if about:
        registered = webinars.registered_until([scope.program_id], about, at=at)
    made = []
    for person_id, part_id, cohort_id, name, email, has_joined, ready_since, lacking, registered_for in rows:
        lacked = _sessions_lacked(lacking) if ready_since is None else ()
        theirs = registered.get((scope.program_id, person_id)) if registered else None
        sessions = tuple(
            [
                Lacked(
                    course,
                    titles.get(course, course),
                    theirs.get(course) if theirs else None if course else registered_for,
                    open_to[cohort_id].get(course),
                )
                for course in lacked
            ]
        )
        made.append(Line(part_id, cohort_id, name, email, has_joined, ready_since, lacking, sessions))
    return made


@lru_cache(maxsize=10_000)
def _sessions_lacked(lacking: str) -> tuple[str, ...]:
    """Of the live sessions that somebody lacks: keys of the courses, or WHICHEVER."""
    missing = with_lacking(lacking).missing
    return tuple(one.requirement.course for one in missing if one.requirement.kind == LIVE_SESSION)


def _staffs(
    scope: Scope,
    role: str,
    found: Sequence[Counted],
    opens: Opens,
    *,
    any_registered: bool,
    at: datetime,
) -> tuple[int, set[str]]:
    """(how many wait for staff, the courses about which a session is missing that is theirs to schedule).

    Where one is open it is the person's to register for it; who has is looked for only where that tells anything.
    """
    waiting, missing = sum(each.wait_for_staff for each in found), set[str]()
    not_open = [each.lacked - opens(each.cohort_id).keys() if each.lack_session else () for each in found]
    registered: Mapping[int, Coming] = {}
    tells = any(not_open) or any(each.wait_for_both for each in found)
    if tells and any_registered:
        registered = webinars.registered_in(scope.program_id, at=at)
    if not registered:
        for each, left in zip(found, not_open, strict=True):
            missing.update(left)
            if each.lacked.isdisjoint(opens(each.cohort_id)):
                waiting += each.wait_for_session + each.wait_for_both
        return waiting, missing
    for person_id, cohort_id, rest, sessions_about in lacking_sessions(**_values(scope), role=role):
        lacked, theirs = sessions_in(sessions_about), registered.get(person_id, {}).keys()
        open_now = opens(cohort_id).keys()
        left = lacked - open_now - theirs
        missing |= left
        is_theirs = rest == Move.PERSON.value or not lacked & open_now <= theirs
        waiting += not is_theirs and bool(left or rest == Move.STAFF.value)
    return waiting, missing


def _judged_now(
    scope: Scope, role: str, first: int, titles: Mapping[str, str], *, at: datetime
) -> tuple[Counts, list[Line]]:
    everybody = [
        one
        for one in readiness.standings_in(scope, at=at)  # by name
        if one.participation.role == role
    ]
    everybody.sort(key=lambda one: (one.ready, *nearness(one.readiness)))
    missing = [one.readiness.missing for one in everybody if not one.ready]
    return Counts(
        invited=len(everybody),
        joined=sum(one.participation.joined_at is not None for one in everybody),
        started=sum(one.has_started for one in everybody),
        ready=sum(one.ready for one in everybody),
        waiting=sum(whose_move(outcomes) is Move.STAFF for outcomes in missing),
        sessions_missing=_titled(
            (
                one.requirement.course
                for outcomes in missing
                for one in outcomes
                if one.requirement.kind == LIVE_SESSION and one.move is Move.STAFF
            ),
            titles,
        ),
    ), [_line(one, titles) for one in everybody[first : first + PAGE_SIZE]]


def _titled(courses: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Courses with their titles, each once; WHICHEVER as it is."""
    return tuple(sorted({(course, titles.get(course, course)) for course in courses}))


def _line(one: Standing, titles: Mapping[str, str]) -> Line:
    part, person = one.participation, one.participation.person
    lacking = one.judgement()["lacking"]
    return Line(
        part.id,
        part.cohort_id,
        person.name,
        person.email,
        part.joined_at is not None,
        one.declared_at,
        lacking,
        tuple(
            Lacked(
                course,
                titles.get(course, course),
                one.facts.registered_for.get(course),
                one.facts.next_open.get(course),
            )
            for course in (_sessions_lacked(lacking) if not one.ready else ())
        ),
    )


def _values(scope: Scope) -> dict[str, Any]:
    return {"program_id": scope.program_id, "cohort_id": scope.cohort_id}
