"""Pages of the edge itself: health, the components in use, and what every template is given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from flask import (
    Blueprint,
    Flask,
    current_app,
    has_request_context,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask.globals import request_ctx
from werkzeug.routing import IntegerConverter

from mentortrain import config
from mentortrain.config import Settings
from mentortrain.errors import NotThere
from mentortrain.web.access import open_to_all, reader
from mentortrain.web.kept import form_token
from mentortrain.web.showcase import samples

bp = Blueprint("web", __name__)


class IdConverter(IntegerConverter):
    """Ids in addresses: what no database could hold is not there, rather than an error."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **more})


# name -> a function that raises or returns what it found; the factory fills it
Checks = dict[str, Callable[[], Any]]


@bp.get("/healthz")
@open_to_all("a load balancer asks whether the process answers")
def health() -> Any:
    return jsonify(status="ok")


@bp.get("/readyz")
@open_to_all("a load balancer asks whether the site can serve")
def ready() -> Any:
    """Each part with 'ok' or what is wrong; 503 unless all are well."""
    found = checked()
    well = all(check.well for check in found)
    said = {check.name: check.found if check.well else f"failed: {check.failure}" for check in found}
    return jsonify(status="ok" if well else "not ready", **said), 200 if well else 503


@dataclass(frozen=True)
class Check:
    """What became of one check."""

    name: str
    well: bool
    found: str
    """What the check found: "ok", or what is wrong, in words for whoever runs the site."""
    failure: str = ""
    """The kind of error alone: what anybody may know."""


def checked() -> list[Check]:
    """Run every check; whatever fails is the answer here."""
    checks: Checks = current_app.extensions["mentortrain.checks"]
    return [_checked(name, check) for name, check in checks.items()]


def _checked(name: str, check: Callable[[], Any]) -> Check:
    try:
        return Check(name, True, check() or "ok")
    except Exception as error:
        current_app.logger.warning("not ready: %s: %s", name, error)
        return Check(name, False, str(error), type(error).__name__)


@bp.get("/dev/components")
@open_to_all("development only: shows the design, no data")
def components() -> Any:
    only_in_development()
    return render_template("web/components.html", **samples())


def only_in_development() -> None:
    """Pages under /dev exist in development, for the machine that the site runs on and for nobody else."""
    if not _is_at_the_desk():
        raise NotThere


def _is_at_the_desk() -> bool:
    """They show everybody's sign-in links: a site that is reached from elsewhere has none of them."""
    host = urlsplit(settings().base_url).hostname or ""
    return (
        not settings().is_production
        and config.is_loopback(host)
        and config.is_loopback(request.remote_addr or "")
    )


def settings() -> Settings:
    """The settings of the running site."""
    found: Settings = current_app.extensions["mentortrain.settings"]
    return found


def static_url(name: str) -> str:
    """The address of a static file with a digest of its content, so that browsers may keep it for good."""
    try:
        root = _answering().request.root_path
    except RuntimeError:  # in a job
        return url_for("static", filename=name, v=_digest(name))
    return _static_path(root, name)


_answering = request_ctx._get_current_object  # type: ignore[attr-defined]


@cache
def _static_path(root: str, name: str) -> str:
    """Built once: a page has ten of them."""
    return f"{root}{current_app.static_url_path}/{quote(name)}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(Path(current_app.static_folder or "", name).read_bytes()).hexdigest()[:10]


def install(app: Flask, checks: Checks) -> None:
    """Register the pages and what every template is given."""
    app.extensions["mentortrain.checks"] = checks
    app.register_blueprint(bp)
    app.jinja_env.globals["static_url"] = static_url
    app.context_processor(_for_every_template)


def _for_every_template() -> dict[str, Any]:
    here = has_request_context()
    return {"person": reader() if here else None, "dev": here and _is_at_the_desk(), "csrf_token": form_token}
