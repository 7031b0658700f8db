"""The session that these tests are about."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from mentortrain import clock
from tests.webinars.stage import desk, page, plan, webinar_id

__all__ = ["desk", "page", "plan", "webinar_id"]


@pytest.fixture
def _monkeypatch_response_class() -> None:
    """pytest-flask would put answers of its own class in the place of ours; what is sent must be ours."""


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A calendar app: no cookies, no forms."""
    return app.test_client()


@pytest.fixture
def served(app: Flask, at: datetime) -> Iterator[str]:
    """The site on a real port, for readers that are not ours; its clock stands still too."""

    def then(environ: Any, start_response: Any) -> Any:
        with clock.held_at(at):  # a thread of the server knows nothing of the test's clock
            return app(environ, start_response)

    server = make_server("127.0.0.1", 0, then, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
