"""The session that these tests are about."""

from tests.webinars.stage import desk, page, plan, webinar_id

__all__ = ["desk", "page", "plan", "webinar_id"]
