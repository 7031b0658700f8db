"""What comes out of the site: mails, their calendar parts, and the feed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import icalendar

from tests.browser.conftest import DESK, View
from tests.browser.site import Site
from tests.readers import khal, libical
from tests.servers import wait_until


def link_in(letter: EmailMessage, part: str) -> str:
    """The address in the plain text of a mail."""
    body = letter.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(rf"http://\S+{re.escape(part)}\S+", body.get_content())
    return found


def newest(site: Site, to: str, before: int) -> EmailMessage:
    """The last message to this address, once there are more than `before`."""
    wait_until(lambda: len(site.letters(to)) > before)
    return site.letters(to)[-1]


def calendar_part(letter: EmailMessage, method: str) -> icalendar.Event:
    """The event in a mail, after libical has accepted the part."""
    (part,) = [each for each in letter.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == method
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert libical.faults(content) == []
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def shown(feed: str, view: View, folder: Path) -> list[tuple[str, datetime, str]]:
    """What the feed shows. On the desk it is read by a calendar app: vdirsyncer subscribes, khal lists."""
    if view is DESK:
        listed = khal.listed(feed, folder, since=datetime.now(UTC).date())
        return [(one.title, one.start, one.status) for one in listed]
    with urlopen(feed) as answer:
        events = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    found = [(str(one["SUMMARY"]), one["DTSTART"].dt, str(one["STATUS"])) for one in events]
    return sorted(found, key=lambda event: event[1])
