"""A course in two languages: what each person reads, and that nothing of what they did hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from mentortrain.db import session
from mentortrain.learning import actions, content, queries
from mentortrain.learning.models import Certificate, CourseVersion, LessonCompletion
from mentortrain.programs.queries import active_participations
from tests.conftest import Visitor
from tests.learning import makers
from tests.learning.course_folder import Folder
from tests.learning.test_changes import news
from tests.learning.test_language_folders import ENGLISH, SPANISH
from tests.learning.test_quizzes import CHECK, said, start
from tests.learning.test_reading import headings

pytestmark = pytest.mark.either  # pages and words, not the database

COURSE = "/learn/small"
ONE = f"{COURSE}/lessons/one"
WORDS = {"one": "Uno", "two": "Dos", "three": "Tres"}


def spanish(item: content.Item) -> Any:
    """The same item in other words."""
    if isinstance(item, content.Lesson):
        html = f"<p>Sobre {item.key}.</p>"
        return replace(item, title=WORDS[item.key], objective=f"Saber {item.key}.", html=html)
    if isinstance(item, content.Quiz):
        asked = tuple(replace(each, html=f"¿{each.key}?") for each in item.questions)
        return replace(item, title="Un control", questions=asked)
    return item


def bilingual(*items: Any, translated: Any = spanish, **changes: Any) -> content.Course:
    english = replace(makers.course(*items), **changes)
    other = replace(
        english,
        language="es",
        title="Curso pequeño",
        summary="Un resumen.",
        items=tuple(translated(item) for item in english.items),
    )
    return replace(english, translations=(other,))


@pytest.fixture
def publish(app: Flask, at: Any) -> Callable[..., dict[str, CourseVersion | None]]:
    queries.forget_changes()

    def published(course: content.Course) -> dict[str, CourseVersion | None]:
        with app.app_context():
            made = actions.publish_in_languages(course, at=at)
            session.commit()
            return made

    return published


def choose(visitor: Visitor, language: str, **more: str) -> Any:
    return visitor.post(f"{COURSE}/language", {"language": language, **more})


def switches(html: str) -> list[tuple[str, str]]:
    """(code, words) of the buttons that lead to another language."""
    return re.findall(r'name="language" value="([^"]+)" lang="[^"]+">([^<]+)</button>', html)


def test_the_first_language_is_read_until_another_one_is_chosen(publish: Any, amina: Visitor):
    publish(bilingual())
    page = amina.get(ONE).text
    assert (headings(page), switches(page)) == (["One"], [("es", "Español")])
    assert choose(amina, "es", lesson="one").location == ONE
    page = amina.get(ONE).text
    assert (headings(page), switches(page)) == (["Uno"], [("en", "English")])
    assert '<h1 lang="es">' in page and "<p>Sobre one.</p>" in page
    # Kept with the account, for every page of every course that has it.
    assert "Curso pequeño: 2 lessons and one quiz to go." in amina.get(COURSE).text
    assert "Un resumen." in amina.get("/learn").text
    assert "<h2>Dos</h2>" in amina.get(f"{COURSE}/print").text
    assert "<mark>Sobre</mark>" in amina.get("/learn?q=sobre").text
    assert '<p lang="en">Small course</p>' not in amina.get("/learn?q=about").text
    assert headings(amina.get(f"{COURSE}/quizzes/check").text) == [
        "Un control: 3 questions, as slowly as you like."
    ]
    assert choose(amina, "en").location == COURSE
    assert headings(amina.get(ONE).text) == ["One"]


def test_home_names_the_next_step_in_the_language_that_is_read(amina: Visitor):
    assert '<h2 lang="en">What a mentor does</h2>' in amina.get("/").text
    assert amina.post("/learn/mentoring-basics/language", {"language": "es"}).status_code == 302
    assert '<h2 lang="es">Qué hace un mentor</h2>' in amina.get("/").text


@pytest.mark.parametrize(
    ("person", "course", "read"),
    [("es-MX", "es", "Uno"), ("es", "es-MX", "Uno"), ("es_MX", "es-MX", "Uno"), ("et", "es", "One")],
)
def test_a_country_is_no_other_language(
    app: Flask, publish: Any, amina: Visitor, person: str, course: str, read: str
):
    both = bilingual()
    publish(replace(both, translations=(replace(both.translations[0], language=course),)))
    with app.app_context():
        amina.person.reads_in = person
        session.commit()
    assert headings(amina.get(ONE).text) == [read]


@pytest.mark.parametrize("language", ["en", "sw", "", "x" * 100])
def test_only_what_is_there_can_be_chosen(app: Flask, publish: Any, amina: Visitor, language: str):
    publish(bilingual())
    assert choose(amina, language).status_code == 404
    with app.app_context():
        assert amina.person.reads_in is None


def test_a_course_of_somebody_else_has_no_switch(publish: Any, amina: Visitor, visit: Any):
    publish(bilingual())
    assert choose(visit("eve@example.org", "Eve"), "es").status_code in (403, 404)


def test_what_is_done_is_done_in_every_language(publish: Any, amina: Visitor, at: Any):
    publish(bilingual())
    amina.post(f"{ONE}/completion")
    choose(amina, "es")
    page = amina.get(COURSE).text
    assert headings(page) == ["Curso pequeño: one lesson and one quiz to go."]
    amina.post(f"{COURSE}/lessons/two/completion")
    choose(amina, "en")
    assert headings(amina.get(COURSE).text) == ["Small course: one quiz to go."]


def test_credits_are_of_the_words_that_were_read_and_of_the_same_minutes(
    app: Flask, publish: Any, amina: Visitor
):
    publish(bilingual())
    amina.post(f"{ONE}/completion")
    choose(amina, "es")
    amina.post(f"{COURSE}/lessons/two/completion")
    with app.app_context():
        found = queries.credits_of([amina.id])[amina.id]
    assert sorted((one.title, one.minutes) for one in found) == [("Dos", 5), ("One", 5)]


def test_an_attempt_is_finished_in_the_language_in_which_it_began(publish: Any, amina: Visitor):
    quiz = makers.quiz(wait_minutes=0)
    publish(bilingual(makers.lesson("one"), quiz, makers.lesson("two")))
    attempt = start(amina)
    choose(amina, "es")
    page = amina.get(f"{attempt}/1").text
    assert '<div lang="en">' in page and "Question who?" in page
    assert "You began it in English, and finish it in English." in amina.get(CHECK).text
    for slot, chosen in enumerate(([0], [0, 1], [0]), start=1):
        amina.post(f"{attempt}/{slot}", said(chosen=chosen))
    amina.post(f"{attempt}/submission")
    result = amina.get(f"{attempt}/result").text
    assert 'lang="en"' in result and "Question who?" in result
    # It counts in the other language, and a new attempt is in that one.
    assert headings(amina.get(COURSE).text) == ["Curso pequeño: 2 lessons to go."]
    assert "¿who?" in amina.get(f"{start(amina)}/1").text


def test_a_conversation_is_finished_in_the_language_in_which_it_began(
    publish: Any, folder: Folder, amina: Visitor
):
    path = folder(ENGLISH)
    folder(SPANISH, "basics.es")
    (course,) = content.load_all(path.parent)[0]
    publish(course)
    talk = "/learn/basics/conversations/talk"
    amina.post("/learn/basics/language", {"language": "es"})
    play = amina.post(f"{talk}/plays").location
    amina.post("/learn/basics/language", {"language": "en"})
    assert '<div class="prose" lang="es"><p>Nadia pregunta.</p></div>' in amina.get(play).text
    assert "You began it in Español, and finish it in Español." in amina.get(talk).text
    amina.post(f"{play}/turns", {"after": "0", "choice": "0"})
    ended = amina.get(f"{play}/debrief").text
    assert headings(ended) == ["Passed: 1 of one choice was good."] and 'lang="es"' in ended


def test_staff_see_in_which_language_a_reflection_was_asked(
    app: Flask, publish: Any, amina: Visitor, chandra: Visitor, program: Any
):
    publish(bilingual(replace(makers.lesson("one"), reflection="handed in")))
    choose(amina, "es")
    assert amina.post(f"{ONE}/reflection", {"text": "Mis palabras.", "go": "hand_in"}).status_code == 302
    with app.app_context():
        part = active_participations(amina.id)[0].id
    page = chandra.get(f"/learn/programs/{program.id}/people/{part}/reflections").text
    assert '<p lang="es">Sobre one.</p>' in page


def test_a_receipt_counts_the_versions_of_its_language(publish: Any, amina: Visitor):
    publish(bilingual())
    publish(bilingual(summary="Other."))
    both = bilingual(summary="Other.")
    publish(replace(both, translations=(replace(both.translations[0], title="Un curso"),)))
    choose(amina, "es")
    attempt = start(amina)
    amina.post(f"{attempt}/submission")
    assert "Un curso, version 2" in amina.get(f"{attempt}/receipt").text


def test_another_language_is_no_change(publish: Any, amina: Visitor, visit: Any, program: Any):
    lessons = (makers.lesson("one"), makers.lesson("two"))
    publish(bilingual(*lessons))
    eli = visit("eli@example.org", "Eli", role="mentor", program=program)
    choose(eli, "es")
    for reader in (amina, eli):
        for key in ("one", "two"):
            reader.post(f"{COURSE}/lessons/{key}/completion")
    choose(amina, "es")
    choose(eli, "en")
    assert (news(amina), news(eli)) == ([], [])
    # What is other in Spanish alone is no news to who read it in English, whatever they read by now.
    publish(bilingual(*lessons, translated=lambda item: replace(spanish(item), html="<p>Otra cosa.</p>")))
    assert (news(amina), news(eli)) == ([], [("One", "changed"), ("Two", "changed")])
    publish(bilingual(replace(lessons[0], html="<p>Other.</p>"), lessons[1], makers.lesson("three")))
    assert news(amina) == [("Uno", "changed"), ("Tres", "new")]
    assert news(eli) == [("Three", "new")]
    choose(amina, "en")
    assert news(amina) == [("One", "changed"), ("Three", "new")]


def test_an_edit_asks_the_same_of_who_reads_in_either_language(
    publish: Any, amina: Visitor, visit: Any, program: Any
):
    lessons = (makers.lesson("one"), makers.lesson("two"))
    publish(bilingual(*lessons))
    choose(amina, "es")
    amina.post(f"{ONE}/completion")
    longer = bilingual(*lessons, makers.lesson("three"))
    publish(longer)
    # She goes on with the course as it was when she began.
    assert headings(amina.get(COURSE).text) == ["Curso pequeño: one lesson to go."]
    # A mended word in Spanish alone makes nobody older: who begins with it is asked all that counts by now.
    publish(bilingual(*longer.items, translated=lambda item: replace(spanish(item), objective="Saber.")))
    eli = visit("eli@example.org", "Eli", role="mentor", program=program)
    choose(eli, "es")
    eli.post(f"{ONE}/completion")
    assert headings(eli.get(COURSE).text) == ["Curso pequeño: 2 lessons to go."]
    choose(eli, "en")
    assert headings(eli.get(COURSE).text) == ["Small course: 2 lessons to go."]


def test_a_translation_that_has_not_followed_is_not_read(publish: Any, amina: Visitor):
    publish(bilingual(makers.lesson("one")))
    choose(amina, "es")
    assert headings(amina.get(ONE).text) == ["Uno"]
    # As where the folder of the translation was taken away: nobody is asked for what they cannot read.
    publish(replace(bilingual(makers.lesson("one"), makers.lesson("two")), translations=()))
    page = amina.get(COURSE).text
    assert headings(page) == ["Small course: 2 lessons to go."]
    assert switches(page) == []


def test_a_certificate_is_in_the_language_that_is_read(app: Flask, publish: Any, amina: Visitor):
    publish(bilingual(makers.lesson("one"), certificate=True))
    choose(amina, "es")
    amina.post(f"{ONE}/completion")
    with app.app_context():
        one = session.scalars(select(Certificate)).one()
        assert (one.course_title, one.language, one.minutes) == ("Curso pequeño", "es", 5)
        assert [each["title"] for each in one.evidence] == ["Uno"]


def test_a_check_completes_its_lesson_in_the_language_of_the_attempt(
    app: Flask, publish: Any, amina: Visitor
):
    publish(bilingual(makers.lesson("one", check="check"), makers.quiz(makers.single())))
    choose(amina, "es")
    attempt = start(amina)
    amina.post(f"{attempt}/1", said(chosen=[0]))
    amina.post(f"{attempt}/submission")
    with app.app_context():
        read = session.scalars(
            select(CourseVersion.language).join(
                LessonCompletion, LessonCompletion.version_id == CourseVersion.id
            )
        ).all()
    assert read == ["es"]


def test_versions_are_numbered_beside_the_first_language(publish: Any, app: Flask):
    assert {language: one and one.number for language, one in publish(bilingual()).items()} == {
        "en": 1,
        "es": -1,
    }
    assert publish(bilingual()) == {"en": None, "es": None}
    other = bilingual(translated=lambda item: replace(spanish(item), title="Otro"))
    assert {language: one and one.number for language, one in publish(other).items()} == {
        "en": None,
        "es": -2,
    }
    with app.app_context():
        # What a process of before there were languages asks for, and whoever judges and counts.
        assert queries.version_in_force("small").language == "en"
        in_force = queries.current_courses()["small"]
        assert (in_force.language, [one.title for one in in_force.lessons]) == ("en", ["One", "Two"])
        assert [one.number for one in in_force.others] == [-2]


def test_pages_take_the_same_statements_in_one_language_and_in_five(
    publish: Any, amina: Visitor, statements: Callable[[], Any]
):
    def counted() -> dict[str, int]:
        found = {}
        for page in ("/", "/learn", COURSE, ONE, CHECK, f"{COURSE}/print", "/learn?q=one"):
            amina.get(page)  # what this process has not seen is read, once
            with statements() as ran:
                assert amina.get(page).status_code == 200
            found[page] = len(ran)
        return found

    both = bilingual()
    publish(replace(both, translations=()))
    before = counted()
    codes = ("es", "fr", "pt", "sw")
    publish(replace(both, translations=tuple(replace(both.translations[0], language=code) for code in codes)))
    assert choose(amina, "sw").status_code == 302
    assert counted() == before
