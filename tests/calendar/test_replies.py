"""Answers as mail programs write them, and anything else that may come by mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.calendar import replies
from tests.agenda.replies import PROGRAMS, VALUES, gmail, outlook_com, thunderbird


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_each_program_is_understood(program: str, answer: str) -> None:
    reply = replies.read(PROGRAMS[program](answer=answer, sequence=3))
    assert reply == replies.Reply(
        uid=VALUES["uid"],
        attendee="amina@example.org",
        partstat=answer,
        sequence=3,
        stamped_at=datetime(2026, 11, 23, 10, 15, tzinfo=UTC),
        sender="amina@example.org",
        addressed_to=(VALUES["organizer"],),
    )


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"charset=UTF-8", b"charset=utf-16"),  # says one thing and is another
        (b"charset=UTF-8", b"charset=no-such"),
        (b"charset=UTF-8", b"charset*=utf-8''utf-8"),
        (b"\r\n", b"\n"),
        (b"METHOD:REPLY\r\nBEGIN", b"BEGIN"),  # the MIME type says it too
    ],
)
def test_what_is_not_quite_right_is_understood_all_the_same(was: bytes, becomes: bytes) -> None:
    reply = replies.read(thunderbird().replace(was, becomes))
    assert reply is not None
    assert (reply.uid, reply.partstat) == (VALUES["uid"], "ACCEPTED")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"Subject: out of office\r\n\r\nI am away.",
        gmail().replace(b"REPLY", b"COUNTER").split(b"Content-Type: application/ics")[0],
        outlook_com(uid=""),
        gmail(attendee="nobody")[: gmail().index(b"application/ics")],
        b"x" * (replies.LONGEST + 1),
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 5000,
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VEVENT\r\nATTENDEE;" + b"a=,;" * 50_000,
    ],
)
def test_what_is_no_answer_is_none(message: bytes) -> None:
    assert replies.read(message) is None


def test_of_several_attendees_the_sender_answers() -> None:
    line = "ATTENDEE;PARTSTAT=DECLINED:mailto:bruno@example.org\r\nATTENDEE;"
    both = thunderbird().replace(b"ATTENDEE;", line.encode())
    reply = replies.read(both)
    assert reply is not None
    assert (reply.attendee, reply.partstat) == ("amina@example.org", "ACCEPTED")


_PIECES = st.sampled_from(
    [
        *(
            b"BEGIN:VEVENT\r\n",
            b"END:VEVENT\r\n",
            b"METHOD:REPLY\r\n",
            b"UID:",
            b"ATTENDEE;PARTSTAT=",
            b"mailto:",
        ),
        *(
            b"Content-Type: text/calendar; charset=",
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n",
            b"--a\r\n",
        ),
        *(
            b"Content-Transfer-Encoding: base64\r\n",
            b"To: ",
            b"=?utf-8?q?",
            b"DTSTAMP:99999999T999999Z",
            b"\x00",
        ),
        *(
            b"name*0*=utf-8''%",
            b"SEQUENCE:9999999999999999999",
            b'"',
            b";",
            b"@",
            b"\r\n",
            b"\r\n ",
            b"\xff\xfe",
        ),
    ]
)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.one_of(_PIECES, st.binary(max_size=8)), max_size=40).map(b"".join),
    )
)
def test_any_bytes_are_read_without_an_exception(message: bytes) -> None:
    replies.read(message)


@given(st.data())
def test_a_damaged_answer_is_read_or_is_none(data: st.DataObject) -> None:
    message = bytearray(PROGRAMS[data.draw(st.sampled_from(list(PROGRAMS)))]())
    for _ in range(data.draw(st.integers(1, 20))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    replies.read(bytes(message))
