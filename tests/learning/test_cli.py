"""`flask courses`, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.learning import gift, queries

pytestmark = pytest.mark.either  # pages and words, not the database

GOOD = {
    "course.toml": (
        'key = "tried"\ntitle = "Tried"\nlanguage = "en"\nsummary = "S."\nfor = ["mentor"]\n'
        '[[items]]\nlesson = "01-a.md"\n'
    ),
    "01-a.md": "---\ntitle: A\nminutes: 3\nobjective: Know A.\n---\n\nText.\n",
}


def make(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_check_of_the_shipped_courses(app: Flask):
    done = app.test_cli_runner().invoke(args=["courses", "check"])
    assert (done.exit_code, done.output) == (
        0,
        "mentoring-basics: 6 items in en, es, no faults\n"
        "track of mentor: 1 course, 34 minutes\n"
        "track of mentee: 1 course, 26 minutes\n",
    )


def test_check_names_file_and_line(app: Flask, tmp_path: Path):
    folder = make(
        tmp_path / "tried", GOOD | {"01-a.md": GOOD["01-a.md"].replace("minutes: 3", "minutes: many")}
    )
    done = app.test_cli_runner().invoke(args=["courses", "check", str(folder)])
    message = "minutes must be a whole number from 1 to 240"
    assert (done.exit_code, done.output) == (1, f"{folder}/01-a.md:3: {message}\n")
    done = app.test_cli_runner().invoke(args=["courses", "check", "--json", str(tmp_path)])
    assert done.exit_code == 1
    fault = {"path": f"{folder}/01-a.md", "line": 3, "message": message}
    assert json.loads(done.output) == {"courses": [], "faults": [fault]}


def test_publish_once(app: Flask, tmp_path: Path):
    folder = make(tmp_path / "tried", GOOD)
    run = app.test_cli_runner().invoke
    assert run(args=["courses", "publish", str(folder)]).output == "tried: published version 1\n"
    assert run(args=["courses", "publish", str(folder)]).output == "tried: as it was\n"
    (folder / "01-a.md").write_text(GOOD["01-a.md"].replace("Text.", "Other text."))
    assert run(args=["courses", "publish", str(folder)]).output == "tried: published version 2\n"
    with app.app_context():
        assert queries.current_courses()["tried"].title == "Tried"


def test_publish_leaves_out_what_has_faults_and_says_so(app: Flask, tmp_path: Path):
    make(tmp_path / "a", GOOD)
    make(tmp_path / "b", {"course.toml": GOOD["course.toml"].replace('"tried"', '"broken"')})
    done = app.test_cli_runner().invoke(args=["courses", "publish", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stdout == "tried: published version 1\n"
    assert done.stderr == f"{tmp_path}/b/course.toml:7: 01-a.md is listed and not there\n"
    with app.app_context():
        assert set(queries.current_courses()) == {"mentoring-basics", "tried"}
        session.rollback()


BANK = """// [id:who]
::Who decides?::Who decides? {~The mentor#No. =The mentee#Yes.}

$CATEGORY: top/Sums

How many? {#3:2~#Wrong.}

One third? {~%33.33333%a ~%33.33333%b ~%33.33333%c}

::Pairs::Match. {=a -> b =c -> d}
"""


def test_gift_prints_one_question_a_line(app: Flask, tmp_path: Path):
    file = tmp_path / "bank.gift"
    file.write_text(BANK)
    done = app.test_cli_runner().invoke(args=["courses", "gift", str(file)])
    assert (done.exit_code, done.stderr) == (0, "")
    who, many, third, pairs = (json.loads(line) for line in done.stdout.splitlines())
    assert who == {
        "type": "multichoice",
        "title": "Who decides?",
        "text": "Who decides?",
        "format": "moodle",
        "answers": [
            {"fraction": 0, "text": "The mentor", "feedback": "No."},
            {"fraction": 1, "text": "The mentee", "feedback": "Yes."},
        ],
        "general_feedback": "",
        "id": "who",
        "tags": [],
        "category": "",
        "line": 2,
        "single": True,
    }
    assert (many["type"], many["category"]) == ("numerical", "top/Sums")
    assert many["answers"] == [
        {"fraction": 1, "text": "3", "feedback": "", "tolerance": "2"},
        {"fraction": 0, "text": "*", "feedback": "Wrong.", "tolerance": ""},
    ]
    assert [answer["fraction"] for answer in third["answers"]] == [0.3333333] * 3
    assert (pairs["type"], [answer["match"] for answer in pairs["answers"]]) == ("match", ["b", "d"])


def test_gift_names_file_line_and_question_of_a_fault(app: Flask, tmp_path: Path):
    file = tmp_path / "alt.gift"
    file.write_bytes("::Olá::Sim? {T}\n\n::Não::Quem? {~a ~b}\n".encode("cp1252"))
    done = app.test_cli_runner().invoke(args=["courses", "gift", str(file)])
    assert done.exit_code == 1
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Olá"]
    assert done.stderr.splitlines() == [
        f"{file}: this is not UTF-8, and was read as Windows-1252",
        f'{file}:3: no answer is right: begin it with =, or give weights such as ~%50% (question "Não")',
    ]


def test_a_published_quiz_is_exported_and_reads_back(app: Flask):
    run = app.test_cli_runner().invoke
    done = run(args=["courses", "export", "mentoring-basics", "final-check"])
    assert done.exit_code == 0
    written = gift.parse(done.stdout)
    assert written.faults == ()
    with app.app_context():
        version = queries.version_in_force("mentoring-basics")
        asked = next(quiz for quiz in version.quizzes if quiz.key == "final-check").questions
        assert [
            (one.key, one.kind, one.text.text, [option.weight for option in one.options])
            for one in written.questions
        ] == [(one.key, one.kind, one.html, one.weights) for one in asked]
        session.rollback()
    gone = run(args=["courses", "export", "mentoring-basics", "nothing"])
    assert (gone.exit_code, gone.stderr) == (
        1,
        "error: no quiz nothing in a published course mentoring-basics\n",
    )
