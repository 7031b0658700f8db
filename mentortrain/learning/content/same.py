"""What is the same in every language of a course: all by which it is completed, credited and graded. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import zip_longest

from mentortrain.learning import gift
from mentortrain.learning.content.values import Conversation, Course, Item, Lesson, Question, Quiz

Difference = tuple[str, str]
"""Words near which it stands in the item's file (empty: nowhere), and what is other there."""

_OF_COURSE_FILE = {
    Lesson: {"minutes": "minutes", "optional": "optional", "check": "complete", "reflection": "share"},
    Quiz: {"minutes": "minutes", "optional": "optional", "pass_percent": "pass_percent"},
    Conversation: {"minutes": "minutes", "optional": "optional", "pass_good": "pass_good"},
}
_HAS_WORDS = {gift.SHORT}
"""What is typed as words is other words in another language, and may be more or fewer of them."""


def module_differences(first: Course, other: Course) -> Iterator[str]:
    """Parts that do not begin and end at the same steps; their titles are words."""
    parts = [[(module.first, module.last) for module in one.modules] for one in (first, other)]
    if parts[0] != parts[1]:
        yield f"the modules do not have the same steps as in {first.language}"


def item_differences(one: Item, other: Item) -> Iterator[Difference]:
    """Of two items of one kind and key: the first, and the same in another language."""
    for name, field in _OF_COURSE_FILE[type(one)].items():
        there, here = getattr(one, name), getattr(other, name)
        if there != here:
            yield (
                field if isinstance(one, Lesson) else "",
                f"{field} is {_said(here)}, and {_said(there)} there",
            )
    if isinstance(one, Quiz) and isinstance(other, Quiz):
        yield from _quiz_differences(one, other)
    if isinstance(one, Conversation) and isinstance(other, Conversation):
        yield from _conversation_differences(one, other)


def _said(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value).lower()


def _quiz_differences(one: Quiz, other: Quiz) -> Iterator[Difference]:
    for setting in fields(one.settings):
        there, here = getattr(one.settings, setting.name), getattr(other.settings, setting.name)
        if there != here:
            yield "", f"{setting.name} is {_said(here)}, and {_said(there)} there"
    keys = [[question.key for question in quiz.questions] for quiz in (one, other)]
    if keys[0] != keys[1]:
        there, here = next(pair for pair in zip_longest(*keys) if pair[0] != pair[1])
        words = [f"the question {key!r}" if key else "nothing" for key in (here, there)]
        yield f"[id:{here}]" if here else "", f"here is {words[0]}, and there {words[1]}"
        return
    for there_asked, here_asked in zip(one.questions, other.questions, strict=True):
        message = _question_difference(there_asked, here_asked)
        if message:
            yield f"[id:{there_asked.key}]", f"question {there_asked.key!r}: {message}"


def _question_difference(one: Question, other: Question) -> str:
    if one.kind != other.kind:
        return f"it is {other.kind}, and {one.kind} there"
    if one.kind in _HAS_WORDS:
        return ""
    weights = [[option.weight for option in question.options] for question in (one, other)]
    if len(weights[0]) != len(weights[1]):
        return f"it has {len(weights[1])} answers, and {len(weights[0])} there"
    if weights[0] != weights[1]:
        return "its answers are not worth the same, in the same order, as there"
    if one.kind == gift.NUMERICAL and [(each.answer, each.tolerance) for each in one.options] != [
        (each.answer, each.tolerance) for each in other.options
    ]:
        return "its numbers are not those of there"
    return ""


def _conversation_differences(one: Conversation, other: Conversation) -> Iterator[Difference]:
    """Passages are compared by their order: their names are words, and may be other ones."""
    if len(one.passages) != len(other.passages):
        yield "", f"it has {len(other.passages)} passages, and {len(one.passages)} there"
        return
    shapes = [_shape(conversation) for conversation in (one, other)]
    if shapes[0][0] != shapes[1][0]:
        yield "", "it does not start at the same passage as there"
    for place, (there, here) in enumerate(zip(shapes[0][1], shapes[1][1], strict=True)):
        if there != here:
            yield (
                f":: {other.passages[place].name}",
                f"passage {place + 1}, {other.passages[place].name!r}, has not the tags, or its choices do not lead"
                " to the passages, of there",
            )


def _shape(conversation: Conversation) -> tuple[int, list[tuple[str, bool, bool, list[int]]]]:
    place = {passage.name: number for number, passage in enumerate(conversation.passages)}
    return place[conversation.start], [
        (
            passage.mark,
            passage.is_debrief,
            bool(passage.better),
            [place[choice.to] for choice in passage.choices],
        )
        for passage in conversation.passages
    ]
