"""The session that these tests are about."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webinars.stage import desk, page, plan, webinar_id

__all__ = ["desk", "page", "plan", "webinar_id"]


@pytest.fixture
def _monkeypatch_response_class() -> None:
    """pytest-flask would put answers of its own class in the place of ours; what is sent must be ours."""


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A calendar app: no cookies, no forms."""
    return app.test_client()
