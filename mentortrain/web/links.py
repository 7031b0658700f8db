"""Addresses as people outside the site need them: in mails, calendars and on the command line."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from mentortrain.web.pages import settings


def absolute(endpoint: str, **values: object) -> str:
    """The full address of a page under BASE_URL, whatever host this request came by."""
    base = urlsplit(settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def is_own_path(target: str | None) -> bool:
    """Whether `target` is a path on this site: anything else in a `next` would lead people away."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    return not any(ord(letter) < 32 or letter == "\\" for letter in target)
