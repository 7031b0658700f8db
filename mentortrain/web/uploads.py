"""Views that take a file: each with its own limit, and an answer beside the form when a file is too large."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from mentortrain.errors import NotAllowed, NotThere
from mentortrain.web.access import check
from mentortrain.web.errors import error_page

View = TypeVar("View", bound=Callable[..., Any])

_BESIDE_THE_FILE = 64 * 1024
"""Bytes of a form's other fields and of its boundaries."""
_MOST_DRAINED, _DRAINS_FOR, _PIECE = 256 * 1024 * 1024, 20.0, 256 * 1024
"""Bytes and seconds: a film taken for a report is read to its end and forgotten, piece by piece."""


def takes_file(most_bytes: int, *, too_large: Callable[..., Any]) -> Callable[[View], View]:
    """Declare how large a file a POST may bring, and what shows its form again, with the error, when it is larger.

    `too_large` is called with the arguments of the address, after the same check of permission as the view.
    """

    def declare(view: View) -> View:
        view.most_bytes = most_bytes + _BESIDE_THE_FILE  # type: ignore[attr-defined]
        view.too_large = too_large  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask) -> None:
    """Before anything reads a form: how much of it there may be."""
    app.before_request(_measure)
    app.before_request(_refuse_nameless)
    app.register_error_handler(RequestEntityTooLarge, _answer_too_large)


def _measure() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", None)
    if most is not None and request.method == "POST":
        request.max_content_length = most


def _refuse_nameless() -> None:
    """A part of a form may come without a name; no browser sends one, and whoever looks for names stumbles."""
    if request.method == "POST" and (None in request.form or None in request.files):
        raise BadRequest


def _answer_too_large(error: RequestEntityTooLarge) -> Any:
    _drain()
    view = current_app.view_functions.get(request.endpoint or "")
    page = getattr(view, "too_large", None)
    if page is None:
        return error_page(413)
    try:
        return check() or (page(**(request.view_args or {})), 413)
    except NotThere:
        return error_page(404)
    except NotAllowed:
        return error_page(403)


def _drain() -> None:
    """Read what is still on its way: a browser shows no answer before it has sent all. Within reason."""
    stream, end = request.environ["wsgi.input"], time.monotonic() + _DRAINS_FOR
    left = min(request.content_length or _MOST_DRAINED, _MOST_DRAINED)
    while left > 0 and time.monotonic() < end:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
