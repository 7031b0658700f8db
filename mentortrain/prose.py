"""Markdown of staff: as clean HTML for pages and mails, and as text that reads well without any."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
"""The page has its own first and second."""

_COMMONMARK = MarkdownIt("commonmark", {"html": False})
_LINE_BY_LINE = MarkdownIt("commonmark", {"html": False, "breaks": True})


def as_html(source: str, *, line_by_line: bool = False) -> Markup:
    """What staff wrote, without anything that could run, load or look like a part of the page.

    `line_by_line`: each line end is one on the page too, as who knows no Markdown expects it.
    """
    reader = _LINE_BY_LINE if line_by_line else _COMMONMARK
    tokens = reader.parse(source)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    made = reader.renderer.render(tokens, reader.options, {})
    return Markup(  # noqa: S704  (cleaned here)
        nh3.clean(
            made,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=_SCHEMES,
            link_rel="noopener nofollow",
        )
    )


def as_text(source: str) -> str:
    """The same for a mail's text and a calendar, which show no marks: words, line by line, links with their address.

    What has no marks in it stays as it is.
    """
    if not _MARKS.search(source):
        return source
    lines: list[str] = []
    lists: list[int | None] = []
    bullet = ""
    tokens = _LINE_BY_LINE.parse(source)
    for place, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            bullet = ""
            if not lists:
                lines.append("")
        elif token.type == "list_item_open":
            number = lists[-1]
            bullet = "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
            if number is not None:
                lists[-1] = number + 1
        elif token.type == "inline":
            said = _said(token.children or []).split("\n")
            lines += [(bullet if at == 0 else " " * len(bullet)) + line for at, line in enumerate(said)]
            bullet = " " * len(bullet)
            if not lists:
                bullet = ""
                lines.append("")
        elif token.type in ("fence", "code_block"):
            lines += [*token.content.rstrip("\n").split("\n"), ""]
        elif token.type == "hr" and place:
            lines += ["", ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


_MARKS = re.compile(r"[*_`#\[\]<>\\&~=+]|^\s*(?:[-+*>]|\d+[.)])|^ {4}|\t", re.MULTILINE)
"""Without any of these there is nothing that Markdown would read otherwise than as it stands."""


def _said(children: Sequence[Token]) -> str:
    found, links = [], []
    for token in children:
        if token.type in ("text", "code_inline"):
            found.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            found.append("\n")
        elif token.type == "image":
            found.append(_said(token.children or []))
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(found)))
        elif token.type == "link_close":
            href, since = links.pop()
            words = "".join(found[since:])
            if href not in (words, f"mailto:{words}"):
                found.append(f" ({href})" if words else href)
    return "".join(found)
