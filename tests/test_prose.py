"""Markdown of staff as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.prose import as_html, as_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Two cases from a salon.\nBring a pen.", "Two cases from a salon.\nBring a pen."),
        ("**Bring** a *pen* and `paper`", "Bring a pen and paper"),
        ("# First\n\nWords", "First\n\nWords"),
        ("- one\n- two\n  - three\n\nAfter", "- one\n- two\n  - three\n\nAfter"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("See [the sheet](https://example.org/s).", "See the sheet (https://example.org/s)."),
        ("<https://example.org/s>", "https://example.org/s"),
        ("a_b costs 3 < 4 & more", "a_b costs 3 < 4 & more"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("> said\n\n***\n\nnext", "said\n\nnext"),
        ("", ""),
    ],
)
def test_it_reads_well_without_marks(source: str, text: str) -> None:
    assert as_text(source) == text


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_nothing_can_run(source: str) -> None:
    as_text(source)
    made = as_html(source, line_by_line=True)
    assert "<script" not in made
    assert "<img" not in made


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Zs"]), max_size=80))
def test_words_alone_stay_as_they_are(source: str) -> None:
    assert as_text(source) == source
