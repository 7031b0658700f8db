"""The session that these tests are about."""

from tests.webinars.stage import desk, page, webinar_id

__all__ = ["desk", "page", "webinar_id"]
