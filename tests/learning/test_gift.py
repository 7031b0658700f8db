"""GIFT as question banks write it: what is read, what is refused and on which line."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning import gift


def only(source: str) -> gift.Question:
    parsed = gift.parse(source)
    assert parsed.faults == ()
    (question,) = parsed.questions
    return question


def weights(question: gift.Question) -> list[Fraction]:
    return [option.weight for option in question.options]


def words(question: gift.Question) -> list[str]:
    return [option.text.text for option in question.options]


def test_single_choice_with_feedback_and_general_feedback():
    question = only(
        "// [id:who-decides] [tag:roles]\n"
        "::Who decides?::Who decides about the price? {\n"
        "  ~The mentor#No: it is not the mentor's shop.\n"
        "  =The mentee # Yes.\n"
        "  ####Ask before you advise.\n"
        "}\n"
    )
    assert (question.key, question.title, question.kind) == ("who-decides", "Who decides?", "single")
    assert question.text.text == "Who decides about the price?"
    assert words(question) == ["The mentor", "The mentee"]
    assert weights(question) == [0, 1]
    assert [option.feedback.text for option in question.options] == [
        "No: it is not the mentor's shop.",
        "Yes.",
    ]
    assert question.general_feedback.text == "Ask before you advise."
    assert (question.line, [option.line for option in question.options]) == (2, [3, 4])


@pytest.mark.parametrize(
    ("answers", "kind", "expected"),
    [
        ("{~Grant ~Jefferson =no one}", "single", [0, 0, 1]),
        ("{=yes~no}", "single", [1, 0]),
        ("{~a ~%50%b =c}", "single", [0, Fraction(1, 2), 1]),
        ("{~%50%a ~%50%b ~c}", "multiple", [Fraction(1, 2), Fraction(1, 2), 0]),
        ("{~%-50%a ~%50%b ~%50%c}", "multiple", [Fraction(-1, 2), Fraction(1, 2), Fraction(1, 2)]),
        ("{~%100%a ~b}", "multiple", [1, 0]),
        ("{~%33.33333%a ~%33.33333%b ~%33.33333%c}", "multiple", [Fraction(1, 3)] * 3),
        ("{~%16.66667%a ~%83.33333%b}", "multiple", [Fraction(1, 6), Fraction(5, 6)]),
        ("{~%12.5%a ~%87.5%b}", "multiple", [Fraction(1, 8), Fraction(7, 8)]),
        ("{T}", "true-false", [1, 0]),
        ("{TRUE}", "true-false", [1, 0]),
        ("{F}", "true-false", [0, 1]),
        ("{ FALSE }", "true-false", [0, 1]),
        ("{T####After all.}", "true-false", [1, 0]),
    ],
)
def test_kinds_and_weights(answers: str, kind: str, expected: list[Fraction]):
    question = only("Which?" + answers)
    assert (question.kind, weights(question)) == (kind, expected)


def test_true_false_shows_its_first_feedback_to_who_was_wrong():
    question = only("The mentor pays.{F#No, never with own money.#Right.}")
    true, false = question.options
    assert (true.feedback.text, false.feedback.text) == ("No, never with own money.", "Right.")


def test_signs_are_escaped_with_a_backslash():
    question = only(r"::1 \: 2::Is \{2 \= 2\} \~ \#1?\nReally \\ \x? { =\=yes #\#1 \} ~no }")
    assert question.title == "1 : 2"
    assert question.text.text == "Is {2 = 2} ~ #1?\nReally \\ \\x?"
    assert words(question) == ["=yes", "no"]
    assert question.options[0].feedback.text == "#1 }"


def test_text_formats_reach_answers_and_feedback_unless_they_have_their_own():
    question = only("[markdown]Is **this** it? {=[html]<b>yes</b>#[plain]a < b ~no#*no*####*all*}")
    yes, no = question.options
    assert question.text == gift.Text("Is **this** it?", "markdown")
    assert (yes.text, yes.feedback) == (gift.Text("<b>yes</b>", "html"), gift.Text("a < b", "plain"))
    assert (no.text, no.feedback) == (gift.Text("no", "markdown"), gift.Text("*no*", "markdown"))
    assert question.general_feedback.format == "markdown"
    assert only("[sic] he said {T}").text == gift.Text("[sic] he said", "moodle")


def test_comments_categories_and_line_ends_are_tolerated():
    source = (
        "\ufeff// a bank\r\n\r\n$CATEGORY: $course$/top/Roles\r\n\r\n"
        "::One::First?{\r\n// the right one\r\n=a\r\n~b}\r\n\r\n\r\n// end\r\n::Two::Second?{T}"
    )
    parsed = gift.parse(source)
    assert parsed.faults == ()
    assert [(question.key, question.line) for question in parsed.questions] == [("one", 5), ("two", 12)]
    assert [option.line for option in parsed.questions[0].options] == [7, 8]


def test_a_question_without_id_takes_its_key_from_the_title_else_from_a_hash_of_the_text():
    assert only("::Who decides?::Now?{T}").key == "who-decides"
    first, same, other = (only(text + "{T}").key for text in ("Now?", "Now?", "Then?"))
    assert first == same != other
    assert re.fullmatch("q-[0-9a-f]{12}", first)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("Who?{t}", 1, "write T, TRUE, F or FALSE in capital letters"),
        ("Who?{~a ~b}", 1, "no answer is right: begin it with =, or give weights such as ~%50%"),
        ("Who?{\n~%50%a\n~%40%b}", 1, "the weights above 0 make 90 %; they must make 100 %"),
        ("Who?{~%100%a}", 1, "a choice needs two answers or more"),
        ("Who?{=a\n~ #why}", 2, "an answer has no text"),
        ("Who?{=a\n~b\n~a}", 3, "the same answer as on line 1"),
        ("Who?{=a\n~%120%b}", 2, "the weight %120% is beyond 100 %"),
        ("Who?{~%100%a\n~%5,5%b}", 2, "a weight must look like %50%, %-50% or %33.33333%"),
        ("Who?{~a\n=%50%b}", 2, "an answer with = is wholly right; begin one with a weight with ~"),
        ("Who?{well ~a =b}", 1, "text before the first answer; answers begin with = or ~"),
        ("::Title Who?{T}", 1, "the title begins with :: and never ends with ::"),
        ("// why\nWho?{=a ~b\n\n~c}", 2, "the { is not closed by a } before the next blank line or the end"),
        ("Who?\n=a }", 2, "a } without a { before it; write \\} for the sign itself"),
        ("Who?{=a ~b} or }", 1, "a second } in one question; write \\} for the sign itself"),
        ("Match.{=a -> b\n=c}", 2, "a pair must look like =this -> that"),
        ("Match.{=a -> b\n=c -> }", 2, "a pair has nothing after ->"),
        ("Match.{=a -> b}", 1, "matching needs two pairs or more"),
        ("Match.{= -> b = -> c}", 1, "no pair has anything before ->"),
        ("When?\n{#soon}", 2, "soon is no number; numbers look like 3, 3.5:0.1 or 1..5"),
        ("When?{#3,5}", 1, "3,5 is no number"),
        ("When?{#3:}", 1, "nothing is no number"),
        ("When?{#3:-1}", 1, "a tolerance is 0 or more"),
        ("When?{#5..1}", 1, "a range goes from the smaller number to the larger: 1..5"),
        ("When?{#}", 1, "the question has no answer"),
        ("When?{#=%50%3}", 1, "no answer is wholly right: leave the weight of one away"),
        ("Who?{=%50%a}", 1, "no answer is wholly right: leave the weight of one away"),
        ("Who?{=a =%-50%b}", 1, "only an answer to choose may take away: give a weight from %0% to %100%"),
        ("Who?{=a\n=#why}", 2, "an answer has no text"),
        ("Who?{=a {b} ~c}", 1, "a second { in one question; write \\{ for the sign itself"),
        ("::Only a title::{T}", 1, "the question has no text before its answers"),
        ("// [id:lost]\n\nWho?{T}", 1, "the id stands apart from its question: no blank line between them"),
        ("// [id:]\nWho?{T}", 1, "an id needs 1 to 100 characters"),
        ("// [id:a]\nOne{T}\n\n// [id:a]\nTwo{T}", 5, "the id 'a' is already that of line 2"),
    ],
)
def test_faults_name_the_line_and_the_remedy(source: str, line: int, message: str):
    faults = gift.parse(source).faults
    assert faults[0].line == line
    assert faults[0].message.startswith(message)


def test_a_fault_names_its_question_by_title_else_by_how_it_begins():
    parsed = gift.parse("::Who\\: me?::Who?{~a ~b}\n\nThis goes on " + "and on " * 30 + "{~a ~b}")
    assert [fault.question for fault in parsed.faults] == [
        "Who: me?",
        "This goes on and on and on and on and on and on and on and …",
    ]
    assert parsed.faults[0].in_words.endswith('such as ~%50% (question "Who: me?")')


def test_one_bad_question_does_not_hide_the_others():
    parsed = gift.parse("One{T}\n\nTwo{\n\nThree{~a ~b}\n\nFour{F}")
    assert [question.text.text for question in parsed.questions] == ["One", "Four"]
    assert [(fault.line, fault.question) for fault in parsed.faults] == [(3, "Two"), (5, "Three")]


def escaped(text: str) -> str:
    """As somebody writes `text` who knows the rules of GIFT."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


PIECES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n"), min_size=1).map(
    str.strip
)
PIECES = PIECES.filter(lambda text: text and text[0] not in "/[%$")


@given(
    title=PIECES, text=PIECES, answers=st.lists(PIECES, min_size=2, unique=True), note=PIECES, general=PIECES
)
def test_what_is_escaped_comes_back_as_it_was(
    title: str, text: str, answers: list[str], note: str, general: str
):
    rest = "".join(f"\n~{escaped(answer)}#{escaped(note)}" for answer in answers[1:])
    question = only(
        f"::{escaped(title)}::{escaped(text)} {{\n={escaped(answers[0])}{rest}\n####{escaped(general)}\n}}"
    )
    assert (question.title, question.text.text, words(question)) == (title, text, answers)
    assert {option.feedback.text for option in question.options[1:]} == {note}
    assert question.general_feedback.text == general
