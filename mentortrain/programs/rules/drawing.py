"""Where the marks of a timeline stand in its picture: pure geometry, in units of the picture's width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentortrain.programs.rules.timeline import END, FEEDBACK, FOLLOW_UPS, Mark, Timeline, months_after

WIDTH, LEFT, RIGHT = 340.0, 14.0, 326.0
"""As wide as it is shown on a phone, so that its numbers are as large as the text beside them."""

END_AT = 240.0
"""The follow-ups take a year: they get a scale of their own, or the program would be a quarter of the picture."""

GAP = 19.0
"""Between the middles of two marks: nearer, their numbers would touch."""


@dataclass(frozen=True)
class Dot:
    """One mark: its number in the list, where it stands, and whether it lies behind."""

    number: int
    mark: Mark
    x: float
    is_past: bool


@dataclass(frozen=True)
class Drawing:
    """All that the picture shows; `breaks` and `feedback` as (x, width)."""

    dots: tuple[Dot, ...]
    breaks: tuple[tuple[float, float], ...]
    feedback: tuple[float, float] | None
    today: float
    end: float


def draw(timeline: Timeline, at: datetime) -> Drawing:
    """The picture of a timeline at a moment. Marks keep their order; those too near to each other move apart."""
    marks = timeline.marks()
    places = _apart([_place(timeline, mark.at) for mark in marks])
    dots = tuple(
        Dot(number, mark, round(x, 1), mark.at <= at)
        for number, (mark, x) in enumerate(zip(marks, places, strict=True), 1)
    )
    end = next(dot.x for dot in dots if dot.mark.name == END)
    day = timedelta(days=1)
    breaks = [
        _span(timeline, timeline.start_of(each.first), timeline.start_of(each.last + day))
        for each in sorted(timeline.breaks)
        if timeline.opens_on <= each.last and each.first <= timeline.ends_on
    ]
    feedback = next((mark for mark in marks if mark.name == FEEDBACK), None)
    band = (
        _span(timeline, feedback.at, timeline.start_of(feedback.until + day))
        if feedback and feedback.until
        else None
    )
    return Drawing(dots, tuple(breaks), band, round(_place(timeline, at), 1), end)


def _span(timeline: Timeline, start: datetime, end: datetime) -> tuple[float, float]:
    first, last = _place(timeline, start), min(_place(timeline, end), END_AT)
    return round(first, 1), round(max(last - first, 3.0), 1)


def _place(timeline: Timeline, at: datetime) -> float:
    start, end = timeline.start_of(timeline.opens_on), timeline.end
    if at <= end:
        return max(LEFT + (END_AT - LEFT) * ((at - start) / (end - start)), LEFT - 8)
    last = timeline.start_of(months_after(timeline.ends_on, max(FOLLOW_UPS)))
    return min(END_AT + (RIGHT - END_AT) * ((at - end) / (last - end)), RIGHT + 8)


def _apart(places: list[float]) -> list[float]:
    apart: list[float] = []
    for place in places:
        apart.append(max(place, apart[-1] + GAP) if apart else place)
    room = RIGHT
    for index in reversed(range(len(apart))):
        apart[index] = min(apart[index], room)
        room = apart[index] - GAP
    return apart
