"""Errors in words, in the design, and never a traceback to a person."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from mentortrain import clock, trace
from mentortrain.db import session
from mentortrain.errors import NotAllowed, NotThere, RuleBroken, in_short
from mentortrain.outages import is_away, is_out_of_room
from mentortrain.web import kept
from mentortrain.web.security import limiter

_words: dict[str, Any] = {}

_PAGES: dict[int, tuple[Any, Any]] = {
    400: (_l("This request could not be read"), _l("Go back, check what you entered, and send it again.")),
    403: (
        _l("This is not yours to open"),
        _l(
            "You are signed in, but this page is for somebody else. Ask the staff of your program if you need it."
        ),
    ),
    404: (
        _l("There is nothing here"),
        _l("The address may be mistyped, or the page has ended. Your own pages are where they were."),
    ),
    405: (_l("This page cannot be used that way"), _l("Go back and use the button on the page.")),
    413: (_l("This file is too large"), _l("The limit is 2 MB. Save a smaller file and try again.")),
    422: (_l("This could not be done"), _l("Go back, change what is marked, and send it again.")),
    429: (_l("That was often in a short time"), _l("Wait a few minutes, then try again.")),
    500: (
        _l("Something broke on our side"),
        _l(
            "Nothing you entered before was lost. Try again in a minute; if it stays, tell the staff of your program."
        ),
    ),
    503: (
        _l("Nothing can be saved right now"),
        _l(
            "The site has no room left to write. All that was saved before is safe, and you can go on reading. "
            "Keep what you entered and send it again in a few minutes; if it stays, tell the staff of your program."
        ),
    ),
}


def say(words: Mapping[str, Any]) -> None:
    """Register the sentence for each code of RuleBroken; `%(name)s` is filled from its parameters."""
    _words.update(words)


def in_words(error: RuleBroken) -> str:
    """The sentence for a broken rule, in the reader's language."""
    template = str(_words.get(error.code) or _("This could not be done."))
    return template % error.params if error.params else template


def install(app: Flask) -> None:
    """Answer every error with a page, or JSON where a script asked for it."""
    app.register_error_handler(NotThere, lambda error: error_page(404))
    app.register_error_handler(NotAllowed, lambda error: error_page(403))
    app.register_error_handler(CSRFError, _token_does_not_fit)
    app.register_error_handler(RuleBroken, lambda error: error_page(422, text=in_words(error)))
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(HTTPException, _of_protocol)
    app.register_error_handler(Exception, _broken)


_CSRF_TITLE = _l("This page was open too long")
_CSRF_TEXT = _l(
    "Go back, reload the page and send it again. If you were signed out meanwhile, sign in first."
)


def _token_does_not_fit(error: CSRFError) -> Any:
    """Signed out or signed in again since the page was made, or another site's doing."""
    answer = kept.of_another_session()
    return error_page(400, _CSRF_TITLE, _CSRF_TEXT) if answer is None else answer


def _too_often(error: RateLimitExceeded) -> Any:
    """How long to wait, and what can be done meanwhile where the limit says so."""
    limit = limiter.current_limit
    seconds = max(1, limit.reset_at - clock.real_now().timestamp()) if limit else 60
    wait = ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", math.ceil(seconds / 60))
    instead = f" {error.description}" if error.limit.error_message else ""
    return error_page(429, text=wait + instead, original=error)


def _of_protocol(error: HTTPException) -> Any:
    """A status; or what broke while another answer was made, which Flask hands on in a 500."""
    cause = getattr(error, "original_exception", None)
    return error_page(error.code or 500, original=error) if cause is None else _broken(cause)


def _broken(error: Exception) -> Any:
    # Whatever broke may be the database: the page must not ask it who this is.
    g._login_user = AnonymousUserMixin()
    # The rule, not the address: some addresses hold a token.
    if is_away(error):
        current_app.logger.error("no database at %s: %s", request.url_rule, in_short(error))
        return _away()
    current_app.logger.error("unhandled at %s", request.url_rule, exc_info=error)
    return error_page(503 if is_out_of_room(error) else 500)


_AWAY_TITLE = _l("We cannot reach our records just now")
_AWAY_TEXT = _l(
    "Nothing you sent was saved. Try again in a minute; if it stays, tell the staff of your program."
)
_AWAY_FOR = 30  # seconds after which to ask again


def _away() -> Any:
    """What was typed can be sent again from the page; only a form whose token held is shown on it."""
    limiter.context.view_rate_limit = None  # it would have people wait until its own window ends
    form = kept.sent() if g.get("csrf_valid") else None
    again = request.full_path.rstrip("?") if request.method == "GET" else None
    wait = ServiceUnavailable(retry_after=_AWAY_FOR)
    return error_page(503, _AWAY_TITLE, _AWAY_TEXT, wait, form=form, again=again)


def error_page(
    code: int, title: Any = None, text: Any = None, original: HTTPException | None = None, **more: Any
) -> Any:
    """The page for a status, with its own words or others; what the request had begun to write is undone."""
    with suppress(SQLAlchemyError):
        session.rollback()  # nothing half-written survives an error
    if code < 400 and original is not None:
        return original  # a redirect that travels as an exception
    usual_title, usual_text = _PAGES.get(code, _PAGES[400 if code < 500 else 500])
    title, text = str(title or usual_title), str(text or usual_text)
    headers = dict(_kept_headers(original))
    number = trace.current().trace if code >= 500 else ""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=title, detail=text, **({"number": number} if number else {})), code, headers
    page = render_template("web/error.html", code=code, title=title, text=text, number=number, **more)
    return page, code, headers


def _kept_headers(original: HTTPException | None) -> list[tuple[str, str]]:
    """What a protocol needs beside the page: how long to wait, which methods there are."""
    if original is None:
        return []
    return [(name, value) for name, value in original.get_headers() if name in ("Retry-After", "Allow")]
