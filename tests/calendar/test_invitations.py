"""What goes by mail: asked, asked again, called off."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from mentortrain.calendar import Mailbox, cancellation, invitation
from mentortrain.calendar.text import one_line
from tests.calendar.example import (
    AMINA,
    CANCELLED,
    MOVED,
    ORGANIZER,
    SESSION,
    TEXT,
    assert_well_formed,
    unfolded,
)
from tests.readers import libical


def test_invitation_asks_one_person_and_tells_where_answers_go() -> None:
    lines = unfolded(invitation(SESSION, organizer=ORGANIZER, attendee=AMINA))
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mentortrain//mentortrain//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
    ]
    assert [line for line in lines if line.startswith(("ATTENDEE", "ORGANIZER"))] == [
        'ATTENDEE;CN="Amina Otieno";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
        ":mailto:amina@example.org",
        "ORGANIZER;CN=Puentes:mailto:events+4k2v@training.example.org",
    ]
    assert "STATUS:CONFIRMED" in lines


def test_update_is_an_invitation_with_the_same_uid_and_a_higher_sequence() -> None:
    first, second = (
        _read(invitation(event, organizer=ORGANIZER, attendee=AMINA)) for event in (SESSION, MOVED)
    )
    assert (second["UID"], first["SEQUENCE"], second["SEQUENCE"]) == (first["UID"], 0, 1)
    assert (first.start, second.start) == (SESSION.starts_at, MOVED.starts_at)


def test_cancellation_keeps_uid_and_organizer_and_says_cancelled() -> None:
    lines = unfolded(cancellation(CANCELLED, organizer=ORGANIZER, attendee=AMINA))
    assert "METHOD:CANCEL" in lines
    assert [
        line for line in lines if line.startswith(("UID", "SEQUENCE", "STATUS", "TRANSP", "ORGANIZER"))
    ] == [
        f"UID:{SESSION.uid}",
        "SEQUENCE:2",
        "ORGANIZER;CN=Puentes:mailto:events+4k2v@training.example.org",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def test_who_withdraws_gets_a_cancellation_of_what_still_takes_place() -> None:
    withdrawn = replace(SESSION, sequence=2)
    kept = replace(CANCELLED, starts_at=SESSION.starts_at, ends_at=SESSION.ends_at)
    kept = replace(kept, updated_at=SESSION.updated_at, stamped_at=SESSION.stamped_at)
    assert cancellation(withdrawn, organizer=ORGANIZER, attendee=AMINA) == cancellation(
        kept, organizer=ORGANIZER, attendee=AMINA
    )


def test_nobody_is_invited_to_what_is_off() -> None:
    with pytest.raises(ValueError, match="is cancelled"):
        invitation(CANCELLED, organizer=ORGANIZER, attendee=AMINA)


def test_libical_accepts_invitation_update_and_cancellation() -> None:
    assert libical.faults(invitation(SESSION, organizer=ORGANIZER, attendee=AMINA)) == []
    assert libical.faults(invitation(MOVED, organizer=ORGANIZER, attendee=AMINA)) == []
    assert libical.faults(cancellation(CANCELLED, organizer=ORGANIZER, attendee=AMINA)) == []


@pytest.mark.parametrize("missing", ["UID", "DTSTAMP", "DTSTART", "ORGANIZER", "ATTENDEE", "SUMMARY"])
def test_libical_would_notice_a_missing_line(missing: str) -> None:
    """The check can fail: else its silence would mean nothing."""
    sound = invitation(SESSION, organizer=ORGANIZER, attendee=AMINA)
    faulty = re.sub(rf"\r\n{missing}[;:][^\r]*(\r\n [^\r]*)*".encode(), b"", sound)
    assert faulty != sound
    (fault,) = libical.faults(faulty)
    assert fault.startswith(f"Failed iTIP restrictions for {missing} property.")


def test_libical_would_notice_a_wrong_status_and_what_is_no_calendar() -> None:
    sound = invitation(SESSION, organizer=ORGANIZER, attendee=AMINA)
    assert libical.faults(sound.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")) == [
        "Failed iTIP restrictions for STATUS property. Value must be one of TENTATIVE or CONFIRMED"
    ]
    assert libical.faults(b"Dear Amina") == ["libical cannot parse it"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "ORGANIZER:mailto:x@example.org"),
        ("Otieno, Amina; mentor: yes", 'ORGANIZER;CN="Otieno, Amina; mentor: yes":mailto:x@example.org'),
        ('The "old" hand', "ORGANIZER;CN=\"The 'old' hand\":mailto:x@example.org"),
        (
            "A\r\nATTENDEE:mailto:y@example.org",
            'ORGANIZER;CN="A ATTENDEE:mailto:y@example.org":mailto:x@example.org',
        ),
    ],
)
def test_no_name_breaks_out_of_its_place(name: str, written: str) -> None:
    content = invitation(SESSION, organizer=Mailbox(name, "x@example.org"), attendee=AMINA)
    assert [line for line in unfolded(content) if line.startswith("ORGANIZER")] == [written]
    assert libical.faults(content) == []


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("Amina+events@Example.org", "mailto:Amina+events@Example.org"),
        ("amina@straße.example", "mailto:amina@xn--strae-oqa.example"),
        ("100%@example.org", "mailto:100%25@example.org"),
        ("josé@example.org", "mailto:jos%C3%A9@example.org"),
    ],
)
def test_attendee_is_the_address_the_mail_goes_to(address: str, written: str) -> None:
    read = _read(invitation(SESSION, organizer=ORGANIZER, attendee=Mailbox("Amina", address)))
    assert str(read["ATTENDEE"]) == written


@pytest.mark.parametrize(
    "address",
    ["", "amina", "@example.org", "amina@", "a@b@c", "a b@c", "a@b\r\nUID:x", "<a@b>", "a,b@c", "a@b\x00"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is no mail address"):
        Mailbox("Amina", address)


@given(name=TEXT, summary=TEXT, description=TEXT)
@settings(max_examples=60)
def test_any_text_makes_an_invitation_that_libical_accepts(name: str, summary: str, description: str) -> None:
    event = replace(SESSION, summary=summary, description=description)
    content = invitation(event, organizer=Mailbox(name, ORGANIZER.address), attendee=AMINA)
    assert_well_formed(content)
    assert content == invitation(event, organizer=Mailbox(name, ORGANIZER.address), attendee=AMINA)
    assert libical.faults(content) == []
    read = _read(content)
    assert str(read["SUMMARY"]) == (one_line(summary) or "…")
    assert read["ORGANIZER"].params.get("CN", "") == one_line(name).replace('"', "'").replace("\\", "/")


def _read(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event
