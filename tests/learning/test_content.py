"""A course folder: what is read from it, and every fault with its file and line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from mentortrain.learning import content
from mentortrain.learning.content.course_file import TAKEN
from tests.learning.course_folder import COURSE, LESSON, PIXEL, QUIZ, Folder, faults, write

pytestmark = pytest.mark.either  # pages and words, not the database


def test_a_course_folder_becomes_a_course(folder: Folder):
    course, found = content.load(folder())
    assert found == []
    assert course is not None
    assert (course.key, course.title, course.language, course.summary) == (
        "basics",
        "Basics",
        "en",
        "A start.",
    )
    assert course.roles == ("mentor", "mentee")
    html = "\n<p>A mentor <em>asks</em>.</p>\n"
    lesson = content.Lesson("roles", "Roles", 8, "Say what a mentor does.", html, len(html))
    question = content.Question(
        key="who",
        kind="single",
        html="Who decides?",
        options=(
            content.Option("The mentee", Fraction(1), ""),
            content.Option("The mentor", Fraction(0), ""),
        ),
        general_feedback="",
    )
    assert course.items == (lesson, content.Quiz("check", "A check", 3, 80, (question,)))


def test_a_quiz_without_title_and_minutes_is_named_by_its_file_and_takes_a_minute_a_question(folder: Folder):
    shorter = COURSE.replace('title = "A check"\nminutes = 3\n', "")
    course, _ = content.load(write(folder(), "course.toml", shorter))
    assert course is not None
    assert (course.items[1].title, course.items[1].minutes) == ("Check", 1)


def test_the_digest_follows_what_people_see_and_not_how_it_is_written(folder: Folder):
    path = folder()
    before = content.load(path)[0]
    write(path, "course.toml", "# a remark\n" + COURSE)
    same = content.load(path)[0]
    write(path, "02-check.gift", QUIZ.replace("=The mentee ~The mentor", "~The mentee =The mentor"))
    after = content.load(path)[0]
    assert before and same and after
    assert before.digest == same.digest != after.digest


def test_line_ends_and_a_byte_order_mark_change_nothing(folder: Folder):
    path = folder()
    before = content.load(path)[0]
    for name, text in (("01-roles.md", LESSON), ("02-check.gift", QUIZ), ("course.toml", COURSE)):
        write(path, name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert content.load(path) == (before, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('title = "Basics"', "title = Basics", 2, "this is no TOML: Invalid value (at line 2, column 9)"),
        ('key = "basics"\n', "", 1, "the course has no key"),
        ('title = "Basics"\n', "", 1, "the course has no title"),
        ('title = "Basics"', "title = 7", 2, "title must be text"),
        (
            'key = "basics"',
            'key = "Mentoring basics"',
            1,
            "the key 'Mentoring basics' may have small letters",
        ),
        (
            'key = "basics"',
            'key = "certificates"',
            1,
            "the key 'certificates' is the address of another page: /learn/certificates",
        ),
        (
            'language = "en"',
            'language = "English!"',
            3,
            "the language 'English!' must look like en, sw or pt-BR",
        ),
        ('for = ["mentor", "mentee"]', 'for = ["boss"]', 5, "for must say who the course is for"),
        ('for = ["mentor", "mentee"]', "for = []", 5, "for must say who the course is for"),
        ("summary", "sumary", 4, "'sumary' is no field of a course"),
        (
            "pass_percent = 80",
            "pass_percent = 0",
            11,
            "pass_percent of 02-check.gift must be a whole number from 1",
        ),
        (
            "pass_percent = 80",
            "pass_percent = 101",
            11,
            "pass_percent of 02-check.gift must be a whole number",
        ),
        (
            "pass_percent = 80",
            "pass_percent = 79.5",
            11,
            "pass_percent of 02-check.gift must be a whole number",
        ),
        (
            "pass_percent = 80",
            "pass_percent = true",
            11,
            "pass_percent of 02-check.gift must be a whole number",
        ),
        ("pass_percent = 80", "", 11, "pass_percent of 02-check.gift must be a whole number from 1 to 100"),
        ("minutes = 3", "minutes = 0", 11, "minutes of 02-check.gift must be a whole number from 1 to 240"),
        ("minutes = 3", "points = 3", 11, "'points' is no field of a quiz"),
        (
            'lesson = "01-roles.md"',
            'lesson = "../01-roles.md"',
            8,
            "a lesson is a file in this folder whose name",
        ),
        ('lesson = "01-roles.md"', 'video = "01-roles.mp4"', 7, "each of the [[items]] names one lesson"),
        (
            'lesson = "01-roles.md"',
            'lesson = "01-Who Am I.md"',
            8,
            "01-Who Am I.md: after its number the name",
        ),
    ],
)
def test_faults_of_the_course_file(folder: Folder, old: str, new: str, line: int, message: str):
    assert old in COURSE
    first = faults(write(folder(), "course.toml", COURSE.replace(old, new)))
    assert any(
        (name, at) == ("course.toml", line) and text.startswith(message) for name, at, text in first
    ), first


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "---\ntitle: Roles\nminutes: 8\nobjective: Say what a mentor does.\n---\n",
            "",
            (1, "the lesson must start"),
        ),
        ("title: Roles\n", "", (1, "the lesson has no title")),
        ("minutes: 8\n", "", (1, "the lesson has no minutes")),
        ("minutes: 8", "minutes: eight", (3, "minutes must be a whole number from 1 to 240")),
        ("minutes: 8", "minutes: 0", (3, "minutes must be a whole number from 1 to 240")),
        ("objective: Say what a mentor does.\n", "", (1, "the lesson has no objective")),
        ("objective: Say what a mentor does.", "objective:", (4, "the lesson has no objective")),
        (
            "title: Roles",
            "title: Roles: which?",
            (2, "the head is no YAML: mapping values are not allowed here"),
        ),
        ("minutes: 8", "minutes: 8\nauthor: X", (4, "'author' is no field of a lesson")),
        ("A mentor *asks*.", "", (1, "the lesson is empty")),
        ("A mentor *asks*.", "<!-- later -->", (1, "the lesson is empty")),
        ("A mentor", "[A](05-gone.md) mentor", (7, "the link 05-gone.md leads to no file")),
        (
            "A mentor",
            "One\ntwo\n[A](notes.txt) mentor",
            (9, "the link notes.txt is no lesson or quiz of this course"),
        ),
        ("A mentor", "[A](/learn/x) mentor", (7, "the link /learn/x leaves the course")),
        ("A mentor", "[A](ftp://x.org/) mentor", (7, "a link to ftp: would be stripped")),
        ("A mentor", "![a desk](desk.png) A mentor", (7, "the picture desk.png is not there")),
        (
            "A mentor",
            "![](pixel.png) A mentor",
            (7, "the picture pixel.png has no words for who cannot see it"),
        ),
        (
            "A mentor",
            "![a](https://x.org/a.png) A mentor",
            (7, "the picture https://x.org/a.png is not in the"),
        ),
        ("A mentor", "![a](notes.txt) A mentor", (7, "the picture notes.txt must end with one of .png")),
        ("A mentor", "![big](big.png) A mentor", (7, "the picture big.png is 105 KB; at most 100")),
        (
            "A mentor",
            "Yes\n\n<script>x()</script>\n\nA mentor",
            (9, "the HTML tag <script> would be stripped"),
        ),
        (
            "A mentor",
            'A <b onclick="x()">mentor</b>',
            (7, "the attribute onclick of the HTML tag <b> would be"),
        ),
        (
            "A mentor",
            'A\nb <span style="color:red">c</span>',
            (8, "the attribute style of the HTML tag <span> would"),
        ),
        ("A mentor", '<a href="x.md">A</a> mentor', (7, "write links as [words](address)")),
        (
            "A mentor",
            '<img src="pixel.png" alt="x"> mentor',
            (7, "write pictures as ![what it shows](file.png)"),
        ),
    ],
)
def test_faults_of_a_lesson(folder: Folder, old: str, new: str, expected: tuple[int, str]):
    assert old in LESSON
    path = folder({"notes.txt": "x", "pixel.png": PIXEL, "big.png": PIXEL * 1500})
    found = faults(write(path, "01-roles.md", LESSON.replace(old, new)))
    assert any(
        (name, line) == ("01-roles.md", expected[0]) and text.startswith(expected[1])
        for name, line, text in found
    ), found


def test_faults_of_a_quiz_keep_their_line(folder: Folder):
    path = write(
        folder(),
        "02-check.gift",
        "// bank\nOne? {~a ~b}\n\n[html]<blink>Two?</blink> {T}\n\nThree? {=a\n~<h2>b</h2>}",
    )
    assert faults(path) == [
        (
            "02-check.gift",
            2,
            'no answer is right: begin it with =, or give weights such as ~%50% (question "One?")',
        ),
        ("02-check.gift", 4, "the HTML tag <blink> would be stripped"),
        ("02-check.gift", 7, "the HTML tag <h2> would be stripped"),
    ]


def test_an_empty_quiz_is_a_fault(folder: Folder):
    assert faults(write(folder(), "02-check.gift", "// nothing yet\n")) == [
        ("02-check.gift", 1, "the quiz has no question")
    ]


def test_missing_and_unlisted_files(folder: Folder):
    path = folder({"01-roles.md": None, "03-more.md": LESSON, "README.md": "For authors."})
    assert faults(path) == [
        ("course.toml", 8, "01-roles.md is listed and not there"),
        ("03-more.md", 1, "this file is not listed in course.toml"),
    ]


def test_the_same_key_twice(folder: Folder):
    both = COURSE.replace(
        'lesson = "01-roles.md"\n', 'lesson = "01-roles.md"\n\n[[items]]\nlesson = "03-roles.md"\n'
    )
    path = write(folder({"03-roles.md": LESSON}), "course.toml", both)
    assert faults(path) == [("course.toml", 11, "03-roles.md has the same key as 01-roles.md: roles")]
    assert faults(write(path, "course.toml", both.replace("03-roles", "01-roles")))[0] == (
        "course.toml",
        8,
        "01-roles.md is listed twice",
    )


def test_a_lesson_and_its_quiz_may_share_a_name(folder: Folder):
    path = folder({"02-check.gift": None, "01-roles.gift": QUIZ})
    course, found = content.load(write(path, "course.toml", COURSE.replace("02-check", "01-roles")))
    assert found == []
    assert course is not None
    assert [item.key for item in course.items] == ["roles", "roles"]


def test_a_quiz_may_be_an_old_file_in_windows_1252(folder: Folder):
    course, found = content.load(folder({"02-check.gift": "Olá, não? {=sim ~“não”}".encode("cp1252")}))
    assert found == [] and course is not None
    quiz = course.items[1]
    assert isinstance(quiz, content.Quiz)
    assert [option.html for option in quiz.questions[0].options] == ["sim", "“não”"]


@pytest.mark.parametrize("name", ["course.toml", "01-roles.md"])
def test_a_file_in_another_encoding_is_named_with_the_line(folder: Folder, name: str):
    assert faults(write(folder(), name, "# ok\n\nna\u00efve".encode("latin-1"))) == [
        (name, 3, "this is not UTF-8: save the file with that encoding")
    ]


def test_a_folder_of_courses_and_its_faults(folder: Folder, tmp_path: Path):
    folder(name="a")
    folder({"course.toml": COURSE.replace('"basics"', '"more"')}, name="b")
    folder(name="c")
    folder({"course.toml": None}, name="d")
    (tmp_path / ".git").mkdir()
    courses, found = content.load_all(tmp_path)
    assert [course.key for course in courses] == ["basics", "more"]
    assert [str(fault) for fault in found] == [
        f"{tmp_path}/c/course.toml:1: the key 'basics' is already that of {tmp_path}/a",
        f"{tmp_path}/d/course.toml:1: this file cannot be read: No such file or directory",
    ]


def test_a_place_without_courses(tmp_path: Path):
    assert (
        content.load_all(tmp_path)[1][0].message == "no course here: a course is a folder with a course.toml"
    )
    assert content.load_all(tmp_path / "gone")[1][0].message == "there is no such folder"


def test_no_page_under_learn_hides_a_course(migrated):
    words = {
        rule.rule.split("/")[2] for rule in migrated.url_map.iter_rules() if rule.rule.startswith("/learn/")
    }
    assert {word for word in words if "<" not in word} == set(TAKEN)
