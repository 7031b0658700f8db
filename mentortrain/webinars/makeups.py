"""What there is to a session when it is over: who may make it up and how, and what people may say of it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentortrain.errors import RuleBroken
from mentortrain.webinars.rules import ATTENDED, PARTLY, check_meeting_url

NOBODY, PARTLY_THERE, EVERYBODY = "nobody", "partly", "everybody"
"""Who may make a session up: nobody, who was there for a part of it, or everybody whom it is for."""
MOST_QUESTIONS = 3
LONGEST_QUESTIONS = 10_000
"""Letters of the text that holds them."""
PAUSE = timedelta(minutes=10)
"""Between two tries: time to look again, and too long to guess through the answers."""

MOST_USEFUL = 5
LONGEST_DIFFERENT = 1000
ANSWERS_FOR_DAYS = 14
"""So long after its end people can say how useful a session was, and change it."""
FEWEST_SHOWN = 3
"""Fewer answers than this are counted and not shown: one could tell whose they are."""


def check_offer(open_to: str, *, watching_counts: bool, questions: int) -> None:
    """RuleBroken `makeup.nothing` where there is neither a question nor the word that watching counts."""
    if open_to != NOBODY and not questions and not watching_counts:
        raise RuleBroken("makeup.nothing")


def may_make_up(open_to: str, outcome: str, *, is_known: bool) -> bool:
    """Whether somebody for whom a session is may make it up, by what their minutes come to.

    `is_known`: whether anybody has said who was there. Before that nobody has missed it.
    """
    if outcome == ATTENDED or not is_known:
        return False
    return open_to == EVERYBODY or (open_to == PARTLY_THERE and outcome == PARTLY)


def next_try(tried_at: datetime | None, *, at: datetime) -> datetime | None:
    """When somebody can answer again; None: now."""
    again = tried_at + PAUSE if tried_at else at
    return again if again > at else None


def can_say(ends_at: datetime, *, expected: bool, was_there: bool, is_known: bool, at: datetime) -> bool:
    """Whether somebody may say how useful a session was: who was there, or while that is not known who was expected,
    for 14 days from its end."""
    there = was_there or (expected and not is_known)
    return there and ends_at <= at < ends_at + timedelta(days=ANSWERS_FOR_DAYS)


def check_https(url: str, code: str) -> None:
    """RuleBroken `code` unless it is a plain https address: people are led there from a page they trust."""
    try:
        check_meeting_url(url)
    except RuleBroken as error:
        raise RuleBroken(code) from error
    if not url.lower().startswith("https://"):
        raise RuleBroken(code)
