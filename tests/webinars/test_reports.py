"""Reports of Zoom, Teams and Meet, from bytes to people and minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentortrain.webinars.reports import (
    Attendee,
    Candidate,
    Match,
    Meeting,
    dumped,
    key_of,
    loaded,
    match,
    read,
)
from mentortrain.webinars.reports.times import seconds_in
from mentortrain.webinars.stays import Stay, minutes_there

FILES = Path(__file__).parent / "reports"
START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=45)
MEETING = Meeting(START, END, "Africa/Nairobi")
AMINA, BRUNO = ("Amina Odhiambo", "amina@example.org", 45), ("Bruno Restrepo", "", 40)

pytestmark = pytest.mark.either


def people(data: bytes | str, meeting: Meeting = MEETING) -> list[tuple[str, str, int]]:
    """(name, address, minutes) of a report in which every line is understood."""
    report = read(data.encode() if isinstance(data, str) else data, meeting)
    assert (report.problem, [one for one in report.faults if not one.is_note]) == ("", [])
    return [
        (one.name, one.address, minutes_there(one.stays, meeting.starts_at, meeting.ends_at))
        for one in report.attendees
    ]


@pytest.mark.parametrize(
    ("name", "provider", "asks", "found"),
    [
        ("zoom_meeting", "zoom", True, [AMINA, ("Bru (Bruno Restrepo)", "", 40)]),
        ("zoom_meeting_preamble", "zoom", True, [AMINA, BRUNO]),
        ("zoom_totals", "zoom", False, [AMINA, BRUNO]),
        ("zoom_newer", "zoom", True, [AMINA, BRUNO]),
        (
            "zoom_webinar",
            "zoom",
            True,
            [
                ("Chandra Rao", "chandra@example.org", 45),
                ("Amina O.", "amina@example.org", 45),
                BRUNO,
                ("1555***4567", "", 20),
            ],
        ),
        ("teams", "teams", True, [AMINA, BRUNO]),
        ("teams_utc_european", "teams", False, [AMINA, BRUNO]),
        ("teams_webinar", "teams", True, [AMINA, BRUNO]),
        ("teams_old", "teams", True, [("Amina Odhiambo", "", 45), BRUNO]),
        ("meet_names", "meet", True, [AMINA, BRUNO]),
        ("meet_semicolons", "meet", True, [AMINA, BRUNO]),
    ],
)
def test_every_form_is_understood(
    name: str, provider: str, asks: bool, found: list[tuple[str, str, int]]
) -> None:
    data = (FILES / f"{name}.csv").read_bytes()
    report = read(data, MEETING)
    assert (report.provider, report.asked_zone) == (provider, asks)
    assert people(data) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_separator_says_the_same(encoding: str, separator: str, end: str) -> None:
    lines = [
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
        ["Amina Odhiambo", "amina@example.org", "11/23/2026 08:00 PM", "11/23/2026 08:46 PM", "46", "Yes"],
        ['"Đorđević; Ana, ""Anči"""', "", "11/23/2026 08:05 PM", "11/23/2026 08:45 PM", "40", "Yes"],
    ]
    text = end.join(separator.join(cells) for cells in lines)
    assert people(text.encode(encoding)) == [AMINA, ('Đorđević; Ana, "Anči"', "", 40)]


def test_who_did_not_come_and_who_waited_are_counted_not_dropped() -> None:
    assert read((FILES / "zoom_webinar.csv").read_bytes(), MEETING).absent == 1
    assert read((FILES / "zoom_newer.csv").read_bytes(), MEETING).waiting == 1


