"""What people do with any page: read it, press and follow; and days as its fields take them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

NAIROBI = ZoneInfo("Africa/Nairobi")


def press(page: Page, name: str) -> None:
    """A button whose words begin so."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()


def follow(page: Page, name: str) -> None:
    """A link of these words; of the two navigations only one is ever to be seen."""
    page.get_by_role("link", name=name, exact=True).click()


def expect_title(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def expect_notice(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def runs_scripts(page: Page) -> bool:
    """Whether this browser has JavaScript switched on."""
    return bool(page.evaluate("matchMedia('(scripting: enabled)').matches"))


def day(ahead: int) -> str:
    """As a date field takes it."""
    return (datetime.now(NAIROBI).date() + timedelta(days=ahead)).isoformat()


def evening(ahead: int, *, hour: int = 18) -> datetime:
    """An evening in Nairobi, some days ahead."""
    return datetime.combine(date.fromisoformat(day(ahead)), datetime.min.time(), NAIROBI).replace(hour=hour)


def wall(moment: datetime) -> str:
    """As a field for a day and a time takes it: Chandra's clock is Nairobi's."""
    return f"{moment:%Y-%m-%dT%H:%M}"
