"""Values in, iCalendar bytes out (RFC 5545, 5546, 7986): feeds that are polled, invitations that are mailed.

Pure: no clock, no database, no web. The same values always give the same bytes.
"""

from __future__ import annotations

from mentortrain.calendar.events import SERIALIZER_VERSION, CalendarEvent, event_bytes, new_uid
from mentortrain.calendar.feeds import feed, single
from mentortrain.calendar.invitations import Mailbox, cancellation, invitation

__all__ = [
    "SERIALIZER_VERSION",
    "CalendarEvent",
    "Mailbox",
    "cancellation",
    "event_bytes",
    "feed",
    "invitation",
    "new_uid",
    "single",
]
