"""Practice conversations in words: what was said, how it was, what would have been better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from mentortrain.learning import rules
from mentortrain.learning.models import Play


@dataclass(frozen=True)
class Said:
    """One turn that stands: what was heard, what the reader said to it, and how that was."""

    heard: Markup
    words: Markup
    mark: str  # good, poor or ""
    word: str
    better: Markup
    beside: tuple[Markup, ...]  # the good choices that stood beside a poor one


def here(play: Play) -> dict[str, Any]:
    """The passage at which a play is."""
    standing = play.standing
    return play.conversation.passage(standing[-1].leads_to if standing else play.conversation.start)


def html(passage_or_choice: dict[str, Any], part: str = "html") -> Markup:
    """Its words, which were cleaned when they were published."""
    return Markup(passage_or_choice[part])  # noqa: S704


def turns(play: Play) -> list[Said]:
    """The turns that stand, from the first."""
    marks = {"good": _("good"), "poor": _("not the best"), "": _("neither good nor bad")}
    passages = {each["name"]: each for each in play.conversation.passages}
    found = []
    for turn in play.standing:
        heard, led_to = passages[turn.passage], passages[turn.leads_to]
        beside = [html(choice) for choice in heard["choices"] if passages[choice["to"]]["mark"] == rules.GOOD]
        poor = led_to["mark"] == rules.POOR
        found.append(
            Said(
                heard=html(heard),
                words=html(heard["choices"][turn.choice]),
                mark=led_to["mark"],
                word=marks[led_to["mark"]],
                better=html(led_to, "better"),
                beside=tuple(beside) if poor else (),
            )
        )
    return found


def start_title(title: str, finished: Sequence[Play], current: Play | None) -> str:
    """The heading of a conversation's first page."""
    if current:
        return str(_("%(title)s: you are in the middle of it.", title=title))
    if any(play.passed for play in finished):
        return str(_("%(title)s: you have passed.", title=title))
    if finished:
        return str(_("%(title)s: not passed yet.", title=title))
    return str(_("%(title)s: a conversation to practise.", title=title))


def result(play: Play) -> str:
    """'3 of 4 choices were good', of those that are judged."""
    return str(
        ngettext(
            "%(good)s of one choice was good",
            "%(good)s of %(num)d choices were good",
            play.judged or 0,
            good=play.good or 0,
        )
    )


def debrief_title(play: Play) -> str:
    """The heading of a debrief."""
    if play.passed:
        return str(_("Passed: %(result)s.", result=result(play)))
    return str(_("Not passed yet: %(result)s.", result=result(play)))
