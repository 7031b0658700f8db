"""What course.toml says of a whole course beside its words: its rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

FIELDS = ("prerequisites", "pass_percent", "certificate", "validity_months", "complete")
COMPLETE = ("required", "all")
"""What completes a course: all but what is optional, or everything."""
MOST_MONTHS = 120
_KEY = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")

Fault = Callable[[str, str], None]
"""Notes what is wrong, on the line of a field."""


def read_rules(table: dict[str, Any], key: str, fault: Fault) -> dict[str, Any]:
    """Prerequisites, certificate and validity, as a `Course` takes them."""
    return {
        "prerequisites": _prerequisites(table.get("prerequisites", []), key, fault),
        "certificate": _yes_or_no(table, "certificate", fault),
        "validity_months": _months(table.get("validity_months"), fault),
    }


def pass_percent_of(table: dict[str, Any], fault: Fault) -> int | None:
    """The pass mark of the quizzes that name none of their own; None where the course names none."""
    value = table.get("pass_percent")
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= 100:
        fault("pass_percent must be a whole number from 1 to 100", "pass_percent")
        return None
    return value


def may_be_optional(table: dict[str, Any], fault: Fault) -> bool:
    """Whether the completion rule lets items be optional."""
    rule = table.get("complete", COMPLETE[0])
    if rule not in COMPLETE:
        fault('complete must be "required" (all but what is optional) or "all"', "complete")
        return True
    return bool(rule == COMPLETE[0])


def _prerequisites(value: object, key: str, fault: Fault) -> tuple[str, ...]:
    if not isinstance(value, list) or any(
        not isinstance(one, str) or not _KEY.fullmatch(one) for one in value
    ):
        fault('prerequisites must be keys of courses: prerequisites = ["mentoring-basics"]', "prerequisites")
        return ()
    if key in value:
        fault("a course cannot be a prerequisite of itself", "prerequisites")
        return ()
    if len(set(value)) < len(value):
        fault("a prerequisite is named twice", "prerequisites")
    return tuple(value)


def _yes_or_no(table: dict[str, Any], name: str, fault: Fault) -> bool:
    value = table.get(name, False)
    if type(value) is not bool:
        fault(f"{name} must be true or false", name)
        return False
    return value


def _months(value: object, fault: Fault) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= MOST_MONTHS:
        fault(f"validity_months must be a whole number from 1 to {MOST_MONTHS}", "validity_months")
        return None
    return value
