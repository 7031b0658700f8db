"""The curriculum that comes with the site."""

from __future__ import annotations

from mentortrain.config import ROOT
from mentortrain.learning import content


def test_the_shipped_courses_have_no_fault():
    courses, found = content.load_all(ROOT / "courses")
    assert found == []
    assert "mentoring-basics" in {course.key for course in courses}


def test_mentoring_basics_is_what_it_promises():
    (course,) = [each for each in content.load_all(ROOT / "courses")[0] if each.key == "mentoring-basics"]
    lessons, (quiz,) = course.items[:-1], course.items[-1:]
    assert isinstance(quiz, content.Quiz)
    assert [item.key for item in lessons] == ["roles", "boundaries", "first-meeting"]
    assert (len(quiz.questions), quiz.pass_percent) == (8, 80)
    for question in quiz.questions:
        assert all(option.feedback for option in question.options), question.key
        everything = sum(option.weight for option in question.options)
        assert question.kind != "multiple" or everything < 1, f"choosing all passes {question.key}"
