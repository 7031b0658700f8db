"""Videos with transcripts, and files to download: as written, as published, and who may open them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mentortrain.db import session
from mentortrain.files.models import StoredFile
from mentortrain.learning import actions, content
from tests.conftest import Visitor
from tests.learning.course_folder import COURSE, LESSON, PIXEL, Folder, faults

pytestmark = pytest.mark.either  # pages and words, not the database

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n% a plan\n"
SAID = """\
WEBVTT

NOTE nothing

1
00:00.000 --> 00:02.000
<v Ana>Hello, <b>Bruno</b>.

00:02.000 --> 00:04.000
How are you?
"""
HEAD = "objective: Say what a mentor does.\n"
WITH = {
    "clip.mp4": FILM,
    "clip.vtt": SAID,
    "plan.pdf": PDF,
    "stall.png": PIXEL,
    "01-roles.md": LESSON.replace(
        HEAD,
        HEAD
        + "video: clip.mp4\nvideo_minutes: 4\ntranscript: clip.vtt\n"
        + "attachments:\n  - A plan to fill in: plan.pdf\n  - stall.png\n",
    ),
}


def lesson_with(head: str) -> dict[str, Any]:
    return WITH | {"01-roles.md": LESSON.replace(HEAD, HEAD + head)}


def test_a_lesson_names_its_video_transcript_and_files(folder: Folder):
    course, found = content.load(folder(WITH))
    assert found == []
    assert course is not None
    media = course.items[0].media
    assert media.video is not None
    assert (media.video.minutes, media.video.size) == (4, len(FILM))
    assert media.video.transcript == "<p>Ana: Hello, Bruno. How are you?</p>\n"
    assert [(one.title, one.name, one.size, one.type) for one in media.attachments] == [
        ("A plan to fill in", "plan.pdf", len(PDF), "application/pdf"),
        ("stall.png", "stall.png", len(PIXEL), "image/png"),
    ]


def test_a_transcript_in_markdown_is_no_lesson_that_nobody_listed(folder: Folder):
    head = "video: clip.mp4\nvideo_minutes: 4\ntranscript: words.md\n"
    course, found = content.load(folder(lesson_with(head) | {"words.md": "# Said\n\nHello, *Bruno*.\n"}))
    assert found == []
    assert course is not None
    assert "<em>Bruno</em>" in course.items[0].media.video.transcript


def test_other_bytes_of_a_file_make_another_version_and_another_place_does_not(folder: Folder):
    one, same = content.load(folder(WITH))[0], content.load(folder(WITH, "elsewhere"))[0]
    other = content.load(folder(WITH | {"plan.pdf": PDF + b"2"}, "changed"))[0]
    assert one and same and other
    assert one.digest == same.digest != other.digest


VIDEO = "video: clip.mp4\nvideo_minutes: 4\n"


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        (VIDEO, 1, "a video needs its words for who cannot hear or load it: transcript: words.md"),
        (VIDEO + "transcript: gone.txt\n", 7, "the transcript gone.txt: this file cannot be read"),
        (
            VIDEO + "transcript: plan.pdf\n",
            7,
            "the transcript is a file in this folder that ends with .md, .txt",
        ),
        (
            "video: gone.mp4\nvideo_minutes: 4\ntranscript: clip.vtt\n",
            5,
            "the video gone.mp4 is no file in this",
        ),
        (
            "video: ../clip.mp4\nvideo_minutes: 4\ntranscript: clip.vtt\n",
            5,
            "the video ../clip.mp4 is no file in this",
        ),
        (
            "video: plan.pdf\nvideo_minutes: 4\ntranscript: clip.vtt\n",
            5,
            "the video plan.pdf is of a kind that is not",
        ),
        (
            "video: http://example.org/a\nvideo_minutes: 4\ntranscript: clip.vtt\n",
            5,
            "the address of a video must",
        ),
        ("video: clip.mp4\ntranscript: clip.vtt\n", 1, "say how long the video is: video_minutes"),
        (VIDEO + "transcript: clip.vtt\nvideo_size: 3 MB\n", 8, "video_size is for a video elsewhere"),
        (
            "video: https://example.org/a\nvideo_minutes: 4\ntranscript: clip.vtt\nvideo_size: large\n",
            8,
            "write the size as 12 MB or 800 KB",
        ),
        ("transcript: clip.vtt\n", 5, "transcript belongs to a video, and the lesson has none"),
        ("attachments: plan.pdf\n", 5, "attachments is a list of at most 10 files"),
        ("attachments:\n  - gone.pdf\n", 5, "the attachment gone.pdf is no file in this folder"),
        ("attachments:\n  - plan.pdf\n  - plan.pdf\n", 5, "the attachment plan.pdf is listed twice"),
        (
            "attachments:\n  - clip.mp4\n",
            5,
            "the attachment clip.mp4 is of a kind that is not taken here (video/mp4)",
        ),
        ("attachments:\n  - [plan.pdf]\n", 5, "write an attachment as - plan.pdf, or as - A plan to fill in"),
    ],
)
def test_what_is_wrong_with_media_is_said_with_its_line(folder: Folder, head: str, line: int, message: str):
    found = faults(folder(lesson_with(head)))
    assert any(
        (name, at) == ("01-roles.md", line) and said.startswith(message) for name, at, said in found
    ), found


def test_a_page_that_calls_itself_a_document_and_a_large_file_are_refused(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
):
    head = "attachments:\n  - page.pdf\n  - long.txt\n"
    more = {"page.pdf": b"<!doctype html><script>1</script>", "long.txt": b"a\n" * 5_000_001}
    found = [said for _, _, said in faults(folder(lesson_with(head) | more))]
    assert found == [
        "the attachment long.txt is 10 MB; more than nothing and at most 10 are taken",
        "the attachment page.pdf is of a kind that is not taken here (text/html): "
        "PDF, pictures, texts and documents of an office program are",
    ]


@pytest.fixture
def published(app: Flask, at: Any, folder: Folder) -> Callable[..., Path]:
    def publish(changed: dict[str, Any], name: str = "basics") -> Path:
        path = folder(changed, name)
        course, found = content.load(path)
        assert course, found
        with app.app_context():
            actions.publish(course, at=at)
            session.commit()
        return path

    return publish


def kept(page: str, kind: str) -> list[str]:
    return re.findall(rf'href="(/files/learning\.{kind}/[^"]+)"', page)


def test_a_lesson_shows_the_weight_before_anything_is_loaded(amina: Visitor, published: Callable[..., Path]):
    published(WITH)
    page = amina.get("/learn/basics/lessons/roles").text
    assert "<h2>Video, 4 minutes, 3 KB</h2>" in page
    assert re.findall(r"<video[^>]*>", page) == [
        '<video class="film" controls preload="none" playsinline aria-label="Video, 4 minutes, 3 KB">'
    ]
    assert "Ana: Hello, Bruno. How are you?" in page
    assert "PDF, 1 KB" in page and "picture, 1 KB" in page
    assert "with a video" in amina.get("/learn/basics").text


def test_files_come_as_they_were_published_as_downloads_and_a_film_in_pieces(
    amina: Visitor, published: Callable[..., Path]
):
    published(WITH)
    page = amina.get("/learn/basics/lessons/roles").text
    plan = amina.get(kept(page, "attachment")[0])
    assert (plan.data, plan.headers["Content-Disposition"]) == (PDF, "attachment; filename=plan.pdf")
    film = kept(page, "video")[0]
    assert amina.get(film).data == FILM
    piece = amina.get(film, headers={"Range": "bytes=10-19"})
    assert (piece.status_code, piece.data) == (206, FILM[10:20])
    assert piece.headers["Content-Range"] == f"bytes 10-19/{len(FILM)}"
    assert amina.get(film, headers={"Range": f"bytes={len(FILM) + 5}-"}).status_code == 416


def test_a_version_before_keeps_its_files(app: Flask, amina: Visitor, published: Callable[..., Path]):
    published(WITH)
    before = kept(amina.get("/learn/basics/lessons/roles").text, "attachment")[0]
    published(WITH | {"plan.pdf": PDF + b"2"}, "changed")
    after = kept(amina.get("/learn/basics/lessons/roles").text, "attachment")[0]
    assert (amina.get(before).data, amina.get(after).data) == (PDF, PDF + b"2")
    with app.app_context():
        rows = session.query(StoredFile).filter(StoredFile.kind.like("learning.%")).all()
        assert {row.uploaded_by for row in rows} == {None}
        assert len(rows) == 6


def test_only_who_may_open_the_course_gets_its_files(
    amina: Visitor,
    bruno: Visitor,
    chandra: Visitor,
    nobody: Visitor,
    visit: Any,
    published: Callable[..., Path],
):
    published(WITH | {"course.toml": COURSE.replace('["mentor", "mentee"]', '["mentor"]')})
    plan = kept(amina.get("/learn/basics/lessons/roles").text, "attachment")[0]
    eve = visit("eve@example.org", "Eve")
    assert [who.get(plan).status_code for who in (amina, chandra, bruno, eve, nobody)] == [
        200,
        200,
        404,
        404,
        302,
    ]


def test_a_linked_video_is_a_link_and_nothing_is_embedded(amina: Visitor, published: Callable[..., Path]):
    published(
        lesson_with(
            "video: https://films.example.org/a?b=1\nvideo_minutes: 4\nvideo_size: 12 MB\ntranscript: clip.vtt\n"
        )
    )
    page = amina.get("/learn/basics/lessons/roles").text
    assert "<h2>Video, 4 minutes, 12 MB</h2>" in page
    assert "Watch it at films.example.org, in another tab" in page
    assert 'href="https://films.example.org/a?b=1" rel="noopener noreferrer"' in page
    assert "<video" not in page and "<iframe" not in page


def test_printed_lessons_name_their_files_and_hold_the_transcript(
    amina: Visitor, published: Callable[..., Path]
):
    published(WITH)
    page = amina.get("/learn/basics/print").text
    assert "<h3>Video, 4 minutes, 3 KB</h3>" in page
    assert "Ana: Hello, Bruno. How are you?" in page
    assert "A plan to fill in (PDF, 1 KB), stall.png (picture, 1 KB)" in page


def test_what_is_said_in_a_video_is_found(amina: Visitor, published: Callable[..., Path]):
    published(WITH)
    assert "<mark>Bruno</mark>" in amina.get("/learn?q=bruno").text


def test_a_file_that_changes_while_it_is_published_leaves_the_version_before(
    app: Flask, folder: Folder, at: Any, monkeypatch: pytest.MonkeyPatch
):
    from mentortrain.learning import cli

    path = folder(WITH)
    course, _ = content.load(path)
    assert course
    (path / "plan.pdf").write_bytes(PDF + b"other")
    monkeypatch.setattr(content, "load_all", lambda _: ([course], []))
    answer = app.test_cli_runner().invoke(cli.courses, ["publish", str(path)])
    assert answer.exit_code == 1
    assert "its files could not be kept: file.missing" in answer.output + answer.stderr
