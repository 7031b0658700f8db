"""What changed in a course since somebody has done it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """Lessons of the version in force against an older one, by their keys."""

    changed: frozenset[str]
    new: frozenset[str]


def news_for(
    lessons: Sequence[str],
    read_in: Mapping[str, int],
    in_force: int,
    since: Mapping[int, Changes],
    *,
    counted: Collection[str],
) -> list[tuple[str, bool]]:
    """For who had done a course before it changed: (key, is new) of each lesson that is other now, in its order.

    `read_in` says in which version somebody read a lesson, `since` what changed from that one to the one in
    force. A lesson is new where the newest version that they read in did not have it. Who still lacks a counted
    lesson that was there has not done the course: nothing is news to them, all of it is to go.
    """
    before = [version for version in read_in.values() if version != in_force]
    if not before:
        return []
    new = since[max(before)].new
    if any(key in counted and key not in read_in and key not in new for key in lessons):
        return []
    news = []
    for key in lessons:
        version = read_in.get(key)
        if version is None and key in new:
            news.append((key, True))
        elif version is not None and version != in_force and key in since[version].changed:
            news.append((key, False))
    return news
