"""A calendar app asks whether its feed has changed, and it has not: answered before Flask (decision 0052).

Most of what a site with calendars is asked. Only what is plainly such a poll is answered here: everything else
goes on to `views.feed`, which knows it all, this answer too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask

from mentortrain import clock, trace
from mentortrain.agenda import access, jobs, render
from mentortrain.config import Settings
from mentortrain.db import only_reading
from mentortrain.outages import is_away
from mentortrain.web import requests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

FEED, RULE = "agenda.feed", "/feeds/<token>.ics"
"""The endpoint of the feed and its rule, as Flask names them: a poll is in the log and the metrics under these."""
KEPT = (("Cache-Control", "private, max-age=900"), ("Referrer-Policy", "no-referrer"))
"""The headers of a feed that do not hang on what is in it."""
AWAY = "mentortrain.away"
"""Where a request keeps what the database said when it could not be asked: nobody waits for it twice."""

_PATH = re.compile(r"/feeds/([A-Za-z0-9_-]+)\.ics")
_ONE_TAG = re.compile(r'(?:W/)?"([0-9a-f]{32})"')


def install(app: Flask, settings: Settings) -> None:
    """Stand before Flask; call it before what reads the proxy's headers and what adds ours, so that both hold."""
    app.wsgi_app = Polls(app, app.wsgi_app, settings)  # type: ignore[method-assign]


class Polls:
    """The site, with polls of unchanged feeds answered before it."""

    def __init__(self, app: Flask, site: WSGIApplication, settings: Settings) -> None:
        self._app, self._site = app, site
        self._host = urlsplit(settings.base_url).netloc
        self._behind_proxy = settings.is_production

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer of a WSGI application."""
        poll = self._poll(environ)
        headers = poll and self._unchanged(environ, *poll)
        if not headers:
            return self._site(environ, start_response)
        start_response("304 NOT MODIFIED", headers)
        return ()

    def _poll(self, environ: WSGIEnvironment) -> tuple[str, str] | None:
        """(token, tag) of what is plainly a poll; no parameters, no body, one tag, and the name in BASE_URL."""
        path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if path is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if any(environ.get(name) for name in ("QUERY_STRING", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING")):
            return None
        tag = _ONE_TAG.fullmatch(environ.get("HTTP_IF_NONE_MATCH", ""))
        return (path[1], tag[1]) if tag and environ.get("HTTP_HOST") == self._host else None

    def _unchanged(self, environ: WSGIEnvironment, token: str, tag: str) -> list[tuple[str, str]] | None:
        """The headers of a 304; None if there is another answer, and then Flask goes on with the work begun here."""
        environ[requests.WORK] = work = requests.begin(environ, FEED, behind_proxy=self._behind_proxy)
        try:
            with self._app.app_context(), only_reading():
                at, found = clock.now(), access.feed_with(token)
                if found is None or render.tag_of(found, render.shown_in(found, at=at)) != tag:
                    return None
                jobs.USES.note(found.token_id, at)
            requests.note(work, method=environ["REQUEST_METHOD"], rule=RULE, status=304)
        except Exception as error:
            # Flask answers. What it meets again it says as well; what it does not must not be lost.
            if is_away(error):
                environ[AWAY] = error
            else:
                log.warning("a poll is left to Flask", exc_info=True)
            return None
        finally:
            trace.end()
        # "Vary" is what Flask adds where the session was looked for, which it is at each request.
        return [*KEPT, ("ETag", f'"{tag}"'), ("Vary", "Cookie"), (requests.HEADER, work.trace)]
