"""What course.toml says of a whole course, keys of a lesson's own, and courses that need each other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from mentortrain.learning import actions, content, queries
from mentortrain.learning.content.together import circle_from
from tests.learning import makers
from tests.learning.course_folder import COURSE, LESSON, Folder, faults, write

pytestmark = pytest.mark.either  # pages and words, not the database

FIRST = 'for = ["mentor", "mentee"]\n'


def with_fields(fields: str) -> dict[str, str | bytes | None]:
    return {"course.toml": COURSE.replace(FIRST, FIRST + fields)}


def test_a_course_says_its_rules(folder: Folder):
    fields = (
        'prerequisites = ["start-here"]\ncertificate = true\nvalidity_months = 12\ncomplete = "required"\n'
    )
    course, found = content.load(folder(with_fields(fields)))
    assert found == [] and course
    assert (course.prerequisites, course.certificate, course.validity_months) == (("start-here",), True, 12)


def test_a_quiz_without_a_pass_mark_has_that_of_the_course(folder: Folder):
    changed = COURSE.replace(FIRST, FIRST + "pass_percent = 65\n").replace("pass_percent = 80\n", "")
    course, found = content.load(folder({"course.toml": changed}))
    assert found == [] and course
    assert [item.pass_percent for item in course.items if isinstance(item, content.Quiz)] == [65]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('prerequisites = "start-here"\n', "prerequisites must be keys of courses"),
        ('prerequisites = ["Start here"]\n', "prerequisites must be keys of courses"),
        ('prerequisites = ["basics"]\n', "a course cannot be a prerequisite of itself"),
        ('prerequisites = ["a", "a"]\n', "a prerequisite is named twice"),
        ('certificate = "yes"\n', "certificate must be true or false"),
        ("validity_months = 0\n", "validity_months must be a whole number from 1 to 120"),
        ("validity_months = true\n", "validity_months must be a whole number from 1 to 120"),
        ("pass_percent = 101\n", "pass_percent must be a whole number from 1 to 100"),
        ('complete = "some"\n', "complete must be"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(folder: Folder, fields: str, message: str):
    [(file, line, said)] = faults(folder(with_fields(fields)))
    assert (file, line) == ("course.toml", 6)
    assert said.startswith(message)


def test_optional_steps_need_a_rule_that_allows_them_and_something_that_counts(folder: Folder):
    optional = COURSE.replace('"01-roles.md"', '"01-roles.md"\noptional = true')
    course, found = content.load(folder({"course.toml": optional}))
    assert found == [] and course
    assert [item.optional for item in course.items] == [True, False]
    strict = optional.replace(FIRST, FIRST + 'complete = "all"\n')
    [(_, line, said)] = faults(folder({"course.toml": strict}, "strict"))
    assert (line, said) == (9, '01-roles.md cannot be optional where complete = "all"')
    nothing = optional.replace("minutes = 3", "minutes = 3\noptional = true")
    [(_, _, said)] = faults(folder({"course.toml": nothing}, "nothing"))
    assert said == "every item is optional: nothing would complete the course"


def test_a_key_in_the_head_outlives_the_name_of_the_file(folder: Folder):
    named = LESSON.replace("title: Roles\n", "title: Roles\nkey: roles\n")
    before = content.load(folder())[0]
    files: dict[str, str | bytes | None] = {
        "course.toml": COURSE.replace("01-roles.md", "07-what-a-mentor-does.md"),
        "01-roles.md": None,
        "07-what-a-mentor-does.md": named,
    }
    after, found = content.load(folder(files, "renamed"))
    assert found == [] and before and after
    assert after.items[0] == before.items[0]
    assert after.digest == before.digest
    path = folder({"01-roles.md": named.replace("key: roles", "key: The roles")}, "wrong")
    [(file, line, said)] = faults(path)
    assert (file, line, said[:44]) == ("01-roles.md", 3, "the key may have small letters, digits, sing")


def test_two_lessons_of_one_key_are_a_fault(folder: Folder):
    files: dict[str, str | bytes | None] = {
        "course.toml": COURSE + '\n[[items]]\nlesson = "03-more.md"\n',
        "03-more.md": LESSON.replace("title: Roles\n", "title: More\nkey: roles\n"),
    }
    [(_, _, said)] = faults(folder(files))
    assert said == "03-more.md has the same key as 01-roles.md: roles"


def needing(key: str, *wanted: str) -> dict[str, str | bytes | None]:
    named = ", ".join(f'"{one}"' for one in wanted)
    return {
        "course.toml": COURSE.replace('"basics"', f'"{key}"').replace(
            FIRST, FIRST + f"prerequisites = [{named}]\n"
        )
    }


def test_a_folder_of_courses_is_checked_for_what_they_need_of_each_other(
    app: Flask, folder: Folder, tmp_path: Path
):
    folder(needing("a", "b"), "a")
    folder(needing("b", "c"), "b")
    folder(needing("c"), "c")
    run = app.test_cli_runner().invoke
    assert run(args=["courses", "check", str(tmp_path)]).exit_code == 0
    write(tmp_path / "c", "course.toml", str(needing("c", "a", "lost")["course.toml"]))
    done = run(args=["courses", "check", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{tmp_path}/a/course.toml:6: these courses wait for each other: a needs b needs c needs a",
        f"{tmp_path}/b/course.toml:6: these courses wait for each other: b needs c needs a needs b",
        f"{tmp_path}/c/course.toml:6: the prerequisite 'lost' is no course of this folder",
        f"{tmp_path}/c/course.toml:6: these courses wait for each other: c needs a needs b needs c",
    ]


def test_a_circle_is_found_by_its_shortest_way():
    needs = {"a": ("b", "c"), "b": ("c",), "c": ("a",), "d": ("a",)}
    assert circle_from("a", needs) == ("a", "c", "a")
    assert circle_from("d", needs) == ()


def test_rules_are_published_with_the_version_and_optional_steps_do_not_count(
    opened: Flask, folder: Folder, eve: int, at: datetime
):
    fields = 'prerequisites = ["start-here"]\ncertificate = true\nvalidity_months = 24\n'
    text = COURSE.replace(FIRST, FIRST + fields).replace('"01-roles.md"', '"01-roles.md"\noptional = true')
    course, _ = content.load(folder({"course.toml": text}))
    assert course
    version = actions.publish(course, at=at)
    assert version
    outline = queries.current_courses()["basics"]
    assert (outline.prerequisites, outline.certificate, outline.validity_months) == (
        ("start-here",),
        True,
        24,
    )
    assert (outline.lesson_steps, outline.minutes) == ((), 3)
    lesson = queries.lesson(version, "roles")
    actions.complete_lesson(person_id=eve, course_id=version.course_id, lesson=lesson, program_id=None, at=at)
    [standing] = queries.progress_in(eve, [outline], roles={"mentor"})
    assert (standing.progress.done, standing.progress.total) == (0, 1)


def test_a_course_that_uses_nothing_new_keeps_its_digest_over_versions_of_the_software():
    """Its digest as it was before courses had rules: else each start after an update would publish all anew."""
    assert makers.course().digest == "42b85b096f0e6fc91ba30e72fdde1b19c94685312b328f8b6d0a58fa8f4ea218"