@pytest.mark.parametrize(
    ("join", "leave"),
    [
        ("11/23/2026 08:00:00 PM", "11/23/2026 08:30:00 PM"),
        ("23/11/2026 20:00", "23/11/2026 20:30"),
        ("23.11.2026 20:00:00", "23.11.2026 20:30:00"),
        ("23.11.26 20.00", "23.11.26 20.30"),
        ("2026-11-23 20:00", "2026-11-23T20:30:00"),
        ("2026-11-23T17:00:00Z", "2026-11-23T12:30:00-05:00"),
        ("2026/11/23 20:00", "2026. 11. 23 20:30"),
        ("11/23/26, 8:00:00\u202fPM", "11/23/26, 8:30:00\u202fp. m."),
        ("Nov 23, 2026 20:00:00", "23 November 2026 20:30"),
        ("8:00 PM", "20:30"),
    ],
)
def test_moments_as_every_language_writes_them(join: str, leave: str) -> None:
    text = f'Name,Email,Duration,Time joined,Time exited\nAmina,,30 min,"{join}","{leave}"\n'
    assert people(text) == [("Amina", "", 30)]


def test_a_day_that_can_be_read_in_two_ways_is_the_day_of_the_session() -> None:
    for day in (datetime(2026, 5, 4, 17, tzinfo=UTC), datetime(2026, 4, 5, 17, tzinfo=UTC)):
        meeting = Meeting(day, day + timedelta(minutes=45), "UTC")
        text = "Name,User Email,Join Time,Leave Time\nAmina,,04/05/2026 17:00,04/05/2026 17:40\n"
        assert people(text, meeting) == [("Amina", "", 40)]


def test_times_without_a_date_go_over_midnight() -> None:
    start = datetime(2026, 11, 23, 23, 40, tzinfo=UTC)
    meeting = Meeting(start, start + timedelta(minutes=45), "UTC")
    text = "Name,Email,Duration,Time joined,Time exited\nA,,,23:42,00:22\nB,,,00:05,00:25\n"
    assert people(text, meeting) == [("A", "", 40), ("B", "", 20)]


def test_what_is_not_understood_is_said_by_line() -> None:
    text = (
        "Name,User Email,Join Time,Leave Time,Duration (Minutes)\n"
        "Amina,,11/23/2026 20:00,11/23/2026 20:30,30\n"
        "Bruno,,11/24/2027 20:00,11/24/2027 20:30,30\n"
        "Elif,,soon,later,30\n"
        ",,11/23/2026 20:00,11/23/2026 20:30,30\n"
        "Femi,,11/23/2026 20:30,11/23/2026 20:00,30\n"
        "Grace,,,,1:27\n"
        "Hana,,11/23/2026 20:00,,\n"
        "=HYPERLINK(1),,11/23/2026 20:00,11/23/2026 20:10,10\n"
    )
    report = read(text.encode(), MEETING)
    assert [one.name for one in report.attendees] == ["Amina", "Hana", "=HYPERLINK(1)"]
    assert [(one.line, one.code, one.is_note) for one in report.faults] == [
        (3, "meeting.other_day", False),
        (4, "meeting.time", False),
        (5, "meeting.no_name", False),
        (6, "meeting.backwards", False),
        (7, "meeting.length", False),
        (8, "meeting.never_left", True),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "meeting.empty"),
        (b"\xff\xfe \r\n", "meeting.empty"),
        (bytes(range(256)) * 100, "meeting.no_text"),
        (b"PK\x03\x04\x00\x00\x00\x00", "meeting.no_text"),
        (b"name,colour\nAmina,red\n", "meeting.no_headings"),
        (b"Name,User Email,Join Time,Leave Time\n", "meeting.nobody"),
        (b"Name,Email,Join Time,Leave Time\nA,,1/2/2020 10:00,1/2/2020 11:00\n", "meeting.other_day"),
        (b"Name,Email,Duration\n" + b"A,,5\n" * 20_000, "meeting.too_long"),
        (b'Name,Email,Duration\n"' + b"x" * 200_000, "meeting.unreadable"),
    ],
)
def test_what_is_no_report_is_said(data: bytes, problem: str) -> None:
    assert read(data, MEETING).problem == problem


@given(st.binary(max_size=400))
@example(b"\xff\xfeN\x00")
def test_no_bytes_raise(data: bytes) -> None:
    for head in (
        b"",
        b"Name,User Email,Join Time,Leave Time,Duration\n",
        b"Full Name\tUser Action\tTimestamp\n",
    ):
        report = read(head + data, MEETING)
        for one in report.attendees:
            assert 0 <= minutes_there(one.stays, START, END) <= 45


