"""Folders of one course in several languages, as an author checks and publishes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from mentortrain.learning import content, queries
from tests.learning.course_folder import COURSE, LESSON, QUIZ, Folder

TALK = """\
:: StoryTitle
Money

:: Start
Nadia asks.

[[No, and why.->Why]]
[[Yes.->Yes]]

:: Why [good debrief]
She counts.

:: Yes [poor debrief]
She hides.

Better: Say no.
"""
WITH_TALK = COURSE + '\n[[items]]\nconversation = "03-talk.twee"\n'
ENGLISH: dict[str, str | bytes | None] = {"course.toml": WITH_TALK, "03-talk.twee": TALK}
SPANISH: dict[str, str | bytes | None] = {
    "course.toml": WITH_TALK.replace('"en"', '"es"')
    .replace('"Basics"', '"Lo básico"')
    .replace('"A check"', '"Un control"'),
    "01-roles.md": LESSON.replace("Roles", "Papeles").replace("A mentor", "Quien es mentor"),
    "02-check.gift": "// [id:who]\n¿Quién decide? {=La persona ~El mentor}\n",
    "03-talk.twee": TALK.replace("Start", "Comienzo").replace("asks", "pregunta")
    + '\n:: StoryData\n{"ifid": "1822373E-D4D7-5541-B677-B2E28B064858", "start": "Comienzo"}\n',
}


def changed(file: str, old: str, new: str) -> dict[str, str | bytes | None]:
    text = str(SPANISH.get(file, ""))
    assert old in text
    return SPANISH | {file: text.replace(old, new)}


def found(path: Path) -> list[tuple[str, int, str]]:
    courses, faults = content.load_all(path)
    assert not courses
    return [(f"{fault.path.parent.name}/{fault.path.name}", fault.line, fault.message) for fault in faults]


@pytest.fixture
def both(folder: Folder) -> Path:
    folder(ENGLISH)
    return folder(SPANISH, "basics.es").parent


@pytest.mark.parametrize("given", ["", "basics", "basics.es"])
def test_what_belongs_together_is_read_together(both: Path, given: str):
    courses, faults = content.load_all(both / given)
    assert faults == []
    (course,) = courses
    assert (course.language, course.title) == ("en", "Basics")
    assert [(one.language, one.title) for one in course.translations] == [("es", "Lo básico")]


def test_a_translation_makes_no_new_version_of_the_first_language(folder: Folder, both: Path):
    alone = content.load(both / "basics")[0]
    (together,) = content.load_all(both)[0]
    assert alone and alone.digest == together.digest


QUIZ_FILE, TALK_FILE = "basics.es/02-check.gift", "basics.es/03-talk.twee"
TOML = "basics.es/course.toml"


TRANSLATED = {
    "another language than the folder says": (
        ("course.toml", '"es"', '"fr"'),
        (TOML, 3, "the language is 'fr', and 'es' in the folder's name"),
    ),
    "another key": (
        ("course.toml", '"basics"', '"lo-basico"'),
        (TOML, 1, "the key is 'lo-basico'; a translation has that of en: 'basics'"),
    ),
    "other roles": (("course.toml", ', "mentee"]', "]"), (TOML, 5, "for is not the same as in en")),
    "a certificate": (
        ("course.toml", "for =", "certificate = true\nfor ="),
        (TOML, 5, "certificate is not the same as in en"),
    ),
    "another pass mark": (
        ("course.toml", "pass_percent = 80", "pass_percent = 70"),
        (QUIZ_FILE, 1, "the quiz 'check': pass_percent is 70, and 80 there"),
    ),
    "fewer tries": (
        ("course.toml", "pass_percent = 80", "pass_percent = 80\nattempts = 3"),
        (QUIZ_FILE, 1, "the quiz 'check': attempts is 3, and 0 there"),
    ),
    "an optional lesson": (
        ("course.toml", 'lesson = "01-roles.md"', 'lesson = "01-roles.md"\noptional = true'),
        ("basics.es/01-roles.md", 1, "the lesson 'roles': optional is true, and false there"),
    ),
    "more minutes": (
        ("01-roles.md", "minutes: 8", "minutes: 9"),
        ("basics.es/01-roles.md", 3, "the lesson 'roles': minutes is 9, and 8 there"),
    ),
    "another question": (
        ("02-check.gift", "[id:who]", "[id:quien]"),
        (QUIZ_FILE, 1, "the quiz 'check': here is the question 'quien', and there the question 'who'"),
    ),
    "one more answer": (
        ("02-check.gift", "~El mentor", "~El mentor ~Nadie"),
        (QUIZ_FILE, 1, "the quiz 'check': question 'who': it has 3 answers, and 2 there"),
    ),
    "answers in another order": (
        ("02-check.gift", "{=La persona ~El mentor}", "{~El mentor =La persona}"),
        (
            QUIZ_FILE,
            1,
            "the quiz 'check': question 'who': its answers are not worth the same, in the same order, as there",
        ),
    ),
    "another kind": (
        ("02-check.gift", "{=La persona ~El mentor}", "{TRUE}"),
        (QUIZ_FILE, 1, "the quiz 'check': question 'who': it is true-false, and single there"),
    ),
    "choices in another order": (
        ("03-talk.twee", "[[No, and why.->Why]]\n[[Yes.->Yes]]", "[[Yes.->Yes]]\n[[No, and why.->Why]]"),
        (
            TALK_FILE,
            4,
            "the conversation 'talk': passage 1, 'Comienzo', has not the tags, or its choices do not lead"
            " to the passages, of there",
        ),
    ),
    "no advice": (
        ("03-talk.twee", "[poor debrief]\nShe hides.\n\nBetter: Say no.", "[poor debrief]\nShe hides."),
        (
            TALK_FILE,
            13,
            "the conversation 'talk': passage 3, 'Yes', has not the tags, or its choices do not lead"
            " to the passages, of there",
        ),
    ),
}


@pytest.mark.parametrize("what", list(TRANSLATED))
def test_a_fault_says_file_and_item(folder: Folder, what: str):
    change, fault = TRANSLATED[what]
    folder(ENGLISH)
    assert found(folder(changed(*change), "basics.es").parent) == [fault]


def test_steps_in_another_order_are_said_once(folder: Folder):
    folder(ENGLISH)
    toml = COURSE.replace('"en"', '"es"')
    head, lesson, quiz = toml.split("[[items]]\n")
    files = {"course.toml": f"{head}[[items]]\n{quiz}\n[[items]]\n{lesson}"}
    path = folder(files, "basics.es").parent
    assert found(path) == [
        ("basics.es/02-check.gift", 1, "here is the quiz 'check'; step 1 of en is the lesson 'roles'")
    ]


def test_a_missing_step_is_said_at_the_course(folder: Folder):
    folder(ENGLISH)
    path = folder({"course.toml": COURSE.replace('"en"', '"es"')}, "basics.es").parent
    assert found(path) == [
        ("basics.es/course.toml", 1, "here is nothing; step 3 of en is the conversation 'talk'")
    ]


def test_a_fault_of_a_translation_publishes_nothing_of_the_course(app: Flask, both: Path):
    run = app.test_cli_runner().invoke
    done = run(args=["courses", "publish", str(both / "basics")])
    assert (done.exit_code, done.output) == (
        0,
        "basics: published version 1\nbasics in es: published version 1\n",
    )
    done = run(args=["courses", "publish", "--json", str(both)])
    assert json.loads(done.output)["courses"] == [
        {"key": "basics", "version": None},
        {"key": "basics", "language": "es", "version": None},
    ]
    (both / "basics/01-roles.md").write_text(LESSON.replace("asks", "listens"))
    (both / "basics.es/02-check.gift").write_text(QUIZ.replace("[id:who]", "[id:quien]"))
    done = run(args=["courses", "publish", str(both)])
    assert (
        done.exit_code == 1
        and "02-check.gift:1: the quiz 'check': here is the question 'quien'" in done.output
    )
    with app.app_context():
        version = queries.current_courses()["basics"]
        assert (version.number, [one.number for one in version.others]) == (1, [-1])
    (both / "basics.es/02-check.gift").write_text(QUIZ)
    done = run(args=["courses", "publish", str(both)])
    assert done.output == "basics: published version 2\nbasics in es: published version 2\n"


def test_check_names_the_languages(app: Flask, both: Path):
    done = app.test_cli_runner().invoke(args=["courses", "check", str(both)])
    assert done.output.splitlines()[0] == "basics: 3 items in en, es, no faults"


def test_one_key_in_two_folders_says_how_a_translation_is_named(folder: Folder):
    folder()
    path = folder({"course.toml": COURSE.replace('"en"', '"es"')}, "lo-basico").parent
    _, faults = content.load_all(path)
    assert [str(fault) for fault in faults] == [
        f"{path}/lo-basico/course.toml:1: the key 'basics' is already that of {path}/basics;"
        " the same course in another language stands in basics.es"
    ]


def test_a_folder_with_a_dot_and_nothing_beside_it_is_a_course(folder: Folder):
    path = folder({"course.toml": COURSE.replace('"en"', '"es"')}, "basics.es")
    (course,) = content.load_all(path.parent)[0]
    assert (course.language, course.translations) == ("es", ())
    assert content.load_all(path)[0] == [course]
