"""What a file is by its content, and what it may be called."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.files import sniff
from mentortrain.files.names import LONGEST, clean
from mentortrain.files.pictures import TYPES
from tests.files.makers import HOSTILE, archive, film, photo_of_a_phone, picture


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (film(), "image/gif"),
        (photo_of_a_phone(), "image/jpeg"),
        (photo_of_a_phone() + bytes(5000), "image/jpeg"),  # cameras append things
        (b"name,email\nAmina,amina@example.org\n", "text/plain"),
        ("name,city\nJuan,Bogot\u00e1\n".encode("utf-16"), "text/plain"),
        (b"name,city\nJuan,Bogot\xe1\n", sniff.UNKNOWN),
        (("\u20ac" * 3000).encode(), "text/plain"),  # a letter is cut where the looked-at part ends
        (archive(xl__workbook="x"), sniff.WORKBOOK),
        (archive(word__document="x"), sniff.OFFICE),
        (archive(a="x"), sniff.ARCHIVE),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"", "text/plain"),
    ],
)  # fmt: skip
def test_the_content_says_what_it_is(data, type_):
    assert sniff.type_of(io.BytesIO(data)) == type_


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_nothing_hostile_passes_for_a_picture(data):
    assert sniff.type_of(io.BytesIO(data)) not in TYPES


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type_and_the_stream_is_at_its_start(data):
    stream = io.BytesIO(data)
    assert sniff.type_of(stream)
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("me.jpeg", "me.webp"),
        ("C:\\Users\\Amina\\me.png", "me.webp"),
        ("../../etc/passwd", "passwd.webp"),
        ("..", "file.webp"),
        (".htaccess", "htaccess.webp"),
        ("", "file.webp"),
        (None, "file.webp"),
        ("con.png", "_con.webp"),
        ("COM1", "_COM1.webp"),
        ("cod\u202egpj.exe", "codgpj.webp"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.webp"),
        ('"><script>.png', "script.webp"),
        ("na\u0308me.png", "n\u00e4me.webp"),
        ("   spaced   out .png", "spaced out.webp"),
        ("me.php.jpg", "me.php.webp"),
        ("x" * 400 + ".png", "x" * (LONGEST - 5) + ".webp"),
    ],
)
def test_names_are_made_fit(sent, kept):
    assert clean(sent, "image/webp") == kept


@given(st.text(max_size=300))
def test_no_name_hides_turns_or_leads_elsewhere(sent):
    name = clean(sent, "application/pdf")
    assert 5 <= len(name) <= LONGEST
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in name)
    assert not name.startswith((".", " "))