CELLS = st.one_of(
    st.text(max_size=12),
    st.from_regex(
        r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4},? [0-9]{1,2}[:.][0-9]{2}( [AP]M)?", fullmatch=True
    ),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{4}|Z)?", fullmatch=True),
    st.from_regex(r"([0-9]{1,6}h )?[0-9]{1,6}m", fullmatch=True),
)


@given(st.lists(CELLS, min_size=3, max_size=3))
def test_every_line_is_somebody_or_a_fault(cells: list[str]) -> None:
    words = ['"' + cell.replace('"', "'").replace("\r", "").replace("\n", "") + '"' for cell in cells]
    report = read(
        f"Name,Join Time,Leave Time,Duration\nAmina,{','.join(words)}\n".encode(errors="ignore"), MEETING
    )
    assert report.attendees or report.faults or report.problem == "meeting.no_text"
    assert loaded(dumped(report.attendees)) == list(report.attendees)


MOMENTS = st.integers(-120, 200).map(lambda minute: START + timedelta(minutes=minute))
STAYS = st.lists(
    st.one_of(
        st.builds(Stay, MOMENTS, MOMENTS, st.none() | st.integers(0, 9000)),
        st.builds(Stay, st.none(), st.none(), st.integers(0, 9000)),
    )
)


@given(STAYS, STAYS)
def test_more_evidence_never_makes_less_nor_more_than_the_session(
    stays: list[Stay], more: list[Stay]
) -> None:
    minutes = minutes_there(stays, START, END)
    assert 0 <= minutes <= minutes_there(stays + more, START, END) <= 45
    assert minutes_there(stays + stays, START, END) >= minutes
    assert minutes_there(reversed(stays), START, END) == minutes


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([], 0),
        ([(0, 20), (15, 30)], 30),
        ([(0, 10), (20, 30)], 20),
        ([(-60, -20)], 0),
        ([(-5, 10)], 15),
        ([(40, 200)], 35),
        ([(-60, 300)], 45),
    ],
)
def test_overlaps_count_once_while_the_door_is_open(stays: list[tuple[int, int]], minutes: int) -> None:
    spans = [Stay(START + timedelta(minutes=a), START + timedelta(minutes=b)) for a, b in stays]
    assert minutes_there(spans, START, END) == minutes


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1h 27m 51s", 5271),
        ("46 min", 2760),
        ("46", 2760),
        ("1 Std. 27 Min.", 5220),
        ("01:27:51", 5271),
        ("1 hr 5 min", 3900),
        ("1:27", None),
        ("soon", None),
        ("5 apples", None),
        ("", None),
    ],
)
def test_lengths(written: str, seconds: int | None) -> None:
    assert seconds_in(written) == seconds


def test_people_are_known_by_address_then_memory_then_name_then_phone() -> None:
    people = [
        Candidate(1, "Amina Odhiambo", "amina@example.org", "+254711000111"),
        Candidate(2, "Bruno Restrepo", "bruno@example.org", "+573015550123"),
        Candidate(3, "Ana Đorđević", "ana@example.org"),
        Candidate(4, "Ana Djordjevic", "ana2@example.org"),
        Candidate(5, "Ana Dordevic", "ana3@example.org"),
    ]
    named = Attendee(name="Zoe")
    found = match(
        [
            Attendee(name="X", address="AMINA@example.org"),
            named,
            Attendee(name="Bru (RESTREPO, Bruno)"),
            Attendee(name="57301***0123", phone="57301***0123"),
            Attendee(name="+57 301-555-0123", phone="+57 301-555-0123"),
            Attendee(name="Ana Đorđević"),
            Attendee(name="Nobody", address="x@example.org"),
        ],
        people,
        {key_of(named): 1},
    )
    assert found == [
        Match(1, "address"),
        Match(1, "memory"),
        Match(2, "name"),
        Match(2, "phone"),
        Match(2, "phone"),
        Match(several=(3, 5)),
        Match(),
    ]
    assert match([named], people[1:], {key_of(named): None}) == [Match(None, "memory")]
