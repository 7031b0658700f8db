"""The one who runs the site."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from mentortrain.db import session
from tests.conftest import Visitor


@pytest.fixture
def ada(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """A site administrator who has no part in any program."""
    ada = visit("ada@example.org", "Ada Mensah", zone="Africa/Accra")
    with app.app_context():
        ada.person.is_admin = True
        session.commit()
    return ada
