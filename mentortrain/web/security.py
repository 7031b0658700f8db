"""What keeps the edge shut: transactions that cannot write in a GET, headers, cookies, forms, how often."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Request, after_this_request, current_app, request
from flask.globals import request_ctx
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest, NotFound

from mentortrain import queue
from mentortrain.config import Settings, is_loopback
from mentortrain.db import end_reading, reading_only

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from werkzeug.wrappers import Response

csrf = CSRFProtect()


def network() -> str:
    """Whom limits count: an address, of IPv6 the 64 bits that one household has billions of addresses under."""
    address = request.remote_addr or "127.0.0.1"
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.IPv6Network((found, 64), strict=False))
    return str(found)


class Limits(Limiter):
    """Limits stand at routes, none for all of them: a route without one is not asked about its limits."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = Limits(network, default_limits=[], headers_enabled=True)

POLICY = (
    "default-src 'self'; "
    "img-src 'self' data:; "  # Pico draws its small marks as data: images
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"  # stands last: a page may add to it
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),  # for browsers that do not know frame-ancestors
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""On every answer that does not bring its own."""
OVER_HTTPS = ("Strict-Transport-Security", "max-age=31536000")
NOT_KEPT = ("Cache-Control", "private, no-store")
"""On all but static files."""


def configure(app: Flask, settings: Settings) -> None:
    """Cookies, forms and limits, as the settings ask."""
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # With this prefix browsers take the cookie over https only, for this host alone and for all of its paths.
        SESSION_COOKIE_NAME="__Host-mentortrain" if secure else "mentortrain",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=60),
        SESSION_REFRESH_EACH_REQUEST=False,  # a session ends when it was said to, used or not
        # A person may fill in a form slowly; the session, not a clock, ends a form.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        RATELIMIT_STORAGE_URI=_limiter_store(settings.redis_url),
        RATELIMIT_STORAGE_OPTIONS=queue.AT_ONCE,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_KEY_PREFIX="mentortrain",
    )
    if settings.is_production:
        app.extensions["mentortrain.hosts"] = urlsplit(settings.base_url).hostname
    csrf.init_app(app)
    limiter.init_app(app)


def install(app: Flask) -> None:
    """No GET writes, and headers on everything."""
    app.before_request(_begin)
    app.teardown_request(_forget_transaction)
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign, assignment]


def allow_form_to(origin: str) -> None:
    """Let this page's form lead to another site: a POST that redirects to a meeting needs it."""

    @after_this_request
    def allow(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = f"{POLICY} {origin}"
        return response


_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ASKED_BY_MACHINES = frozenset({"web.health", "web.ready", "site.metrics"})
"""A load balancer knows a machine by its number."""


def _begin() -> None:
    # One hook for all three: each costs every request some microseconds of its own.
    asked = request_ctx.request
    reading_only.set(asked.method in _READS)
    _refuse_other_names(asked)
    _refuse_control_characters(asked)


def _refuse_other_names(asked: Request) -> None:
    """On a live site, pages answer to the name in BASE_URL and to the machine itself, to no other Host."""
    known = current_app.extensions.get("mentortrain.hosts")
    if known is None or asked.endpoint in _ASKED_BY_MACHINES:
        return
    try:
        name = urlsplit(f"//{asked.host}").hostname or ""
    except ValueError:
        raise BadRequest from None
    if name != known and not is_loopback(name):
        raise BadRequest


def _refuse_control_characters(asked: Request) -> None:
    """No page, name or text has a NUL in it; PostgreSQL cannot hold one, so nothing further in has to ask."""
    if "\x00" in asked.path:
        raise NotFound
    sent = [*asked.args.values(), *asked.args] if asked.query_string else []
    if asked.method not in _READS:
        sent += [*asked.form.values(), *asked.form]
    if any("\x00" in value for value in sent):
        raise BadRequest


def _forget_transaction(error: BaseException | None) -> None:
    end_reading()
    reading_only.set(False)


def _with_headers(site: WSGIApplication) -> WSGIApplication:
    """Add the headers to each answer as it goes out: within Werkzeug each would be looked at three times more."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            brought = {name.lower() for name, _ in headers}
            headers = headers + [pair for pair in _wanted(environ) if pair[0].lower() not in brought]
            return start_response(status, headers, *error)

        return site(environ, start)

    return answer


def _wanted(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    yield from HEADERS
    if environ["wsgi.url_scheme"] == "https":
        yield OVER_HTTPS
    if not environ["PATH_INFO"].startswith("/static/"):
        yield NOT_KEPT


def _limiter_store(redis_url: str) -> str:
    if redis_url.startswith("unix://"):
        return "redis+" + redis_url
    return redis_url
