"""Markdown and HTML of authors -> clean HTML, with a fault for each thing that would be lost on the way."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from mentortrain.learning import gift

INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "del",
    "em",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
}
INLINE |= {"span", "strong", "sub", "sup", "u"}
BLOCK = {
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
}
BLOCK |= {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "table", "tbody", "td"}
BLOCK |= {"tfoot", "th", "thead", "tr", "ul"}
ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
PICTURES |= {".webp": "image/webp"}
PICTURE_BYTES = 100_000  # on a phone's data plan a lesson stays a page, not a download

_ALIGNED = re.compile(r' style="text-align:(?:left|right|center)"')  # markdown-it's table cells; the policy
_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table").use(front_matter_plugin)

Finding = tuple[int, str]  # line, message


def front_matter(source: str) -> str | None:
    """The YAML between `---` lines at the very start, or None."""
    tokens = _COMMONMARK.parse(source)
    return tokens[0].content if tokens and tokens[0].type == "front_matter" else None


def lesson_html(source: str, folder: Path, links: dict[str, str]) -> tuple[str, list[Finding]]:
    """A lesson's clean HTML and what is wrong in it.

    `links` maps the course's file names to the addresses that a lesson's page knows them by. Pictures are
    carried inside the page, so that a lesson is one download.
    """
    findings: list[Finding] = []
    tokens = _COMMONMARK.parse(source)
    for token, line in _with_lines(tokens):
        if token.type in ("html_block", "html_inline"):
            findings += [(line, what) for what in [*stripped(token.content), *_unchecked(token.content)]]
            continue
        try:
            if token.type == "link_open":
                token.attrSet("href", _link(str(token.attrGet("href") or ""), folder, links))
            elif token.type == "image":
                token.attrSet("src", _picture(str(token.attrGet("src") or ""), folder, token.content))
        except _Broken as broken:
            findings.append((line, str(broken)))
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    if any(token.tag == "h1" for token in headings):
        for token in headings:  # the page's h1 is the lesson's title
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    rendered = _COMMONMARK.renderer.render(tokens, _COMMONMARK.options, {})
    return clean(_ALIGNED.sub("", rendered), pictures=True), findings


def quiz_html(text: gift.Text, *, inline: bool = False) -> str:
    """A question's text, answer or feedback as clean HTML; `inline` for what stands inside a label."""
    if text.format == "markdown":
        made = _COMMONMARK.renderInline(text.text) if inline else _COMMONMARK.render(text.text)
        made = _ALIGNED.sub("", made)
    elif text.format == "html":
        made = text.text
    else:
        words = html.escape(text.text, quote=False) if text.format == "plain" else text.text
        made = words.replace("\n", "<br>")
    return clean(made, inline=inline).strip()


def quiz_findings(text: gift.Text, *, inline: bool = False) -> Iterator[str]:
    """What `quiz_html` would strip, in words. Pictures in quizzes are not supported yet."""
    if text.format != "plain":
        made = text.text
        if text.format == "markdown":
            made = _COMMONMARK.renderInline(made) if inline else _COMMONMARK.render(made)
        yield from stripped(_ALIGNED.sub("", made), inline=inline)
        if re.search(r"<img\b", made, re.I):
            yield "pictures in questions are not supported yet"


def clean(made: str, *, inline: bool = False, pictures: bool = False) -> str:
    """Only what ATTRIBUTES and the tag lists allow; scripts, styles and handlers are gone."""
    tags = (INLINE if inline else INLINE | BLOCK) - (set() if pictures else {"img"})
    schemes = SCHEMES | ({"data"} if pictures else set())
    attributes = {tag: names for tag, names in ATTRIBUTES.items() if tag == "*" or tag in tags}
    return nh3.clean(
        made,
        tags=tags,
        attributes=attributes,
        attribute_filter=_only_pictures_carry_data,
        url_schemes=schemes,
        link_rel="noopener",
    )


def _only_pictures_carry_data(tag: str, name: str, value: str) -> str | None:
    """`data:` is let through for pictures; behind a link it is a page that somebody else made."""
    return None if tag != "img" and value.strip().lower().startswith("data:") else value


def stripped(made: str, *, inline: bool = False) -> list[str]:
    """Which tags and attributes of `made` would not survive `clean`, as sentences."""
    seen = _Seen()
    seen.feed(made)
    seen.close()
    allowed = INLINE if inline else INLINE | BLOCK
    found = []
    for tag, names in seen.tags:
        if tag not in allowed:
            found.append(f"the HTML tag <{tag}> would be stripped")
            continue
        keep = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        found += [
            f"the attribute {name} of the HTML tag <{tag}> would be stripped"
            for name in names
            if name not in keep
        ]
    return found


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, [name for name, _ in attrs]))


def _with_lines(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Each token and each child with the line it stands on."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        yield token, line
        for child in token.children or []:
            yield child, line
            line += child.type in ("softbreak", "hardbreak")


def _unchecked(made: str) -> Iterator[str]:
    """Links and pictures written as HTML would slip past the check of their targets."""
    if re.search(r"<a\b", made, re.I):
        yield "write links as [words](address)"
    if re.search(r"<img\b", made, re.I):
        yield "write pictures as ![what it shows](file.png)"


class _Broken(Exception):  # noqa: N818
    pass


def _link(target: str, folder: Path, links: dict[str, str]) -> str:
    parts = urlsplit(target)
    if parts.scheme:
        if parts.scheme not in SCHEMES:
            raise _Broken(f"a link to {parts.scheme}: would be stripped; http, https, mailto and tel work")
        return target
    if parts.netloc or target.startswith("/"):
        raise _Broken(f"the link {target} leaves the course; write the whole address with https://")
    if not parts.path:
        return target  # to a place on this page
    name = unquote(parts.path)
    if name in links:
        return links[name] + (f"#{parts.fragment}" if parts.fragment else "")
    there = (folder / name).is_file()
    raise _Broken(
        f"the link {name} is no lesson or quiz of this course"
        if there
        else f"the link {name} leads to no file"
    )


def _picture(source: str, folder: Path, alt: str) -> str:
    if urlsplit(source).scheme or source.startswith("/"):
        raise _Broken(
            f"the picture {source[:60]} is not in the course's folder; pages load nothing from elsewhere"
        )
    file = folder / unquote(source)
    kind = PICTURES.get(file.suffix.lower())
    if not kind:
        raise _Broken(f"the picture {source} must end with one of {', '.join(PICTURES)}")
    if not file.is_file() or folder.resolve() not in file.resolve().parents:
        raise _Broken(f"the picture {source} is not there")
    if not alt.strip():
        raise _Broken(f"the picture {source} has no words for who cannot see it: ![what it shows]({source})")
    data = file.read_bytes()
    if len(data) > PICTURE_BYTES:
        raise _Broken(f"the picture {source} is {len(data) // 1000} KB; at most {PICTURE_BYTES // 1000}")
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
