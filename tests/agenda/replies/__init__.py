"""Answers to an invitation as mail programs write them: by the shapes that are known of each, with our values."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable
from quopri import encodestring
from typing import Any

VALUES: dict[str, Any] = {
    "uid": "5f0c3c1e-7f0e-4d41-9a27-2f4a4f6f2a10",
    "organizer": "hello+0123456789abcdef@mentortrain.localhost",
    "attendee": "amina@example.org",
    "sender": "amina@example.org",
    "answer": "ACCEPTED",
    "sequence": 0,
    "stamp": "20261123T101500Z",
    "message_id": "<one@mail.example.org>",
}


def _crlf(text: str) -> bytes:
    return text.strip("\n").replace("\n", "\r\n").encode() + b"\r\n"


def _base64(text: str) -> str:
    return encodebytes(_crlf(text)).decode()


def _printable(text: str) -> str:
    return encodestring(_crlf(text)).decode().replace("=0D\n", "\n").replace("\r\n", "\n")


def gmail(**changes: Any) -> bytes:
    """In all three places, with lines folded in the middle of a value."""
    v = VALUES | changes
    calendar = f"""
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261127T150000Z
DTEND:20261127T154500Z
DTSTAMP:{v["stamp"]}
ORGANIZER;CN=mentortrain:mailto:{v["organizer"]}
UID:{v["uid"]}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={v["answer"]};CN=Amina
  Njoroge;X-NUM-GUESTS=0:mailto:{v["attendee"]}
CREATED:20261123T090000Z
DESCRIPTION:Two cases\\, one BEGIN:VEVENT and UID:not-this-one in the words
LAST-MODIFIED:{v["stamp"]}
SEQUENCE:{v["sequence"]}
STATUS:CONFIRMED
SUMMARY:Listening before advice
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""MIME-Version: 1.0
Reply-To: Amina Njoroge <{v["sender"]}>
Sender: Google Calendar <calendar-notification@google.com>
Message-ID: {v["message_id"]}
Date: Mon, 23 Nov 2026 10:15:00 +0000
Subject: Accepted: Listening before advice @ Fri Nov 27, 2026 6pm (EAT)
From: Amina Njoroge <{v["sender"]}>
To: {v["organizer"]}
Content-Type: multipart/mixed; boundary="00000000000014"

--00000000000014
Content-Type: multipart/alternative; boundary="00000000000012"

--00000000000012
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

{_base64("Amina Njoroge has accepted this invitation.")}
--00000000000012
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<span itemscope>Amina has accepted</span>
--00000000000012
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{calendar.strip()}

--00000000000012--
--00000000000014
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{_base64(calendar)}
--00000000000014--
""")


def outlook_com(**changes: Any) -> bytes:
    """No organizer, the calendar in base64, and a time zone before the event."""
    v = VALUES | changes
    calendar = f"""
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:E. Africa Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={v["answer"]};CN="Njoroge, Amina: salon":mailto:{v["attendee"]}
COMMENT;LANGUAGE=en-US:\\n
UID:{v["uid"]}
SUMMARY;LANGUAGE=en-US:Accepted: Listening before advice
DTSTART;TZID=E. Africa Standard Time:20261127T180000
DTEND;TZID=E. Africa Standard Time:20261127T184500
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{v["stamp"]}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{v["sequence"]}
X-MICROSOFT-CDO-APPT-SEQUENCE:{v["sequence"]}
BEGIN:VALARM
UID:an-alarm-has-one-too
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""From: Amina Njoroge <{v["sender"]}>
To: mentortrain <{v["organizer"]}>
Subject: Accepted: Listening before advice
Thread-Topic: Listening before advice
Message-ID: {v["message_id"]}
Content-Type: multipart/alternative;
\tboundary="_000_DB7PR01MB0001_"
MIME-Version: 1.0

--_000_DB7PR01MB0001_
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

