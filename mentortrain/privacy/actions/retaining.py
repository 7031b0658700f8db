"""How long things stay: the periods in force, what would go, and letting it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from mentortrain import holdings
from mentortrain.audit.actions import record
from mentortrain.db import insert, session
from mentortrain.errors import RuleBroken
from mentortrain.holdings import Rule
from mentortrain.people.models import Person
from mentortrain.privacy import queries
from mentortrain.privacy.models import RetentionPeriod

BATCH = 500
"""Rows that go with one transaction: nobody waits long for its locks."""

SHOWN = 20
"""People whom the preview names."""

AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Preview:
    """What a rule would do."""

    rule: Rule
    days: int
    now: int
    soon: int
    """In the 30 days after, those of now included."""
    people: Sequence[Person]
    """Of a rule about people: who goes first, some of them."""


def preview(at: datetime) -> list[Preview]:
    """What each rule would take at `at`, counted with the conditions that the run uses."""
    days = queries.periods()
    return [
        Preview(
            rule=rule,
            days=days[rule.key],
            now=_count(rule, days[rule.key], at),
            soon=_count(rule, days[rule.key], at + AHEAD),
            people=_people(rule, days[rule.key], at + AHEAD) if rule.names_people else (),
        )
        for rule in holdings.rules()
    ]


def let_go(rule: Rule, at: datetime, *, after_each: Callable[[], None]) -> int:
    """Let go of all that a rule says, some hundreds at a time with `after_each` between; how many."""
    days, gone, last = queries.periods()[rule.key], 0, None
    key = rule.key_column
    while True:
        statement = select(key).where(_due(rule, days, at)).order_by(key).limit(BATCH)
        if last is not None:
            statement = statement.where(key > last)  # one that could not go must not be met again and again
        ids = session.scalars(statement).all()
        if not ids:
            return gone
        rule.act(ids, at)
        after_each()
        gone, last = gone + len(ids), ids[-1]


def set_periods(wanted: Mapping[str, int], *, by: int, at: datetime) -> list[str]:
    """Change the days of some rules; the keys of those that changed. RuleBroken `retention.days` out of bounds."""
    rules, now = {rule.key: rule for rule in holdings.rules()}, queries.periods()
    changed = [key for key, days in wanted.items() if key in rules and now[key] != days]
    for key in changed:
        rule, days = rules[key], wanted[key]
        if not rule.least <= days <= rule.most:
            raise RuleBroken("retention.days", least=rule.least, most=rule.most)
        values: dict[str, Any] = {"days": days, "changed_at": at, "changed_by_id": by}
        statement = insert(RetentionPeriod).values(rule=key, **values)
        session.execute(statement.on_conflict_do_update(index_elements=["rule"], set_=values))
    if changed:
        details = {key: [now[key], wanted[key]] for key in changed}
        record("retention.changed", details=details, by=by, at=at)
    return changed


def _due(rule: Rule, days: int, at: datetime) -> Any:
    return rule.due(at - timedelta(days=days))


def _count(rule: Rule, days: int, at: datetime) -> int:
    statement = select(func.count()).select_from(rule.model).where(_due(rule, days, at))
    return session.scalar(statement) or 0


def _people(rule: Rule, days: int, at: datetime) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(_due(rule, days, at)).order_by(Person.last_sign_in_at, Person.id).limit(SHOWN)
    ).all()
