"""What goes by mail (iTIP, RFC 5546): an invitation, its updates, and the word that it is off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from icalendar import Calendar, vCalAddress

from mentortrain.calendar.events import CalendarEvent, vevent
from mentortrain.calendar.feeds import PRODUCT
from mentortrain.calendar.text import Text, mail_address, one_line


@dataclass(frozen=True)
class Mailbox:
    """A name (may be empty) and an address. ValueError if the address is none."""

    name: str
    address: str

    def __post_init__(self) -> None:
        mail_address(self.address)


def invitation(event: CalendarEvent, *, organizer: Mailbox, attendee: Mailbox) -> bytes:
    """METHOD:REQUEST for one reader; an update is the same with a higher SEQUENCE.

    `organizer` is a mailbox the site reads: calendars send replies there, not to the mail's sender.
    `attendee` is the mail's recipient. ValueError for a cancelled event: that is `cancellation`'s.
    """
    if event.cancelled:
        raise ValueError(f"{event.uid} is cancelled: nobody can be invited to it.")
    return _message("REQUEST", event, organizer, attendee)


def cancellation(event: CalendarEvent, *, organizer: Mailbox, attendee: Mailbox) -> bytes:
    """METHOD:CANCEL for one reader, with the UID and organizer of the invitation and a higher SEQUENCE.

    Also for somebody who withdrew from an event that takes place: out of their calendar it goes.
    """
    return _message("CANCEL", replace(event, cancelled=True), organizer, attendee)


def _message(method: str, event: CalendarEvent, organizer: Mailbox, attendee: Mailbox) -> bytes:
    component = vevent(event)
    component.add("organizer", _person(organizer, {}))
    component.add(
        "attendee",
        _person(
            attendee,
            {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"},
        ),
    )
    calendar = Calendar()
    calendar.add("version", Text("2.0"))
    calendar.add("prodid", Text(PRODUCT))
    calendar.add("method", Text(method))
    calendar.add_component(component)
    content: bytes = calendar.to_ical()
    return content


def _person(mailbox: Mailbox, params: dict[str, str]) -> vCalAddress:
    # Readers disagree about both in parameters: RFC 6868's way to say " and what a backslash does there.
    name = one_line(mailbox.name).replace('"', "'").replace("\\", "/")
    # Readers compare addresses as text, so only what a URI cannot hold is encoded.
    address = quote(mail_address(mailbox.address), safe="@!#$&'*+/=?^_`{|}~")
    return vCalAddress(f"mailto:{address}", params={"CN": name, **params} if name else params)
