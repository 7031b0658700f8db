"""Markdown of staff as clean HTML: what a public page may show."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
"""The page has its own first and second."""

_COMMONMARK = MarkdownIt("commonmark", {"html": False})


def introduction_html(source: str) -> Markup:
    """What staff wrote, without anything that could run, load or look like a part of the page."""
    tokens = _COMMONMARK.parse(source)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    made = _COMMONMARK.renderer.render(tokens, _COMMONMARK.options, {})
    return Markup(  # noqa: S704  (cleaned here)
        nh3.clean(
            made,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=_SCHEMES,
            link_rel="noopener nofollow",
        )
    )
