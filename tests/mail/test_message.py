"""One mail as other people's programs read it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.calendar import CalendarEvent, Mailbox, cancellation, invitation
from mentortrain.mail.kinds import CalendarPart, Dropped, Kind, Letter, kind_named, register
from mentortrain.mail.message import assemble

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SESSION = CalendarEvent(
    uid="5a1f0f3e-7f0e-4b0a-9d3c-0a4c7f3e9b21",
    sequence=0,
    starts_at=datetime(2026, 12, 10, 17, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 10, 17, 45, tzinfo=UTC),
    summary="The first meeting — मार्गदर्शक",
    description="Bring one question.",
    url="https://training.example.org/programs/1/sessions/7",
    cancelled=False,
    created_at=AT,
    updated_at=AT,
    stamped_at=AT,
)
PEOPLE = {
    "organizer": Mailbox("Puentes", "events+4k2v@training.example.org"),
    "attendee": Mailbox("Amina", "amina@example.org"),
}
REQUEST = CalendarPart("REQUEST", invitation(SESSION, **PEOPLE))
CANCEL = CalendarPart("CANCEL", cancellation(replace(SESSION, sequence=1), **PEOPLE))


def written(**changes: Any) -> bytes:
    """A plain mail to amina, with changes."""
    values: dict[str, Any] = {
        "sender": "Puentes <hello@training.example.org>",
        "to": ("Amina Otieno", "amina@example.org"),
        "subject": "Your training starts",
        "text": "Good morning, Amina.\n",
        "html": "<p>Good morning, Amina.</p>\n",
        "message_id": "<4f2c@training.example.org>",
        "date": AT,
        "calendar": None,
        "headers": {},
    }
    return assemble(**{**values, **changes})


def read(content: bytes) -> EmailMessage:
    """The mail, after everything a mail server could object to."""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert [str(value) for value in message.values() if value.defects] == []
    return message


def words_in(message: EmailMessage, kind: str) -> str:
    """The text of the plain or html part, with its line ends as Python likes them."""
    content: str = message.get_body((kind,)).get_content()
    return content.replace("\r\n", "\n")


def party_in(content: bytes, header: str) -> tuple[str, str]:
    """(name, address), read by the older parser: the newer leaves a blank between two encoded words."""
    name, address = parseaddr(re.sub(r"\r?\n", "", message_from_bytes(content)[header]))
    return str(make_header(decode_header(name))), address


def tree(part: MIMEPart) -> Any:
    """The types of the parts, as nested lists."""
    if part.is_multipart():
        return [part.get_content_type(), *(tree(child) for child in part.iter_parts())]
    return part.get_content_type()


def test_plain_mail_has_words_and_the_same_words_with_style() -> None:
    message = read(written())
    assert tree(message) == ["multipart/alternative", "text/plain", "text/html"]
    assert words_in(message, "plain") == "Good morning, Amina.\n"
    assert words_in(message, "html") == "<p>Good morning, Amina.</p>\n"
    assert sorted((name, str(value)) for name, value in message.items() if name != "Content-Type") == [
        ("Auto-Submitted", "auto-generated"),
        ("Date", "Mon, 23 Nov 2026 09:00:00 +0000"),
        ("From", "Puentes <hello@training.example.org>"),
        ("MIME-Version", "1.0"),
        ("Message-ID", "<4f2c@training.example.org>"),
        ("Subject", "Your training starts"),
        ("To", "Amina Otieno <amina@example.org>"),
    ]


@pytest.mark.parametrize("part", [REQUEST, CANCEL], ids=["invitation", "cancellation"])
def test_calendar_stands_with_the_words_and_once_more_as_a_file(part: CalendarPart) -> None:
    message = read(written(calendar=part))
    assert tree(message) == [
        "multipart/mixed",
        ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        "application/ics",
    ]
    within = next(child for child in message.walk() if child.get_content_type() == "text/calendar")
    assert within["Content-Type"] == f'text/calendar; charset="utf-8"; method="{part.method}"'
    assert within.get_payload(decode=True) == part.body
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("invite.ics", part.body)


def test_same_values_give_the_same_bytes() -> None:
    """A second try, after a crash, sends what the first one sent."""
    assert written(calendar=REQUEST) == written(calendar=REQUEST)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Otieno, Amina", "Otieno, Amina"),
        ('Amina "the\\hand"', 'Amina "the\\hand"'),
        ("Amína Ñandú मार्गदर्शक 🤝", "Amína Ñandú मार्गदर्शक 🤝"),
        ("Ñandú " * 40, ("Ñandú " * 40).strip()),
        ("=?utf-8?q?Boss?=", "=?utf-8?q?Boss?="),
        ("Amina\r\nBcc: dov@example.org", "Amina Bcc: dov@example.org"),
        ("Amina\x00\u2028<dov@example.org>", "Amina <dov@example.org>"),
        ("", ""),
    ],
)
def test_any_name_arrives_as_it_is_written(name: str, shown: str) -> None:
    content = written(to=(name, "amina@example.org"))
    assert party_in(content, "To") == (shown, "amina@example.org")
    assert read(content)["Bcc"] is None


@given(st.one_of(st.text(), st.text(alphabet='\r\n\t =?_-é🤝<>@,;:"\\a', max_size=200)))
def test_any_name_and_subject_stay_in_their_header(words: str) -> None:
    message = read(written(to=(words, "amina@example.org"), subject=words, headers={"X-Why": words}))
    assert sorted(message.keys()) == sorted(read(written(headers={"X-Why": "x"})).keys())
    assert [address.addr_spec for address in message["To"].addresses] == ["amina@example.org"]


def test_subject_with_a_line_break_adds_no_header() -> None:
    message = read(written(subject="Hello\r\nBcc: dov@example.org\n\n<p>"))
    assert message["Subject"] == "Hello Bcc: dov@example.org <p>"
    assert message["Bcc"] is None


def test_long_subject_in_any_script_is_folded_and_whole() -> None:
    subject = "मार्गदर्शक का पहला सत्र आज शाम को है 🤝 " * 8
    assert read(written(subject=subject))["Subject"] == subject.strip()


@pytest.mark.parametrize(
    ("address", "header"),
    [
        ("amina@straße.example", b"To: Amina <amina@xn--strae-oqa.example>\r\n"),
        ("josé@example.org", "To: Amina <josé@example.org>\r\n".encode()),
    ],
)
def test_addresses_beyond_ascii_are_written_as_mail_servers_read_them(address: str, header: bytes) -> None:
    assert header in written(to=("Amina", address))


@pytest.mark.parametrize("address", ["", "amina", "a@b\r\nBcc: c@d", "a@b>, <c@d", "a@b, c@d", "Amina <a@b>"])
def test_one_address_is_one_address(address: str) -> None:
    with pytest.raises(ValueError, match="is no mail address"):
        written(to=("Amina", address))


@pytest.mark.parametrize(
    "words",
    [
        "From here on\nFrom there\n.\n..\n",
        "é🤝" * 3000 + "\n",
        "a" * 5000 + "\n",
        "spaces at the end   \n\ttab\t\n=3D\n",
        "--=_boundary\n",
    ],
)
def test_any_words_arrive_whole(words: str) -> None:
    message = read(written(text=words, html=f"<p>{words}</p>\n", calendar=REQUEST))
    assert words_in(message, "plain") == words
    assert words_in(message, "html") == f"<p>{words}</p>\n"


def test_further_headers_are_kept_whole() -> None:
    link = f"<https://training.example.org/unsubscribe/{'x' * 120},;>"
    message = read(written(headers={"List-Unsubscribe": link, "Reply-To": "events@training.example.org"}))
    assert message["List-Unsubscribe"] == link
    assert message["Reply-To"] == "events@training.example.org"


@pytest.mark.parametrize("name", ["Subject", "to", "Content-Type", "X-A\r\nBcc", "X A", "X:", "", "É"])
def test_header_that_is_ours_or_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be given"):
        written(headers={name: "x"})


@pytest.mark.parametrize("message_id", ["4f2c@example.org", "<4f2c>", "<a@b>\r\nBcc: c@d", "<a b@c>", ""])
def test_message_id_must_be_one(message_id: str) -> None:
    with pytest.raises(ValueError, match="is no Message-ID"):
        written(message_id=message_id)


def test_date_needs_a_zone_and_keeps_it() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        written(date=datetime(2026, 11, 23, 9))  # noqa: DTZ001
    nairobi = AT.astimezone(timezone(timedelta(hours=3)))
    assert str(read(written(date=nairobi))["Date"]) == "Mon, 23 Nov 2026 12:00:00 +0300"


def test_calendar_part_cannot_say_two_methods() -> None:
    with pytest.raises(ValueError, match="does not say METHOD:CANCEL"):
        CalendarPart("CANCEL", REQUEST.body)
    with pytest.raises(ValueError, match="no method of ours"):
        CalendarPart("PUBLISH", REQUEST.body)


def test_one_name_is_one_kind_of_mail() -> None:
    def compose(params: dict[str, Any], at: datetime) -> Letter | Dropped:
        return Dropped("superseded")

    kind = Kind("tests.one_name", "one", compose)
    register(kind)
    register(Kind("tests.one_name", "one", compose))
    assert kind_named("tests.one_name") is kind
    with pytest.raises(ValueError, match=re.escape("two kinds of mail named 'tests.one_name'")):
        register(Kind("tests.one_name", "other", compose))
    with pytest.raises(LookupError, match=re.escape("'tests.unheard_of'")):
        kind_named("tests.unheard_of")
