"""GIFT's other kinds of questions, read as Moodle's own reader reads them: each construct of its examples."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentortrain.learning import gift
from tests.learning.test_gift import PIECES, only

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("{=nobody =no one}", [("nobody", 1, ""), ("no one", 1, "")]),
        ("{=nobody}", [("nobody", 1, "")]),
        ("{nobody}", [("nobody", 1, "")]),
        ("{=%100%Moodler#}", [("Moodler", 1, "")]),
        (
            "{\n=Frog#Good!\n=%50%Cat#Hm.\n=%0%*#No.\n}",
            [("Frog", 1, "Good!"), ("Cat", HALF, "Hm."), ("*", 0, "No.")],
        ),
        (r"{=2 \= 2 =\*}", [("2 = 2", 1, ""), (r"\*", 1, "")]),
    ],
)
def test_short_answers(answers: str, expected: list[tuple[str, Fraction, str]]):
    question = only("Who?" + answers)
    assert question.kind == "short-answer"
    assert [(one.text.text, one.weight, one.feedback.text) for one in question.options] == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("{#1822}", [("1822", "0", 1, "")]),
        ("{#3:2}", [("3", "2", 1, "")]),
        ("{# 3.1415:0.0005 }", [("3.1415", "0.0005", 1, "")]),
        ("{#3.141..3.142}", [("3.1415", "0.0005", 1, "")]),
        ("{#1..5}", [("3", "2", 1, "")]),
        ("{#-5..-1#Cold.}", [("-3", "2", 1, "Cold.")]),
        ("{#1.5e2:.5}", [("150", "0.5", 1, "")]),
        ("{#=1822:0#Yes. =%50%1822:2#Close.}", [("1822", "0", 1, "Yes."), ("1822", "2", HALF, "Close.")]),
        ("{#3:2~#Wrong.}", [("3", "2", 1, ""), ("*", "", 0, "Wrong.")]),
        ("{#=3 =%0%*#Wrong.}", [("3", "0", 1, ""), ("*", "", 0, "Wrong.")]),
    ],
)
def test_numbers(answers: str, expected: list[tuple[str, str, Fraction, str]]):
    question = only("How many? " + answers)
    assert question.kind == "numerical"
    found = [(one.text.text, one.tolerance, one.weight, one.feedback.text) for one in question.options]
    assert found == expected


def test_matching_and_what_belongs_to_nothing():
    question = only(
        "[html]Match.{\n=[plain]An apple -> fruit\n=<b>Kale</b>->vegetable\n= -> animal\n####So.\n}"
    )
    assert question.kind == "matching"
    assert [(one.text.text, one.text.format, one.answer) for one in question.options] == [
        ("An apple", "plain", "fruit"),
        ("<b>Kale</b>", "html", "vegetable"),
        ("", "html", "animal"),
    ]
    assert question.general_feedback.text == "So."


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("Grant is {~buried =entombed} in a tomb.", "single", "Grant is _____ in a tomb."),
        ("Pi is {#3.14:0.01}.", "numerical", "Pi is _____."),
        ("Two and two is {=four =4}.", "short-answer", "Two and two is _____."),
        ("{=You ~I} decide.", "single", "_____ decide."),
        ("How are you? {}", "essay", "How are you?"),
        ("How are you? { ####Thanks. }", "essay", "How are you?"),
        ("Now read on.", "description", "Now read on."),
        ("::A::[html]<pre>\n  a \\{\\}\n</pre>\n{}", "essay", "<pre>\n  a {}\n</pre>"),
    ],
)
def test_missing_words_essays_and_descriptions(source: str, kind: str, text: str):
    question = only(source)
    assert (question.kind, question.text.text) == (kind, text)


def test_ids_tags_and_categories():
    source = (
        "$CATEGORY: $course$/top/Roles\n\n// [tag:  basic] here is\n// a [id:  four ] que[tag:add ]stion\nX {T}\n\n"
        "// [id:i\\]d] [tag:t\\]ag] [tag:open\nY {T}\n\n$CATEGORY: Other\nZ {T}"
    )
    found = [(one.key, one.tags, one.category) for one in gift.parse(source).questions]
    assert found[:2] == [
        ("four", ("basic", "add"), "$course$/top/Roles"),
        ("i]d", ("t]ag",), "$course$/top/Roles"),
    ]
    assert found[2][1:] == ((), "Other")


def test_the_same_title_twice_is_two_questions():
    parsed = gift.parse("::One::a{T}\n\n::One::b{T}\n\n// [id:one]\nc{T}\n\nd{T}\n\nd{F}")
    assert parsed.faults == ()
    keys = [question.key for question in parsed.questions]
    assert keys[:3] == ["one-2", "one-3", "one"]
    assert keys[4] == f"{keys[3]}-2"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Olá".encode(), "Olá", "UTF-8"),
        ("Olá".encode("utf-8-sig"), "Olá", "UTF-8"),
        ("“Olá” — 5 €".encode("cp1252"), "“Olá” — 5 €", "Windows-1252"),
        ("Olá".encode("utf-16"), "Olá", "UTF-16"),
        (b"ol\xe1 \x81", "olá \ufffd", "Windows-1252"),
    ],
)
def test_old_files_are_read_too(data: bytes, text: str, encoding: str):
    assert gift.decoded(data) == (text, encoding)


def bare(question: gift.Question) -> gift.Question:
    """Without lines, which writing does not keep."""
    return replace(question, line=0, options=tuple(replace(option, line=0) for option in question.options))


def rewritten(questions: list[gift.Question]) -> list[gift.Question]:
    parsed = gift.parse(gift.write(questions))
    assert parsed.faults == ()
    return [bare(question) for question in parsed.questions]


WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" \n"), min_size=1, max_size=12
).map(str.strip)
WORDS = WORDS.filter(lambda words: words and "->" not in words and gift.BLANK not in words)
WORDS |= st.sampled_from(
    ["%50%", "[html]x", "//", "$CATEGORY: x", "\\n", "a = b", "::", "####", "*", "{}", "[tag:x]"]
)
LINE = WORDS.map(lambda words: " ".join(words.split()))
TEXTS = st.builds(gift.Text, WORDS, st.sampled_from(gift.FORMATS))
FEEDBACK = TEXTS | st.none()
DECIMALS = st.decimals(-1000, 1000, places=3).map(lambda number: f"{number:f}".rstrip("0").rstrip("."))
DECIMALS = DECIMALS.map(lambda figures: "0" if figures in ("", "-0", "-") else figures)


@st.composite
def questions(draw: st.DrawFn, number: int = 1) -> gift.Question:
    kind = draw(
        st.sampled_from(
            ["single", "multiple", "true-false", "short-answer", "numerical", "matching", "essay"]
        )
    )
    text = draw(TEXTS)
    if kind == "single" and draw(st.booleans()):
        text = gift.Text(f"{text.text} _____ x", text.format)
    none = gift.Text(format=text.format)

    def option(words: gift.Text, weight: Fraction, answer: str = "", tolerance: str = "") -> gift.Option:
        return gift.Option(words, weight, draw(FEEDBACK) or none, 0, answer, tolerance)

    options: list[gift.Option] = []
    if kind in ("single", "multiple"):
        several = draw(st.lists(TEXTS, min_size=3, max_size=5, unique_by=lambda one: one.text))
        weights = {
            "single": [Fraction(1), HALF, Fraction()],
            "multiple": [Fraction(1, 3), Fraction(2, 3), -HALF],
        }
        options = [option(words, (weights[kind] + [Fraction()] * 2)[n]) for n, words in enumerate(several)]
    elif kind == "true-false":
        options = [option(none, Fraction(n)) for n in draw(st.permutations([0, 1]))]
    elif kind == "short-answer":
        options = [
            option(gift.Text(words, "plain"), weight)
            for words, weight in zip(draw(st.lists(WORDS, min_size=2, max_size=2)), (1, HALF), strict=True)
            if words.upper() not in ("T", "F", "TRUE", "FALSE")
        ] or [option(gift.Text("x", "plain"), Fraction(1))]
        options[0] = replace(options[0], weight=Fraction(1))
    elif kind == "numerical":
        options = [
            option(gift.Text(draw(DECIMALS), "plain"), Fraction(1), tolerance=draw(DECIMALS).lstrip("-"))
        ]
        options.append(option(gift.Text("*", "plain"), Fraction()))
    elif kind == "matching":
        options = [
            replace(option(draw(TEXTS), Fraction(1), draw(WORDS)), feedback=none)
            for _ in range(draw(st.integers(2, 4)))
        ]
    return gift.Question(
        key=f"q{number}",
        kind=kind,
        title=draw(LINE),
        text=text,
        options=tuple(options),
        general_feedback=draw(FEEDBACK) or none,
        line=0,
        tags=tuple(draw(st.lists(LINE.filter(lambda word: "\\" not in word), max_size=2))),
        category=draw(st.sampled_from(["top", "top/a b"])),
    )


@settings(max_examples=60)
@given(questions(1), questions(2))
def test_what_is_written_reads_back_as_it_was(one: gift.Question, two: gift.Question):
    assert rewritten([one, two]) == [one, two]


def test_a_missing_word_is_written_where_it_stood():
    question = only("Grant is {~buried =entombed} in a tomb.")
    assert gift.write([replace(question, key="")]) == "Grant is {\n\t~buried\n\t=entombed\n} in a tomb.\n"


@given(PIECES, PIECES)
def test_an_arrow_in_a_short_answer_is_refused_and_not_lost(before: str, after: str):
    question = only("Who?{=a}")
    arrow = replace(question.options[0], text=gift.Text(f"{before} -> {after}", "plain"))
    with pytest.raises(gift.CannotBeWritten):
        gift.write([replace(question, options=(arrow,))])