=20
--_000_DB7PR01MB0001_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{_base64(calendar)}
--_000_DB7PR01MB0001_--
""")


def outlook_desktop(**changes: Any) -> bytes:
    """MAILTO in capitals, the address as it was typed, quoted-printable, the calendar alone."""
    v = VALUES | changes
    calendar = f"""
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VEVENT
ATTENDEE;CN="Amina Njoroge";RSVP=TRUE;PARTSTAT={v["answer"]}:MAILTO:{v["attendee"].title()}
CLASS:PUBLIC
DTEND:20261127T154500Z
DTSTAMP:{v["stamp"]}
DTSTART:20261127T150000Z
ORGANIZER:MAILTO:{v["organizer"].upper()}
SEQUENCE:{v["sequence"]}
SUMMARY;LANGUAGE=en-us:Accepted: Listening before advice
UID:{v["uid"]}
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""From: "Amina Njoroge" <{v["sender"].title()}>
To: <{v["organizer"]}>
Subject: Accepted: Listening before advice
Message-ID: {v["message_id"]}
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY;
\tcharset="utf-8"
Content-Transfer-Encoding: quoted-printable
X-Mailer: Microsoft Outlook 16.0

{_printable(calendar)}
""")


def apple(**changes: Any) -> bytes:
    """Apple's own address for the attendee with the mail address beside it, and the calendar as a file."""
    v = VALUES | changes
    calendar = f"""
BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Amina Njoroge";CUTYPE=INDIVIDUAL;EMAIL="{v["attendee"]}";PART
 STAT={v["answer"]};ROLE=REQ-PARTICIPANT:/aMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM/principal/
DTEND:20261127T154500Z
DTSTAMP:{v["stamp"]}
DTSTART:20261127T150000Z
ORGANIZER;CN="mentortrain";EMAIL="{v["organizer"]}":mailto:{v["organizer"].replace("+", "%2B")}
REQUEST-STATUS:2.0;Success
SEQUENCE:{v["sequence"]}
SUMMARY:Listening before advice
UID:{v["uid"]}
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""Content-Type: multipart/mixed; boundary="Apple-Mail=_7C1E"
From: =?utf-8?Q?Amina_Njoroge?= <{v["sender"]}>
Mime-Version: 1.0 (1.0)
Date: Mon, 23 Nov 2026 13:15:00 +0300
Subject: =?utf-8?Q?Accepted=3A_Listening_before_advice?=
Message-Id: {v["message_id"]}
To: {v["organizer"]}
X-Mailer: iPhone Mail (22B91)

--Apple-Mail=_7C1E
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

Amina accepted the invitation.

--Apple-Mail=_7C1E
Content-Disposition: attachment; filename=iCal-20261123-131500.ics
Content-Type: application/octet-stream; x-unix-mode=0644; name="iCal-20261123-131500.ics"
Content-Transfer-Encoding: quoted-printable

{_printable(calendar)}
--Apple-Mail=_7C1E--
""")


def thunderbird(**changes: Any) -> bytes:
    """A text, the calendar as it is, and once more as a file; To with no name."""
    v = VALUES | changes
    calendar = f"""
BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
CREATED:20261123T090000Z
LAST-MODIFIED:{v["stamp"]}
DTSTAMP:{v["stamp"]}
UID:{v["uid"]}
SUMMARY:Café: ouvir antes de aconselhar
STATUS:CONFIRMED
ORGANIZER;CN=mentortrain:mailto:{v["organizer"]}
ATTENDEE;CN=Amina Njoroge;RSVP=TRUE;CUTYPE=INDIVIDUAL;PARTSTAT={v["answer"]};ROLE=REQ-PARTICIPANT:mailto:{v["attendee"]}
DTSTART:20261127T150000Z
DTEND:20261127T154500Z
SEQUENCE:{v["sequence"]}
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""Message-ID: {v["message_id"]}
Date: Mon, 23 Nov 2026 13:15:00 +0300
MIME-Version: 1.0
User-Agent: Mozilla Thunderbird
Content-Language: en-US
From: Amina Njoroge <{v["sender"]}>
To: {v["organizer"]}
Subject: Invitation Accepted
Content-Type: multipart/mixed; boundary="------------0mN3"

--------------0mN3
Content-Type: multipart/alternative; boundary="------------1mN3"

--------------1mN3
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Amina has accepted the invitation.

--------------1mN3
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: 8bit

{calendar.strip()}

--------------1mN3--

--------------0mN3
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{_base64(calendar)}
--------------0mN3--
""")


