"""Around each request: its trace, one line in the log, and its place in the metrics."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request

from mentortrain import metrics, trace
from mentortrain.web.turns import CAME

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Response

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WORK = "mentortrain.work"
"""Where a request keeps the work that was begun for it before Flask."""
_QUIET = frozenset({"static", "web.health", "web.ready", "site.metrics"})
"""Asked for all the time, by browsers and machines: their lines say nothing, unless something is wrong."""


def install(app: Flask, *, behind_proxy: bool) -> None:
    """Call it before anything else that looks at requests, so that it is first and last.

    `behind_proxy`: a proxy stands in front of us, and its trace is taken over.
    """

    def begin_or_go_on() -> None:
        begun = request.environ.get(WORK)
        if begun is None:
            begin(request.environ, request.endpoint or "unknown", behind_proxy=behind_proxy)
        else:
            trace.go_on(begun)

    app.before_request(begin_or_go_on)
    app.after_request(_note)
    app.teardown_request(_end)


def begin(environ: WSGIEnvironment, doing: str, *, behind_proxy: bool) -> trace.Work:
    """Begin the work of a request, under the proxy's trace where that is a good one."""
    given = environ.get("HTTP_X_REQUEST_ID", "") if behind_proxy and "HTTP_X_FORWARDED_FOR" in environ else ""
    return trace.begin(doing, given if trace.is_well_formed(given) else "", since=environ.get(CAME))


def note(work: trace.Work, *, method: str, rule: str, status: int, **more: Any) -> None:
    """Count an answer and write its line; `more` stands at the end of it."""
    seconds = perf_counter() - work.began
    metrics.note_request(
        method=method,
        endpoint=work.doing,
        status=status,
        seconds=seconds,
        statements=work.statements,
        in_database=work.in_database,
    )
    level = logging.DEBUG if work.doing in _QUIET and status < 500 else logging.INFO
    if not log.isEnabledFor(level):
        return
    event = {
        "method": method,
        "endpoint": work.doing,
        "rule": rule,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "statements": work.statements,
        "statements_ms": round(work.in_database * 1000, 1),
        **more,
    }
    log.log(level, "%s %s %s", method, rule, status, extra=event)


def _note(response: Response) -> Response:
    work = trace.current()
    if not work.trace:  # it failed before it began
        return response
    response.headers[HEADER] = work.trace
    # The rule, not the address: some addresses hold a token, and what is asked for after a "?" may be one.
    rule = request.url_rule.rule if request.url_rule else "-"
    more = {name: value for name, value in (request.view_args or {}).items() if type(value) is int}
    person = getattr(g.get("_login_user"), "id", None)  # only if somebody asked who it is
    if person is not None:
        more["person"] = person
    note(work, method=request.method, rule=rule, status=response.status_code, **more)
    return response


def _end(error: BaseException | None) -> None:
    trace.end()
