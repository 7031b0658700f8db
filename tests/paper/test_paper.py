"""Certificates and transcripts on paper, whatever somebody is called and however much there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PIL import features

from mentortrain.paper import CertificateSheet, Section, TranscriptSheet, certificate, transcript
from tests.paper.reading import text_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ELSEWHERE = "(as it is written at the address below)"
LONG = "How to listen before you advise, and what to do when somebody asks you for money in the first month"


def printed(name="Amina Odhiambo", course="Mentoring basics"):
    return certificate(
        CertificateSheet(
            title="Certificate MT-7K3F-9Q2M",
            program="Puentes 2027",
            before_name="This certifies that",
            name=name,
            before_course="has completed the course",
            course=course,
            hours="34 minutes of training",
            facts=[("Number", "MT-7K3F-9Q2M")],
            signed="For Puentes 2027",
            check="Check it",
            address="https://example.org/certificates/MT-7K3F-9Q2M",
            elsewhere=ELSEWHERE,
            language="en",
            made_at=NOON,
        )
    )


@pytest.mark.parametrize(
    "name",
    ["Amina Odhiambo", "Đặng Thị Ánh", "Ωμέγα Ἀλφα", "Љубица Ђорђевић", "Łukasz Ğül", "()\\ <b>", "M" * 200],
)
def test_a_name_that_the_letters_can_write_stands_there_as_text(name):
    assert name in text_of(printed(name))


@pytest.mark.parametrize("name", ["محمد عبد الله", "नीरज त्रिपाठी"])
def test_a_name_whose_letters_join_is_drawn_and_told_to_who_cannot_see(name):
    pdf = printed(name)
    if features.check("raqm"):
        assert b"/Subtype /Image" in pdf
        assert ELSEWHERE not in text_of(pdf)
    else:
        assert ELSEWHERE in text_of(pdf)


@pytest.mark.parametrize("name", ["王小明", "Zoë 😀", "محمد Ali"])
def test_of_any_other_name_it_says_where_it_can_be_read(name):
    assert ELSEWHERE in text_of(printed(name))


def test_a_long_title_takes_two_lines():
    said = text_of(printed(course=LONG))
    first = next(at for at, line in enumerate(said) if line.startswith("How to listen"))
    assert " ".join(said[first : first + 2]) == LONG


def test_the_same_certificate_is_the_same_file():
    assert printed() == printed()


def test_a_long_transcript_goes_on_on_further_pages():
    rows = [(f"Course {number}", "complete since 23 November 2026", "34 minutes") for number in range(80)]
    pdf = transcript(
        TranscriptSheet(
            title="Transcript",
            eyebrow="Transcript",
            name="Amina Odhiambo",
            lead="As of 23 November 2026.",
            sections=[Section("Courses", rows, ""), Section("Sessions", [], "None.")],
            foot="example.org",
            elsewhere=ELSEWHERE,
            language="en",
            made_at=NOON,
        )
    )
    said = text_of(pdf)
    assert [line for line in said if line.startswith("Course ")] == [row[0] for row in rows]
    assert [line for line in said if " / " in line] == [f"{page} / 5" for page in range(1, 6)]