def gmail_with_a_note(**changes: Any) -> bytes:
    """As it was captured in August 2026: a note of the attendee's own in a parameter, the line folded before its
    colon, and the UID of an invitation of Exchange that fills more than a line."""
    v = VALUES | changes
    note = f"""ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={v["answer"]};CN=Amina
  Njoroge;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="I come later; at 18:20: the salon":mailto
 :{v["attendee"]}
"""
    calendar = f"""
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261127T150000Z
DTEND:20261127T154500Z
DTSTAMP:{v["stamp"]}
ORGANIZER;CN=mentortrain:mailto:{v["organizer"]}
UID:{v["uid"][:20]}
 {v["uid"][20:]}
{note.strip()}
CREATED:20261123T090000Z
LAST-MODIFIED:{v["stamp"]}
LOCATION:https://meet.example.org/room
SEQUENCE:{v["sequence"]}
STATUS:CONFIRMED
SUMMARY:Listening before advice
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""MIME-Version: 1.0
Message-ID: {v["message_id"]}
Subject: Accepted: Listening before advice
From: Amina Njoroge <{v["sender"]}>
To: {v["organizer"]}
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: base64

{_base64(calendar)}
""")


def exchange_with_a_note(**changes: Any) -> bytes:
    """As answers of Exchange were captured in 2014, 2018 and 2026: MAILTO in capitals and folded within the address,
    a note as COMMENT, a zone with a name of Windows, and no organizer."""
    v = VALUES | changes
    name, host = v["attendee"].split("@")
    calendar = f"""
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={v["answer"]};CN="Njoroge, Amina":MAILTO:{name.title()}
 @{host}
COMMENT;LANGUAGE=en-US:Uh huh\\, here's my comment\\n
SUMMARY;LANGUAGE=en-US:Accepted: [EXTERNAL] Invitation: Listening before advice
  @ Fri 27 Nov 2026   18:00 - 18:45 (EAT) ({v["attendee"]})
DTSTART;TZID=W. Europe Standard Time:20261127T160000
DTEND;TZID=W. Europe Standard Time:20261127T164500
UID:{v["uid"]}
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{v["stamp"]}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{v["sequence"]}
LOCATION;LANGUAGE=en-US:Test room AB10.12
X-MICROSOFT-CDO-APPT-SEQUENCE:{v["sequence"]}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-IMPORTANCE:1
X-MICROSOFT-CDO-INSTTYPE:0
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""
    return _crlf(f"""From: "Njoroge, Amina" <{v["sender"]}>
To: mentortrain <{v["organizer"]}>
Subject: Accepted: [EXTERNAL] Invitation: Listening before advice
Message-ID: {v["message_id"]}
Content-Type: multipart/alternative; boundary="_000_VI1PR09_"
MIME-Version: 1.0

--_000_VI1PR09_
Content-Type: text/plain; charset="us-ascii"

Uh huh, here's my comment

--_000_VI1PR09_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{_base64(calendar)}
--_000_VI1PR09_--
""")


PROGRAMS: dict[str, Callable[..., bytes]] = {
    program.__name__: program
    for program in (
        gmail,
        gmail_with_a_note,
        outlook_com,
        exchange_with_a_note,
        outlook_desktop,
        apple,
        thunderbird,
    )
}
