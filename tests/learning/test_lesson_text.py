"""What becomes of the text in lessons and questions: links, pictures, headings, formats."""

from __future__ import annotations

import base64
import re

import pytest

from mentortrain.learning import content, gift
from mentortrain.learning.content import markup
from tests.learning.course_folder import LESSON, PIXEL, Folder, write


def test_a_character_that_no_database_keeps_is_gone(folder: Folder):
    course, found = content.load(write(folder(), "02-check.gift", "Who\x00? {=a\x00b ~c#d\x00}"))
    assert found == []
    assert course is not None
    assert "\x00" not in repr(course)


def test_links_between_the_items_lead_to_their_pages(folder: Folder):
    text = (
        LESSON + "\nThen [check](02-check.gift#top), [this](01-roles.md), [site](https://x.org/), [up](#a).\n"
    )
    course, found = content.load(write(folder(), "01-roles.md", text))
    assert found == []
    assert course is not None
    html = course.items[0].html
    for address in ("../quizzes/check#top", "roles", "https://x.org/", "#a"):
        assert f'href="{address}"' in html


def test_a_picture_travels_inside_the_page(folder: Folder):
    path = folder({"pixel.png": PIXEL})
    course, found = content.load(write(path, "01-roles.md", LESSON + "\n![a dot](pixel.png)\n"))
    assert found == []
    assert course is not None
    lesson = course.items[0]
    assert f'<img src="data:image/png;base64,{base64.b64encode(PIXEL).decode()}" alt="a dot">' in lesson.html
    assert lesson.size == len(lesson.html.encode())


def test_the_title_is_the_only_first_heading(folder: Folder):
    text = LESSON + "\n# One\n\n## Two\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n"
    course, found = content.load(write(folder(), "01-roles.md", text))
    assert found == []
    assert course is not None
    html = course.items[0].html
    assert "<h2>One</h2>" in html
    assert "<h3>Two</h3>" in html
    assert "<td>2</td>" in html
    assert "style=" not in html


def test_text_formats_of_questions(folder: Folder):
    source = (
        "[markdown]Is **a** <\\= b? {=[plain]a < b & c ~[html]<b>b</b>#[markdown]*Look*\\n\\nagain}\n\n"
        "Two\\nlines & a tag: <i>x</i> {T}\n"
    )
    course, found = content.load(write(folder(), "02-check.gift", source))
    assert found == []
    assert course is not None
    first, second = course.items[1].questions
    assert first.html == "<p>Is <strong>a</strong> &lt;= b?</p>"
    assert [option.html for option in first.options] == ["a &lt; b &amp; c", "<b>b</b>"]
    assert first.options[1].feedback == "<p><em>Look</em></p>\n<p>again</p>"
    assert second.html == "Two<br>lines &amp; a tag: <i>x</i>"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<svg onload=alert(1)><iframe src=https://x.org></iframe></svg>",
    "<p style='position:fixed' onclick=alert(1)>x</p>",
    "<form action=https://x.org><input name=password></form>",
    "<a href='data:text/html,<script>1</script>'>a</a>",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_in_a_lesson_or_a_question_runs(folder: Folder, typed: str):
    """Whether it stays as the text that it is, or goes: `course check` says so at its line besides."""
    lesson, _found = markup.lesson_html(f"{LESSON}\n{typed}\n", folder(), {})
    html_question = markup.quiz_html(gift.Text(typed, "html"))
    for made in (lesson, html_question, markup.quiz_html(gift.Text(typed, "markdown"))):
        assert not re.search(r"<(script|svg|iframe|form|input)", made), made
        assert not re.search(r"<[^>]*\s(on\w+|style)\s*=", made), made
        assert not re.search(r"(href|src)\s*=\s*.?\s*(java|data:text)", made), made
