"""`flask courses`, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from mentortrain.db import session
from mentortrain.learning import queries

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
    assert (done.exit_code, done.output) == (0, "mentoring-basics: 4 items, no faults\n")


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
