"""Twee 3: what is read, and the fault for each thing that is not a conversation."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.learning import twee

pytestmark = pytest.mark.either  # pages and words, not the database

STORY = """\
:: StoryTitle
Asking for
money

:: StoryData
{
    "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC",
    "format": "Harlowe",
    "start": "Hello"
}

:: Hello {"position":"600,400","size":"100,200"}
Nadia asks for *money*.

- [[Yes->Given]]
- [[Why<-No, because]]
- [[Say nothing|Given]]
[[Why]]

:: Given [poor debrief] {"position":"10,20"}
She hides the bad month.

Better: Say no to the money
and yes to the problem.

So it ends.

:: Why [good]
You can [[ask her->End]] now, or:
[[Given]]

:: End [debrief]

She counts.
\\:: no head
"""


def story(source: str) -> twee.Story:
    parsed = twee.parse(source)
    assert parsed.faults == ()
    return parsed.story


def faults(source: str) -> list[tuple[int, str, str]]:
    parsed = twee.parse(source)
    found = [*parsed.faults, *twee.check(parsed.story)]
    return [(fault.line, fault.passage, fault.message) for fault in found]


def passages(*heads_and_bodies: str) -> str:
    """A conversation that is whole but for what these passages say instead."""
    return "\n\n".join([*heads_and_bodies, ":: Good end [good debrief]\nWell done."])


def test_a_whole_story():
    read = story(STORY)
    assert (read.title, read.start, read.start_line) == ("Asking for money", "Hello", 9)
    assert read.data["format"] == "Harlowe"
    assert [(each.name, each.tags, each.line) for each in read.passages] == [
        ("Hello", (), 12),
        ("Given", ("poor", "debrief"), 20),
        ("Why", ("good",), 28),
        ("End", ("debrief",), 32),
    ]
    hello, given_, why, end = read.passages
    assert hello.metadata == {"position": "600,400", "size": "100,200"}
    assert [(link.words, link.target, link.line) for link in hello.links] == [
        ("Yes", "Given", 15),
        ("No, because", "Why", 16),
        ("Say nothing", "Given", 17),
        ("Why", "Why", 18),
    ]
    assert hello.text == "Nadia asks for *money*."
    assert twee.better_of(given_) == (
        "She hides the bad month.\n\nSo it ends.",
        "Say no to the money\nand yes to the problem.",
    )
    assert why.text == "You can ask her now, or:"
    assert [twee.mark_of(each) for each in read.passages] == ["", "poor", "good", ""]
    assert end.text == "She counts.\n:: no head"
    assert twee.check(read) == []


@pytest.mark.parametrize(
    ("head", "name", "tags", "metadata"),
    [
        (":: A path", "A path", (), {}),
        ("::A path", "A path", (), {}),
        (":: A path [forest spooky]", "A path", ("forest", "spooky"), {}),
        (":: A path[forest]  ", "A path", ("forest",), {}),
        (":: A path []", "A path", (), {}),
        (':: A path {"position":"600,400"}', "A path", (), {"position": "600,400"}),
        (':: A path [b] {"a":"}]{["}', "A path", ("b",), {"a": "}]{["}),
        (r":: What\[1\] \{x\} \\ \q [a\]b c\[]", "What[1] {x} \\ q", ("a]b", "c["), {}),
        (":: Über 23:10, “já”?", "Über 23:10, “já”?", (), {}),
    ],
)
def test_heads(head: str, name: str, tags: tuple[str, ...], metadata: dict[str, str]):
    (passage,) = story(f"{head}\nText.\n").passages
    assert (passage.name, passage.tags, passage.metadata) == (name, tags, metadata)


@pytest.mark.parametrize(
    ("link", "words", "target"),
    [
        ("[[Name]]", "Name", "Name"),
        ("[[words->Name]]", "words", "Name"),
        ("[[ words -> Name ]]", "words", "Name"),
        ("[[Name<-words]]", "words", "Name"),
        ("[[words|Name]]", "words", "Name"),
        ("[[a->b->Name]]", "a->b", "Name"),
        ("[[Name<-a<-b]]", "a<-b", "Name"),
        ("[[a|b->Name]]", "a|b", "Name"),
        ("[[say [this]->Name]]", "say [this]", "Name"),
    ],
)
def test_links_in_their_four_forms(link: str, words: str, target: str):
    (passage,) = story(f":: Start\nText.\n\n{link}\n").passages
    assert [(one.words, one.target, one.line) for one in passage.links] == [(words, target, 4)]
    assert passage.text == "Text."


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_the_byte_order_mark_change_nothing(ends: str):
    assert twee.parse("\ufeff" + STORY.replace("\n", ends)) == twee.parse(STORY)


def test_code_passages_that_are_empty_are_no_loss():
    empty = STORY + "\n:: UserScript [script]\n\n:: UserStyle [stylesheet]\n"
    assert [each.name for each in story(empty).passages] == ["Hello", "Given", "Why", "End"]


OPEN = ":: Start\nHello.\n\n[[On->Good end]]"


@pytest.mark.parametrize(
    ("source", "line", "passage", "message"),
    [
        ("", 1, "", "the conversation has no passage"),
        ("Once upon a time", 1, "", "text before the first passage"),
        (":: [good]\nText.", 1, "", "a passage needs a name"),
        (passages(":: Start [good\nHello."), 1, "Start", "the tags begin with [ and never end with ]"),
        (passages(":: Start [go{od]\nHello."), 1, "Start", "a { within the tags; write \\{"),
        (passages(":: Start? ]\nHello."), 1, "Start?", "a ] in the head of a passage; write \\]"),
        (passages(":: Start {good}\nHello."), 1, "Start", "what stands in { } behind the name is no JSON"),
        (passages(":: Start [] good\nHello."), 1, "Start", "behind the tags of a passage only its metadata"),
        (passages(OPEN, OPEN), 6, "Start", "a passage of the name 'Start' is on line 1 already"),
        (passages(OPEN, ":: StoryData\n{\n  'a': 1}"), 8, "StoryData", "StoryData is no JSON: Expecting"),
        (passages(OPEN, ":: StoryData\n[]"), 7, "StoryData", "StoryData must be JSON in { }"),
        (
            passages(OPEN, ":: StoryData\n{}"),
            7,
            "StoryData",
            'StoryData needs an "ifid" for Twine, such as "',
        ),
        (passages(OPEN + "\n[[a->b\nc]]"), 5, "Start", "a link begins with [[ and does not end with ]]"),
        (passages(OPEN + "\n[[a->]]"), 5, "Start", "a link needs words and a passage"),
        (passages(OPEN + "\n[[a->b][$x to 1]]"), 5, "Start", "a link that sets a variable"),
        (passages(OPEN + "\n(set: $trust to 1)"), 5, "Start", "'(set:' looks like a macro"),
        (passages(OPEN + "\n<<if $a>>b<</if>>"), 5, "Start", "'<<i' looks like a macro"),
        (passages(OPEN + "\n<% s.a = 1 %>"), 5, "Start", "'<%' looks like a macro"),
        (passages(OPEN + "\n[if trust]"), 5, "Start", "'[if trust]' looks like a macro"),
        (passages(OPEN + "\nYou have $money."), 5, "Start", "'$money' looks like a variable"),
        (passages(OPEN + "\n[img[a.png]]"), 5, "Start", "pictures ([img[...]]) are not supported"),
        (passages(OPEN, ":: Code [script]\nalert(1)"), 6, "Code", "scripts of a story are not supported"),
        (passages(OPEN, ":: Look [stylesheet]\np {}"), 6, "Look", "styles of a story are not supported"),
        (passages(OPEN + "\0"), 4, "", "a NUL character"),
        (passages(":: Begin\nHello.\n\n[[On->Good end]]"), 1, "", "no passage is called Start"),
        (
            passages(OPEN + "\n[[Off->Gone]]"),
            5,
            "Start",
            "the link leads to 'Gone', and no passage has that name",
        ),
        (passages(OPEN, ":: Island [poor debrief]\nSand."), 6, "Island", "no link leads here from the start"),
        (passages(OPEN + "\n[[Off->Wall]]", ":: Wall\nBricks."), 7, "Wall", "a dead end: give it a link, or"),
        (
            passages(OPEN + "\n[[Off->Ring]]", ":: Ring\nRound.\n[[Round->Ring]]"),
            7,
            "Ring",
            "a loop without exit",
        ),
        (
            passages(OPEN, ":: Bye [debrief]\nBye.\n[[Again->Start]]"),
            8,
            "Bye",
            "a debrief ends the conversation",
        ),
        (
            passages(OPEN.replace("Start", "Start [goood]")),
            1,
            "Start",
            "the tag 'goood' is none of good, poor,",
        ),
        (passages(OPEN.replace("Start", "Start [good poor]")), 1, "Start", "tagged good and poor"),
        (passages(OPEN.replace("Hello.", "")), 1, "Start", "the passage has no text"),
        (passages(OPEN + "\n[[On->Start]]"), 5, "Start", "two choices say 'On'"),
        (":: Start\nHello.\n\n[[On->End]]\n\n:: End [good]\nWell.", 1, "", "no passage is tagged debrief"),
        (":: Start\nHello.\n\n[[On->End]]\n\n:: End [debrief]\nWell.", 1, "", "no passage is tagged good"),
        (
            ":: Start\nA.\n[[B]]\n\n:: B [poor]\nB.\nBetter: c.\n[[C]]\n\n:: C [good debrief]\nC.",
            1,
            "Start",
            "every way to a debrief goes through a poor choice",
        ),
        (
            passages(
                ":: Start\nHello.\n[[Off->Low]]\n[[Wait]]",
                ":: Wait\nSo.\n[[On->Good end]]",
                ":: Low [poor debrief]\nL.",
            ),
            3,
            "Start",
            "the choice leads to 'Low', which is poor, no choice beside it is good",
        ),
        (
            passages(OPEN.replace("Start", "Start [good]") + "\n\nBetter: This."),
            1,
            "Start",
            "Better: stands in a",
        ),
    ],
)
def test_faults_name_line_passage_and_remedy(source: str, line: int, passage: str, message: str):
    found = faults(source)
    assert any((at, name) == (line, passage) and said.startswith(message) for at, name, said in found), found


def test_the_start_that_story_data_names_must_be_there():
    found = faults(STORY.replace('"Hello"', '"Hallo"'))
    assert found == [(9, "", "StoryData says that 'Hallo' is the start, and no passage has that name")]


@pytest.mark.parametrize(
    "text", ["It costs $50.", "Cost: (if any) $5", "a - b", "**No** (really)", "1 << 2 is 4"]
)
def test_plain_words_are_no_macros(text: str):
    assert story(passages(OPEN.replace("Hello.", text))).passages[0].text == text


@given(st.text())
def test_no_text_makes_the_reader_fail(source: str):
    lines = len(re.split(r"\r\n|\r|\n", source))
    assert all(1 <= line <= lines and said for line, _, said in faults(source))


NAMES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=40)


@given(NAMES.map(str.strip).filter(bool), st.lists(NAMES.map(lambda tag: tag.replace(" ", "")).filter(bool)))
def test_what_is_escaped_in_a_head_comes_back_as_it_was(name: str, tags: list[str]):
    def escaped(word: str) -> str:
        return re.sub(r"([\[\]{}\\])", r"\\\1", word)

    if name in ("StoryTitle", "StoryData") or {"script", "stylesheet"} & set(tags):
        return
    (passage,) = story(f":: {escaped(name)} [{' '.join(map(escaped, tags))}]\nText.").passages
    assert (passage.name, passage.tags) == (name, tuple(tags))


SIGNS = ["::", "[[", "]]", "->", "<-", "|", "[", "]", "{", "}", "\\", "\n", ":: Start [good]\n", "Better:"]
SIGNS += [
    "\r",
    "\0",
    '{"a":',
    "[debrief]",
    "<<",
    "(if:",
    "$x",
    "\ufeff",
    "\u2028",
    "é",
    "StoryData",
    '{"ifid":',
]
SIGNS += ["[" * 300]


def mutated(chance: random.Random) -> str:
    """A good story with a handful of things cut, doubled, moved or put in; or a heap of signs."""
    if chance.random() < 0.25:
        return "".join(chance.choices(SIGNS, k=chance.randint(1, 60)))
    text = STORY
    for _ in range(chance.randint(1, 6)):
        a, b = sorted(chance.randint(0, len(text)) for _ in range(2))
        b = min(b, a + chance.choice([1, 5, 80]))
        text = chance.choice(
            [
                text[:a] + text[b:],
                text[:b] + text[a:],
                text[:a] + chance.choice(SIGNS) + text[a:],
                text[b:] + text[:b],
                text[:a] + text[a:b][::-1] + text[b:],
            ]
        )
    return text


def test_two_thousand_mutated_stories_end_in_a_story_or_in_faults_with_lines():
    chance, whole = random.Random(20261129), 0
    for _ in range(2_000):
        source = mutated(chance)
        found = faults(source)
        lines = len(re.split(r"\r\n|\r|\n", source))
        assert all(1 <= line <= lines and said for line, _, said in found), source
        whole += not found
    assert 20 < whole < 1_000  # some are still whole: they were not all heaps of signs


@pytest.mark.parametrize(
    "piece", ["[[", "::", ":: a [", ":: a {", "[[a->b]]", "\\", "(link-", "[if ", "[", '{"a":', "<", "$"]
)
def test_a_long_heap_of_one_sign_takes_no_time(piece: str):
    began = time.process_time()
    for source in (piece * 20_000, f":: Start\n{piece * 20_000}", (piece + "\n") * 5_000):
        faults(source)
    assert time.process_time() - began < 5  # seconds; it takes a tenth of one


def test_the_command_shows_what_was_read(app: Flask, tmp_path: Path):
    file = tmp_path / "a.twee"
    file.write_text(STORY)
    done = app.test_cli_runner().invoke(args=["courses", "twee", str(file)])
    assert (done.exit_code, done.stderr) == (0, "")
    about, *rows = map(json.loads, done.stdout.splitlines())
    assert (about["title"], about["start"], about["data"]["format"]) == (
        "Asking for money",
        "Hello",
        "Harlowe",
    )
    assert rows[2] == {
        "name": "Why",
        "line": 28,
        "tags": ["good"],
        "metadata": {},
        "text": "You can ask her now, or:",
        "better": "",
        "links": [
            {"words": "ask her", "to": "End", "line": 29},
            {"words": "Given", "to": "Given", "line": 30},
        ],
    }


def test_the_command_names_file_line_and_passage(app: Flask, tmp_path: Path):
    file = tmp_path / "a.twee"
    file.write_text(STORY.replace("->Given]]", "->Gone]]"))
    done = app.test_cli_runner().invoke(args=["courses", "twee", str(file)])
    assert done.exit_code == 1
    assert done.stderr == f"{file}:15: Hello: the link leads to 'Gone', and no passage has that name\n"
    file.write_bytes(b"\xff")
    done = app.test_cli_runner().invoke(args=["courses", "twee", str(file)])
    assert (done.exit_code, done.stderr) == (
        1,
        f"{file}:1: this is not UTF-8: save the file with that encoding\n",
    )
    done = app.test_cli_runner().invoke(args=["courses", "twee", str(tmp_path / "none.twee")])
    assert done.exit_code == 1
