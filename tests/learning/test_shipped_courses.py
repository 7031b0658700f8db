"""The curriculum that comes with the site."""

from __future__ import annotations

import re

from mentortrain.config import ROOT
from mentortrain.learning import content


def test_the_shipped_courses_have_no_fault():
    courses, found = content.load_all(ROOT / "courses")
    assert found == []
    assert "mentoring-basics" in {course.key for course in courses}


def test_mentoring_basics_reads_in_spanish_too():
    (course,) = [each for each in content.load_all(ROOT / "courses")[0] if each.key == "mentoring-basics"]
    (spanish,) = course.translations
    assert (spanish.language, spanish.title) == ("es", "Fundamentos de la mentoría")
    # Nobody forgot a sentence: what is there in both is names, numbers and marks.
    for item, other in zip(course.items, spanish.items, strict=True):
        english = set(re.findall(r"[a-z]{4,}(?: [a-z]+){3,}", str(item)))
        assert not [words for words in english if words in str(other)], item.key


def test_mentoring_basics_is_what_it_promises():
    (course,) = [each for each in content.load_all(ROOT / "courses")[0] if each.key == "mentoring-basics"]
    *before, quiz = course.items
    assert isinstance(quiz, content.Quiz)
    assert [item.key for item in before] == [
        "roles",
        "asked-to-invest",
        "boundaries",
        "late-messages",
        "first-meeting",
    ]
    assert (len(quiz.questions), quiz.pass_percent) == (8, 80)
    for question in quiz.questions:
        assert all(option.feedback for option in question.options), question.key
        everything = sum(option.weight for option in question.options)
        assert question.kind != "multiple" or everything < 1, f"choosing all passes {question.key}"
