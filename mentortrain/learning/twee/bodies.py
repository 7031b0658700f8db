"""The body of a passage: its text, its links, and what belongs to story formats that this is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentortrain.learning.twee.values import Fault, Link

_ALONE = re.compile(r"[\s>*+-]*|\s*\d{1,3}[.)]\s*")  # what may stand beside a link that is a line of its own
_HARLOWE = re.compile(
    r"\((?:set|put|move|if|unless|else-?if|else|either|random|print|display|show|hide|visits|history|"
    r"go-?to|undo|redirect|link(?:-[a-z]{1,20}){0,3}|click(?:-[a-z]{1,20}){0,2}|text-style|text-colou?r|cond|"
    r"enchant|replace|append|prepend|transition)\s{0,3}:",
    re.I,
)
_MACROS = (
    (re.compile(r"<<\s{0,3}/?[a-z=-]", re.I), "<< >>"),
    (re.compile(r"<%"), "<% %>"),
    (_HARLOWE, "( : )"),
    (
        re.compile(
            r"^\[(?:if|unless|else|after|append|align|cont|continued|css|js|javascript|note)\b[^]\[]*\]$",
            re.I,
        ),
        "[ ]",
    ),
)
_VARIABLE = re.compile(r"(?<![\w\\$])[$][A-Za-z_]\w*")


def text_and_links(body: str, first_line: int) -> tuple[str, tuple[Link, ...], list[Fault]]:
    """What people read, what they can choose, and what is wrong; `first_line` is the number of the body's first."""
    kept: list[str] = []
    links: list[Link] = []
    faults: list[Fault] = []
    for number, line in enumerate(body.split("\n"), start=first_line):
        faults += _not_ours(line, number)
        shown, found, wrong = _line(line, number)
        links += found
        faults += wrong
        if shown is not None:
            kept.append(shown)
    return "\n".join(kept).strip("\n"), tuple(links), faults


def _line(line: str, number: int) -> tuple[str | None, list[Link], list[Fault]]:
    """A line as it is read, None if only links stood there; its links; what is wrong with them."""
    outside: list[str] = []
    shown: list[str] = []
    links: list[Link] = []
    faults: list[Fault] = []
    at = 0
    while (opens := line.find("[[", at)) >= 0:
        closes = line.find("]]", opens + 2)
        if closes < 0:
            faults.append(Fault(number, "a link begins with [[ and does not end with ]] on this line"))
            break
        words, target = _words_and_target(line[opens + 2 : closes])
        if "][" in target:
            faults.append(
                Fault(number, "a link that sets a variable, [[words->name][...]], is not supported")
            )
        elif not target or not words:
            faults.append(
                Fault(number, "a link needs words and a passage: [[What is said->Name of the passage]]")
            )
        else:
            links.append(Link(words, target, number))
        outside.append(line[at:opens])
        shown += [line[at:opens], words]
        at = closes + 2
    outside.append(line[at:])
    shown.append(line[at:])
    alone = (links or faults) and all(_ALONE.fullmatch(part) for part in outside)
    return (None if alone else "".join(shown)), links, faults


def _words_and_target(inner: str) -> tuple[str, str]:
    """As Twine reads them: the last ->, else the first <-, else the last | parts the two; else they are the same."""
    if "->" in inner:
        words, _, target = inner.rpartition("->")
    elif "<-" in inner:
        target, _, words = inner.partition("<-")
    elif "|" in inner:
        words, _, target = inner.rpartition("|")
    else:
        words = target = inner
    return words.strip(), target.strip()


def _not_ours(line: str, number: int) -> Iterator[Fault]:
    for pattern, shape in _MACROS:
        found = pattern.search(line)
        if found:
            said = found[0].strip()[:30]
            yield Fault(
                number,
                f"{said!r} looks like a macro ({shape}) of one of Twine's story formats; macros are not "
                "supported: text, links and tags are",
            )
            return
    if "[img[" in line:
        yield Fault(number, "pictures ([img[...]]) are not supported in a conversation")
    variable = _VARIABLE.search(line)
    if variable:
        yield Fault(number, f"{variable[0][:40]!r} looks like a variable; variables are not supported")
