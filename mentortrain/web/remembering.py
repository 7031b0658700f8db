"""Parts of a page that each process writes once: the same macro of the same values in the same language."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, request

from mentortrain.web.translations import found

MOST_PARTS = 1_000
"""Of up to some ten kilobytes each; the one that nobody has read for longest goes first."""


def remembered(macro: Callable[..., str], *values: Any) -> str:
    """`{{ remembered(top_nav, nav) }}`: what a macro makes of these values, as text that is compared, not trusted.

    The macro must be imported without context and hang on nothing but its values, the language and where the site
    stands (for addresses that it builds): no token, no moment, no zone. So what is kept is never stale: whoever
    gives it another name or another day asks for another part. One place in the values holds words of a person or
    HTML, never the one and the other.
    """
    # A template makes lists of what it collects; they are done with when they come here.
    given = tuple([tuple(one) if type(one) is list else one for one in values])
    return _written(macro, found(), request.root_path, given)


@lru_cache(MOST_PARTS)
def _written(macro: Callable[..., str], language: Any, root: str, values: tuple[Hashable, ...]) -> str:
    return macro(*values)


def install(app: Flask) -> None:
    """For templates."""
    app.jinja_env.globals["remembered"] = remembered
