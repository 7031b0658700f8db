"""Around each request: its trace, one line in the log, and its place in the metrics."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask, g, request

from mentortrain import metrics, trace

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_QUIET = frozenset({"static", "web.health", "web.ready", "site.metrics"})
"""Asked for all the time, by browsers and machines: their lines say nothing, unless something is wrong."""


def install(app: Flask, *, behind_proxy: bool) -> None:
    """Call it before anything else that looks at requests, so that it is first and last.

    `behind_proxy`: a proxy stands in front of us, and its trace is taken over.
    """

    def begin() -> None:
        given = (
            request.headers.get(HEADER, "") if behind_proxy and "X-Forwarded-For" in request.headers else ""
        )
        trace.begin(request.endpoint or "unknown", given if trace.is_well_formed(given) else "")

    app.before_request(begin)
    app.after_request(_note)
    app.teardown_request(_end)


def _note(response: Response) -> Response:
    work = trace.current()
    if not work.trace:  # it failed before it began
        return response
    seconds = perf_counter() - work.began
    response.headers[HEADER] = work.trace
    metrics.note_request(
        method=request.method,
        endpoint=work.doing,
        status=response.status_code,
        seconds=seconds,
        statements=work.statements,
        in_database=work.in_database,
    )
    level = logging.DEBUG if work.doing in _QUIET and response.status_code < 500 else logging.INFO
    if log.isEnabledFor(level):
        _log(level, work, response.status_code, seconds)
    return response


def _log(level: int, work: trace.Work, status: int, seconds: float) -> None:
    # The rule, not the address: some addresses hold a token, and what is asked for after a "?" may be one.
    rule = request.url_rule.rule if request.url_rule else "-"
    event = {
        "method": request.method,
        "endpoint": work.doing,
        "rule": rule,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "statements": work.statements,
        "statements_ms": round(work.in_database * 1000, 1),
        **{name: value for name, value in (request.view_args or {}).items() if type(value) is int},
    }
    person = getattr(g.get("_login_user"), "id", None)  # only if somebody asked who it is
    if person is not None:
        event["person"] = person
    log.log(level, "%s %s %s", request.method, rule, status, extra=event)


def _end(error: BaseException | None) -> None:
    trace.end()
