"""What a course holds, without the texts: for outlines, progress and lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from mentortrain.learning.models import CourseVersion
from mentortrain.learning.rules import CONVERSATION, LESSON, QUIZ, Media, Step


@dataclass(frozen=True)
class Head:
    """What every item of a course has, without what is read or asked in it."""

    kind: ClassVar[str]

    id: int
    version_id: int
    key: str
    position: int
    title: str
    minutes: int
    optional: bool

    @cached_property
    def step(self) -> Step:
        """As progress knows it."""
        return Step(self.kind, self.key, self.title, self.minutes, self.optional)


@dataclass(frozen=True)
class LessonHead(Head):
    """A lesson without its text."""

    kind = LESSON

    objective: str
    size: int
    check: str  # key of the quiz that completes it; empty where reading does
    reflection: str  # private or handed in where it asks for a text; else empty
    media: Media  # without the transcript


@dataclass(frozen=True)
class QuizHead(Head):
    """A quiz without its questions."""

    kind = QUIZ

    pass_percent: int


@dataclass(frozen=True)
class ConversationHead(Head):
    """A conversation without its passages."""

    kind = CONVERSATION

    partner: str
    pass_good: int


def conversation_heads(version: CourseVersion) -> tuple[ConversationHead, ...]:
    """Those of a version with its conversations loaded. No statement."""
    return tuple(
        ConversationHead(
            id=each.id,
            version_id=each.version_id,
            key=each.key,
            position=each.position,
            title=each.title,
            minutes=each.minutes,
            partner=each.partner,
            pass_good=each.pass_good,
            optional=each.optional,
        )
        for each in version.conversations
    )


Item = LessonHead | QuizHead | ConversationHead
