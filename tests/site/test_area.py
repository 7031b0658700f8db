"""The administrator's area: who finds it, and who does not."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.either  # pages and words, not the database


def test_an_administrator_finds_the_site_from_every_page(ada, program):
    for page in ("/programs", f"/programs/{program.id}/readiness", "/you"):
        assert 'href="/site/status"' in ada.get(page).text
    assert (ada.get("/site").status_code, ada.get("/site").location) == (302, "/site/status")
    assert ada.get("/site/status").status_code == 200


def test_nobody_else_sees_or_opens_it(amina, chandra, program):
    for visitor, page in ((amina, "/"), (chandra, f"/programs/{program.id}/readiness")):
        assert "/site/status" not in visitor.get(page).text
        assert visitor.get("/site/status").status_code == 403
